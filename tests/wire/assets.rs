//! Asset fields, and the system model Asset; its files are in `uploads`.

use serde_json::json;
use wire_tests::on_both;

use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_linked_from_both_sides() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.asset("photo").await;
        blog.asset("scan").await;
        let create = "mutation { createPost(data: {title: \"P\", slug: \"p\", cover: {connect: {id: \"photo\"}}}) { cover { fileName coverPost { slug } } } }";
        let made = blog.ok(create, json!({})).await;
        assert_eq!(made["createPost"]["cover"], json!({ "fileName": "photo.png", "coverPost": [{ "slug": "p" }] }));
        let update = "mutation { updateAsset(where: {id: \"scan\"}, data: {fileName: \"renamed.png\", coverPost: {connect: [{where: {slug: \"p\"}}]}}) { fileName coverPost { slug cover { fileName } } } }";
        let seen = blog.ok(update, json!({})).await;
        let linked = json!([{ "slug": "p", "cover": { "fileName": "renamed.png" } }]);
        assert_eq!(seen["updateAsset"], json!({ "fileName": "renamed.png", "coverPost": linked }));
        blog.ok("mutation { publishAsset(where: {id: \"scan\"}) { id } publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        let read = "{ post(where: {slug: \"p\"}, stage: PUBLISHED) { cover { fileName } } }";
        assert_eq!(blog.ok(read, json!({})).await["post"]["cover"], json!({ "fileName": "renamed.png" }));
        blog.ok("mutation { deleteAsset(where: {id: \"scan\"}) { id } }", json!({})).await;
        assert!(blog.ok(read, json!({})).await["post"]["cover"].is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn required_assets_and_components_must_be_there() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.asset("photo").await;
        blog.owner
            .changes(
                &blog.project,
                json!([
                    { "createModel": { "apiId": "Page", "apiIdPlural": "Pages", "displayName": "Page" } },
                    { "createRelationalField": { "parentApiId": "Page", "apiId": "image", "displayName": "Image", "type": "ASSET", "isRequired": true,
                        "reverseField": { "modelApiId": "Asset", "apiId": "pages", "displayName": "Pages", "isList": true } } },
                    { "createComponentField": { "parentApiId": "Page", "apiId": "notes", "displayName": "Notes", "componentApiId": "Quote", "isList": true, "isRequired": true } },
                ]),
            )
            .await;
        let before = blog.rows().await;
        for (data, message) in [
            ("image: {}, notes: {create: [{text: \"n\"}]}", "value for required field \"image\" must not be null"),
            ("image: {connect: {id: \"photo\"}}, notes: {}", "value for required field \"notes\" must not be empty"),
            ("image: {connect: {id: \"photo\"}}, notes: {create: []}", "value for required field \"notes\" must not be empty"),
        ] {
            assert_eq!(blog.refused(&format!("mutation {{ createPage(data: {{{data}}}) {{ id }} }}")).await, message, "{data}");
        }
        assert_eq!(blog.rows().await, before);
        let made = blog.ok("mutation { createPage(data: {image: {connect: {id: \"photo\"}}, notes: {create: [{text: \"n\"}]}}) { id notes { id } } }", json!({})).await;
        let (id, note) = (made["createPage"]["id"].as_str().unwrap(), made["createPage"]["notes"][0]["id"].as_str().unwrap());
        for (mutation, message) in [
            (format!("updatePage(where: {{id: \"{id}\"}}, data: {{image: null}})"), "value for required field \"image\" must not be null"),
            (format!("updatePage(where: {{id: \"{id}\"}}, data: {{image: {{disconnect: true}}}})"), "value for required field \"image\" must not be null"),
            (format!("updatePage(where: {{id: \"{id}\"}}, data: {{image: {{delete: true}}}})"), "value for required field \"image\" must not be null"),
            (format!("updatePage(where: {{id: \"{id}\"}}, data: {{notes: {{delete: [{{id: \"{note}\"}}]}}}})"), "value for required field \"notes\" must not be empty"),
            (format!("updateAsset(where: {{id: \"photo\"}}, data: {{pages: {{disconnect: [{{id: \"{id}\"}}]}}}})"), "value for required field \"image\" must not be null"),
            ("deleteAsset(where: {id: \"photo\"})".to_owned(), "document is required by 1 documents of model \"Page\""),
        ] {
            assert_eq!(blog.refused(&format!("mutation {{ {mutation} {{ id }} }}")).await, message, "{mutation}");
        }
        // What is missing in between is no matter when it is there at the end.
        blog.ok(&format!("mutation {{ deletePage(where: {{id: \"{id}\"}}) {{ id }} deleteAsset(where: {{id: \"photo\"}}) {{ id }} }}"), json!({})).await;
    })
    .await;
}
