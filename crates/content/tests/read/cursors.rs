//! Orders, pages and connections (content-api-read.md §5, §6).

use serde_json::Value as Json;

use crate::world::{World, on_each_engine, with_things};

/// Ids of a page.
async fn page(world: &World, arguments: &str) -> String {
    let answer = world.ask(&format!("{{ things({arguments}) {{ id }} }}")).await;
    let json: Json = serde_json::from_str(&answer).unwrap();
    let Some(things) = json["data"]["things"].as_array() else { return answer };
    things.iter().map(|thing| thing["id"].as_str().unwrap()).collect()
}

async fn check(cases: &'static [(&'static str, &'static str)]) {
    on_each_engine(|world| async move {
        with_things(&world).await;
        for (arguments, ids) in cases {
            assert_eq!(
                page(&world, arguments).await,
                *ids,
                "{arguments} on {}",
                world.environment.database.engine().name()
            );
        }
        world
    })
    .await;
}

#[tokio::test]
async fn orders_put_nulls_last_and_descending_first() {
    check(&[
        ("first: 10", "abcd"),
        ("orderBy: id_ASC", "abcd"),
        ("orderBy: id_DESC", "dcba"),
        ("orderBy: text_ASC", "abdc"),
        ("orderBy: text_DESC", "cdba"),
        ("orderBy: count_ASC", "dabc"),
        ("orderBy: count_DESC", "cbad"),
        ("orderBy: price_DESC", "cdba"),
        ("orderBy: active_ASC", "bacd"),
        ("orderBy: active_DESC", "dcab"),
        ("orderBy: startsAt_ASC", "abcd"),
        ("orderBy: createdAt_DESC", "dcba"),
        ("orderBy: updatedAt_ASC", "abcd"),
        ("orderBy: publishedAt_DESC", "dcba"),
        // By declaration: wood, Carbon_Fibre, GraphQL.
        ("orderBy: material_ASC", "abdc"),
        ("orderBy: tags_ASC", "abcd"),
    ])
    .await;
}

#[tokio::test]
async fn pages_forwards_and_backwards() {
    check(&[
        ("first: 2", "ab"),
        ("first: 2, skip: 1", "bc"),
        ("first: 0", ""),
        ("first: 1000", "abcd"),
        ("last: 2", "cd"),
        ("last: 2, skip: 1", "bc"),
        ("first: 3, last: 2", "bc"),
        (r#"after: "b""#, "cd"),
        (r#"first: 1, after: "a""#, "b"),
        (r#"before: "c""#, "ab"),
        (r#"last: 1, before: "c""#, "b"),
        (r#"after: "a", before: "d""#, "bc"),
        (r#"after: "missing""#, ""),
        (r#"orderBy: id_DESC, first: 2, after: "c""#, "ba"),
        (r#"orderBy: count_ASC, after: "a""#, "bc"),
        (r#"orderBy: count_ASC, after: "b""#, "c"),
        (r#"orderBy: count_ASC, after: "c""#, ""),
        (r#"orderBy: count_ASC, last: 2, before: "c""#, "ab"),
        (r#"orderBy: count_DESC, after: "c""#, "bad"),
        (r#"orderBy: count_DESC, last: 10, before: "a""#, "cb"),
        (r#"orderBy: active_ASC, after: "c""#, "d"),
        (r#"orderBy: active_DESC, after: "d""#, "cab"),
        (r#"orderBy: active_DESC, after: "c""#, "ab"),
        // A cursor outside the result gives nothing.
        (r#"where: { count_gt: 0 }, after: "d""#, ""),
    ])
    .await;
}

#[tokio::test]
async fn case_43_sizes_that_are_none_are_refused() {
    on_each_engine(|world| async move {
        for (arguments, message) in [
            ("first: -1", "first must be a non-negative integer"),
            ("last: -1", "last must be a non-negative integer"),
            ("skip: -1", "skip must be a non-negative integer"),
            (r#"first: 1, before: "a""#, r#"cannot combine \"first\" with \"before\""#),
            (r#"last: 1, after: "a""#, r#"cannot combine \"last\" with \"after\""#),
        ] {
            let expected =
                format!(r#"{{"errors":[{{"message":"{message}"}}],"data":null,"extensions":{{"requestId":"id"}}}}"#);
            world.expect(&format!("{{ things({arguments}) {{ id }} }}"), &expected).await;
        }
        for refused in ["first: 2147483648", "skip: 1000000000000", "first: 1.5", r#"first: "1""#] {
            let answer = world.ask(&format!("{{ things({refused}) {{ id }} }}")).await;
            assert!(answer.starts_with(r#"{"errors""#), "{refused}: {answer}");
        }
        assert_eq!(page(&world, "skip: 2147483647").await, "");
        world
    })
    .await;
}

#[tokio::test]
async fn connections_tell_what_is_around_the_page() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        world
            .expect(
                "{ thingsConnection(first: 2, skip: 1) { __typename edges { cursor node { id count createdBy { name } } __typename }
                   pageInfo { hasNextPage hasPreviousPage startCursor endCursor pageSize } aggregate { count } } }",
                concat!(
                    r#"{"data":{"thingsConnection":{"__typename":"ThingConnection","edges":["#,
                    r#"{"cursor":"b","node":{"id":"b","count":2,"createdBy":{"name":"Robot"}},"__typename":"ThingEdge"},"#,
                    r#"{"cursor":"c","node":{"id":"c","count":null,"createdBy":null},"__typename":"ThingEdge"}],"#,
                    r#""pageInfo":{"hasNextPage":true,"hasPreviousPage":true,"startCursor":"b","endCursor":"c","pageSize":2},"#,
                    r#""aggregate":{"count":4}}}}"#
                ),
            )
            .await;
        for (arguments, expected) in [
            ("first: 4", "false false a d 4"),
            ("first: 3", "true false a c 3"),
            ("last: 3", "false true b d 3"),
            ("first: 3, last: 2", "true true b c 2"),
            ("first: 2, last: 2", "true false a b 2"),
            (r#"first: 1, after: "c""#, "false true d d 1"),
            (r#"last: 1, before: "b""#, "true false a a 1"),
            (r#"last: 1, before: "d""#, "true true c c 1"),
            (r#"after: "missing""#, "false false null null 0"),
            ("skip: 10", "false true null null 0"),
            ("orderBy: count_DESC, first: 2", "true false c b 2"),
            (r#"where: { id: "none" }"#, "false false null null 0"),
        ] {
            let query = format!(
                "{{ thingsConnection({arguments}) {{ pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor pageSize }} }} }}"
            );
            let json: Json = serde_json::from_str(&world.ask(&query).await).unwrap();
            let info = json["data"]["thingsConnection"]["pageInfo"].as_object().unwrap();
            let told: Vec<String> = info.values().map(|value| value.to_string().replace('"', "")).collect();
            assert_eq!(told.join(" "), expected, "{arguments} on {}", world.environment.database.engine().name());
        }
        world
            .expect(
                "{ usersConnection(where: { kind: MEMBER }) { aggregate { count } edges { node { name } } } }",
                r#"{"data":{"usersConnection":{"aggregate":{"count":1},"edges":[{"node":{"name":"Ada"}}]}}}"#,
            )
            .await;
        world
    })
    .await;
}
