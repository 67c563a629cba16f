//! Unions of models, and their members' sides (content-api-read.md §8).

use crate::blog::{content_model, with_blog};
use crate::world::on_each_engine_with;

#[tokio::test]
async fn unions_hold_several_models_and_members_lead_back() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        for (query, data) in [
            (
                r#"{ posts { id related { __typename ... on Node { id stage } ... on Author { name } ... on Post { title locale } } } }"#,
                concat!(
                    r#"{"posts":[{"id":"p1","related":[{"__typename":"Author","id":"bob","stage":"DRAFT","name":"Bob"},"#,
                    r#"{"__typename":"Post","id":"p2","stage":"DRAFT","title":"Two","locale":"en"},"#,
                    r#"{"__typename":"Author","id":"ada","stage":"DRAFT","name":"Ada"}]},"#,
                    r#"{"id":"p2","related":[{"__typename":"Author","id":"ada","stage":"DRAFT","name":"Ada"}]},{"id":"p4","related":[]}]}"#
                ),
            ),
            (
                r#"{ post(where: { slug: "p1" }) {
                    two: related(first: 2) { ... on Node { id } } after: related(after: "bob", first: 1) { ... on Node { id } }
                    last: related(last: 2, skip: 1) { ... on Node { id } } german: related(locales: [de]) { ... on Node { id } }
                } }"#,
                concat!(
                    r#"{"post":{"two":[{"id":"bob"},{"id":"p2"}],"after":[{"id":"p2"}],"last":[{"id":"bob"},{"id":"p2"}],"#,
                    r#""german":[{"id":"bob"},{"id":"ada"}]}}"#
                ),
            ),
            (
                r#"{ authors { relatedIn { id } some: relatedIn(where: { slug: "p1" }) { id } topic { __typename ... on Tag { name } ... on Post { title } } } p: post(where: { slug: "p2" }) { relatedIn { id } } }"#,
                concat!(
                    r#"{"authors":[{"relatedIn":[{"id":"p2"},{"id":"p1"}],"some":[{"id":"p1"}],"topic":{"__typename":"Tag","name":"Y"}},"#,
                    r#"{"relatedIn":[{"id":"p1"}],"some":[{"id":"p1"}],"topic":{"__typename":"Post","title":"One"}}],"p":{"relatedIn":[{"id":"p1"}]}}"#
                ),
            ),
            (
                r#"{ tags { id topicOf { name } } }"#,
                r#"{"tags":[{"id":"x","topicOf":null},{"id":"y","topicOf":{"name":"Ada"}},{"id":"z","topicOf":null}]}"#,
            ),
        ] {
            world.expect(query, &format!(r#"{{"data":{data}}}"#)).await;
        }
        world
    })
    .await;
}
