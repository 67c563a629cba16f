//! Components: basic and modular, inside each other, localised by themselves (content-api-read.md §8).

use crate::blog::{content_model, with_blog};
use crate::world::on_each_engine_with;

async fn check(cases: &'static [(&'static str, &'static str)]) {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        for (query, data) in cases {
            world.expect(query, &format!(r#"{{"data":{data}}}"#)).await;
        }
        world
    })
    .await;
}

#[tokio::test]
async fn single_components_have_locales_of_their_own() {
    check(&[
        (
            r#"{ posts { id seo { __typename id stage locale metaTitle noIndex updatedAt localizations { locale metaTitle } } } }"#,
            concat!(
                r#"{"posts":[{"id":"p1","seo":{"__typename":"Seo","id":"s1","stage":"DRAFT","locale":"en","metaTitle":"Meta one","noIndex":true,"#,
                r#""updatedAt":"2026-01-01T00:05:00+00:00","localizations":[{"locale":"de","metaTitle":"Meta eins"}]}},"#,
                r#"{"id":"p2","seo":null},{"id":"p4","seo":null}]}"#
            ),
        ),
        (
            r#"{ posts(first: 2) { seo(locales: [de]) { metaTitle } } }"#,
            r#"{"posts":[{"seo":{"metaTitle":"Meta eins"}},{"seo":{"metaTitle":"Nur deutsch"}}]}"#,
        ),
    ])
    .await;
}

#[tokio::test]
async fn modular_components_nest() {
    check(&[
        (
            r#"{ post(where: { slug: "p1" }) { blocks {
                __typename ... on Entity { id } ... on Seo { metaTitle } ... on Quote { text by { name } }
                ... on Section { heading quote { text } quotes(orderBy: text_ASC, first: 2) { text } all: quotes { text }
                    some: quotes(where: { text_not: "B" }, last: 1) { text }
                    parts { __typename ... on Quote { text by { name } } } german: parts(locales: [de, en]) { ...Part } }
            } } }
            fragment Part on Entity { id ... on Seo { metaTitle } }"#,
            concat!(
                r#"{"post":{"blocks":[{"__typename":"Section","id":"c1","heading":"First","quote":{"text":"Single"},"#,
                r#""quotes":[{"text":"A"},{"text":"B"}],"all":[{"text":"C"},{"text":"B"},{"text":"A"}],"some":[{"text":"A"}],"#,
                r#""parts":[{"__typename":"Quote","text":"Inner","by":{"name":"Bob"}}],"#,
                r#""german":[{"id":"s4","metaTitle":"Innen"},{"id":"q2"}]},"#,
                r#"{"__typename":"Seo","id":"s3","metaTitle":"Second"},"#,
                r#"{"__typename":"Quote","id":"q1","text":"Third","by":{"name":"Ada"}}]}}"#
            ),
        ),
        (
            r#"{ post(where: { slug: "p1" }) {
                two: blocks(first: 2) { __typename } second: blocks(skip: 1, first: 1) { __typename }
                after: blocks(after: "c1") { ... on Entity { id } } last: blocks(last: 1) { ... on Entity { id } }
                before: blocks(before: "q1") { ... on Entity { id } } none: blocks(first: 0) { __typename }
            } authors { hero { __typename ... on Quote { text } } } }"#,
            concat!(
                r#"{"post":{"two":[{"__typename":"Section"},{"__typename":"Seo"}],"second":[{"__typename":"Seo"}],"#,
                r#""after":[{"id":"s3"},{"id":"q1"}],"last":[{"id":"q1"}],"before":[{"id":"c1"},{"id":"s3"}],"none":[]},"#,
                r#""authors":[{"hero":{"__typename":"Quote","text":"Hero"}},{"hero":null}]}"#
            ),
        ),
        // In each stage its own; nothing was published.
        (
            r#"{ post(where: { slug: "p1" }) { documentInStages(includeCurrent: true) { stage seo { id } blocks(first: 1) { ... on Section { stage parts { ... on Quote { text } } } } } } }"#,
            concat!(
                r#"{"post":{"documentInStages":[{"stage":"DRAFT","seo":{"id":"s1"},"blocks":[{"stage":"DRAFT","parts":[{"text":"Inner"}]}]},"#,
                r#"{"stage":"PUBLISHED","seo":null,"blocks":[]}]}}"#
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn entities_finds_components_and_node_every_model() {
    check(&[
        (
            r#"{ entities(where: [
                { id: "q2", stage: DRAFT, typename: Quote }, { id: "s1", stage: DRAFT, typename: Seo, locale: de },
                { id: "c1", stage: PUBLISHED, typename: Section }, { id: "a1", stage: DRAFT, typename: Asset },
                { id: "q4", stage: DRAFT, typename: Quote }
            ]) { __typename id ... on Quote { text } ... on Seo { metaTitle } ... on Asset { handle } } }"#,
            concat!(
                r#"{"entities":[{"__typename":"Quote","id":"q2","text":"Inner"},{"__typename":"Seo","id":"s1","metaTitle":"Meta eins"},"#,
                r#"{"__typename":"Asset","id":"a1","handle":"h1"},{"__typename":"Quote","id":"q4","text":"Hero"}]}"#
            ),
        ),
        (
            r#"{ a: node(id: "a1") { __typename ... on Asset { handle } } p: node(id: "p3", locales: [de]) { id ... on Post { title } } q: node(id: "q1") { id } }"#,
            r#"{"a":{"__typename":"Asset","handle":"h1"},"p":{"id":"p3","title":"Drei"},"q":null}"#,
        ),
    ])
    .await;
}
