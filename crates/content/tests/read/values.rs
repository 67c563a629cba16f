//! What values look like in answers (content-api-read.md §9).

use content::request::RequestHeaders;
use serde_json::json;

use crate::world::{everything, on_each_engine, with_things};

#[tokio::test]
async fn every_kind_of_value() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        world
            .expect(
                r#"{ thing(where: { id: "a" }) {
                    __typename id stage createdAt updatedAt publishedAt text count price active extra startsAt day slug material
                    tags numbers prices days flags materials
                } }"#,
                concat!(
                    r#"{"data":{"thing":{"__typename":"Thing","id":"a","stage":"DRAFT","#,
                    r#""createdAt":"2026-01-01T00:01:00+00:00","updatedAt":"2026-01-01T00:01:00+00:00","publishedAt":null,"#,
                    r#""text":"Alpha","count":1,"price":1.5,"active":true,"extra":{"a":[1,{"b":"deep"}],"n":null,"t":true},"#,
                    r#""startsAt":"2026-01-01T00:00:00+00:00","day":"2026-01-01","slug":"alpha","material":"wood","#,
                    r#""tags":["x","y"],"numbers":[1,2],"prices":[1,2.5],"days":["2026-01-01"],"flags":[true,false],"#,
                    r#""materials":["wood","Carbon_Fibre"]}}}"#
                ),
            )
            .await;
        world
            .expect(
                r#"{ thing(where: { id: "a" }) {
                    tint { hex css rgba { r g b a } __typename } tints { css hex }
                    place { latitude longitude there: distance(from: { latitude: 52.5, longitude: 14 }) none: distance(from: { latitude: 52.5, longitude: 13 }) }
                    story { raw html markdown text }
                } }"#,
                concat!(
                    r##"{"data":{"thing":{"tint":{"hex":"#ff000a","css":"rgb(255,0,10)","rgba":{"r":255,"g":0,"b":10,"a":1},"__typename":"Color"},"##,
                    r##""tints":[{"css":"rgba(1,2,3,0.5)","hex":"#010203"}],"##,
                    r#""place":{"latitude":52.5,"longitude":13,"there":67690.735,"none":0},"#,
                    r#""story":{"raw":{"children":[{"type":"paragraph","children":[{"text":"Once"}]}]},"html":"<p>Once</p>","markdown":"Once\n","text":"Once"}}}}"#
                ),
            )
            .await;
        world
            .expect(
                r#"{ thing(where: { id: "c" }) { text count price active extra startsAt day material tags numbers prices materials
                    tint { hex } tints { hex } place { latitude } story { html } createdBy { id } } }"#,
                concat!(
                    r#"{"data":{"thing":{"text":null,"count":null,"price":null,"active":null,"extra":null,"startsAt":null,"day":null,"#,
                    r#""material":null,"tags":[],"numbers":[],"prices":[],"materials":[],"tint":null,"tints":[],"place":null,"#,
                    r#""story":null,"createdBy":null}}}"#
                ),
            )
            .await;
        world
    })
    .await;
}

#[tokio::test]
async fn floats_and_strange_texts_look_alike() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        let query = "{ things { price text tint { css } } }";
        let (_, answer) = world.bytes(everything(&world.model), RequestHeaders::default(), query, json!({})).await;
        // The engines differ in blanks between keys and values, and in nothing else.
        let answer = answer.replace(" : ", ":");
        assert!(answer.contains(r#""price":1e+21"#) && answer.contains(r#""price":2,"#), "{answer}");
        assert!(answer.contains(r#""text":"beta 100%_\\ 'x'""#), "{answer}");
        assert!(answer.contains(r#""css":"rgba(0,128,255,0.25)""#), "{answer}");
        world
    })
    .await;
}

#[tokio::test]
async fn users_aliases_fragments_and_directives() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        world
            .expect(
                r#"query ($no: Boolean! = false) {
                    mine: thing(where: { id: "a" }) { ...Names text @include(if: $no) by: createdBy { name kind stage isActive __typename } }
                    __typename
                    node(id: "b") { __typename id ... on Thing { text } ... on Page { title } }
                    nobody: node(id: "zz") { id }
                    who: node(id: "u2") { __typename ... on User { name documentInStages { stage } } }
                    users(orderBy: name_DESC) { id name picture }
                }
                fragment Names on Thing { i: id __typename ... on Node { stage } }"#,
                concat!(
                    r#"{"data":{"mine":{"i":"a","__typename":"Thing","stage":"DRAFT","by":{"name":"Ada","kind":"MEMBER","stage":"DRAFT","isActive":true,"__typename":"User"}},"#,
                    r#""__typename":"Query","node":{"__typename":"Thing","id":"b","text":"beta 100%_\\ 'x'"},"nobody":null,"#,
                    r#""who":{"__typename":"User","name":"Robot","documentInStages":[{"stage":"PUBLISHED"},{"stage":"QA"}]},"#,
                    r#""users":[{"id":"u2","name":"Robot","picture":null},{"id":"u1","name":"Ada","picture":null}]}}"#
                ),
            )
            .await;
        world
            .expect(
                r#"{ entities(where: [
                    { id: "b", stage: DRAFT, typename: Thing }, { id: "zz", stage: DRAFT, typename: Thing },
                    { id: "u1", stage: PUBLISHED, typename: User }, { id: "a", stage: DRAFT, typename: Thing }
                ]) { __typename id ... on Thing { count } } }"#,
                r#"{"data":{"entities":[{"__typename":"Thing","id":"b","count":2},{"__typename":"User","id":"u1"},{"__typename":"Thing","id":"a","count":1}]}}"#,
            )
            .await;
        world
    })
    .await;
}

#[tokio::test]
async fn wide_objects_are_put_together_from_parts() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        let aliases: Vec<String> = (0..130).map(|number| format!("f{number}: text")).collect();
        let values: Vec<String> = (0..130).map(|number| format!(r#""f{number}":"Alpha""#)).collect();
        let query = format!("{{ thing(where: {{ slug: \"alpha\" }}) {{ {} createdBy {{ id }} }} }}", aliases.join(" "));
        let expected = format!(r#"{{"data":{{"thing":{{{},"createdBy":{{"id":"u1"}}}}}}}}"#, values.join(","));
        world.expect(&query, &expected).await;
        world
    })
    .await;
}
