//! `references` of a rich text (content-api-read.md §9.2): the entries that its embeds and links name.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::{Blog, simple};

/// An embed, or a link, to an entry.
fn naming(kind: &str, model: &str, id: &str) -> Value {
    json!({ "type": kind, "nodeType": model, "nodeId": id, "children": [{ "text": "" }] })
}

#[tokio::test(flavor = "multi_thread")]
async fn each_entry_is_told_once_also_after_its_model_was_renamed() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let embeds = json!({ "embedsEnabled": true, "embeddableModels": ["Author", "Tag"] });
        blog.owner.changes(&blog.project, json!([simple("Profile", "body", "RICHTEXT", embeds)])).await;
        let ids = blog.ok("{ authors(stage: DRAFT, orderBy: name_ASC) { id } tags(stage: DRAFT, orderBy: name_ASC) { id } }", json!({})).await;
        let id = |list: &str, place: usize| ids[list][place]["id"].as_str().expect("an id").to_owned();
        let (ada, bo, moon) = (id("authors", 0), id("authors", 1), id("tags", 0));
        let body = json!({ "children": [
            { "type": "paragraph", "children": [naming("link", "Author", &bo), { "text": "x" }, naming("link", "Tag", &moon)] },
            naming("embed", "Author", &ada),
            naming("embed", "Author", &bo),
        ] });
        // An entry of each must be there when the text is written, and need not stay.
        let passing = [("Tag", bo.as_str()), ("Author", moon.as_str()), ("Tag", ada.as_str()), ("Tag", "nothing")];
        let of_each = async |what: &str| {
            for (model, id) in passing {
                blog.ok(&what.replace("X", model).replace("ID", id), json!({})).await;
            }
        };
        of_each("mutation { upsertX(where: {id: \"ID\"}, upsert: {create: {name: \"ID\"}, update: {}}) { id } }").await;
        let create = "mutation($body: RichTextAST) { createProfile(data: {nick: \"n\", body: $body}) { id } }";
        blog.ok(create, json!({ "body": body })).await;
        of_each("mutation { deleteX(where: {id: \"ID\"}) { id } }").await;
        let read = "{ profile(where: {nick: \"n\"}, stage: DRAFT) { body { references { __typename ... on Node { id } } } } }";
        let references = async || blog.ok(read, json!({})).await["profile"]["body"]["references"].clone();
        let expected = |author: &str| {
            json!([{ "__typename": author, "id": bo }, { "__typename": "Tag", "id": moon }, { "__typename": author, "id": ada }])
        };
        assert_eq!(references().await, expected("Author"));

        // Content keeps the name that a model had; it is no other's.
        let rename = json!([{ "updateModel": { "apiId": "Author", "newApiId": "Writer", "apiIdPlural": "Writers" } }]);
        blog.owner.changes(&blog.project, rename).await;
        assert_eq!(references().await, expected("Writer"));
    })
    .await;
}
