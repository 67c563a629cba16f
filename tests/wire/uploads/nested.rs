//! Files of assets that are created inside other entries.

use serde_json::json;
use wire_tests::on_both;

use super::site::{FORM, PNG, Site};
use crate::worked_writes;

/// The worked example's creation with its cover (content-api-write.md §9.3).
#[tokio::test(flavor = "multi_thread")]
async fn the_worked_examples_cover_is_waited_for() {
    on_both(async |server| {
        let site = Site::of(&server, worked_writes::before(&server).await);
        let create = worked_writes::create("cover: { create: { uploadUrl: \"https://example.org/t.jpg\" } }");
        let create = create.replace("    localizations { locale title } } }", "    cover { upload { status } } localizations { locale title } } }");
        let mut data = site.quiet(&create).await;
        let post = &mut data["createPost"];
        for (place, id) in [
            ("/id", "cpost0000000000000000001"),
            ("/facts/0/id", "cfact0000000000000000001"),
            ("/facts/1/id", "cfact0000000000000000002"),
        ] {
            *post.pointer_mut(place).expect("an id") = json!(id);
        }
        assert_eq!(
            data.to_string(),
            r#"{"createPost":{"id":"cpost0000000000000000001","stage":"DRAFT","locale":"en","title":"Tides","slug":"tides","status":"idea","keywords":["sea","moon"],"author":{"name":"Ada"},"facts":[{"id":"cfact0000000000000000001","label":"Height","value":3},{"id":"cfact0000000000000000002","label":"Period","value":12}],"mentions":[{"__typename":"Tag","name":"sea"},{"__typename":"Author","name":"Bo"}],"cover":{"upload":{"status":"ASSET_CREATE_PENDING"}},"localizations":[{"locale":"de","title":"Gezeiten"}]}}"#
        );
        let named = "{ post(where: {slug: \"tides\"}, stage: DRAFT) { cover { fileName upload { requestPostData { key } } } } }";
        let cover = &site.quiet(named).await["post"]["cover"];
        assert_eq!(*cover, json!({ "fileName": "t.jpg", "upload": { "requestPostData": null } }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nested_creations_bring_files() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let create = format!(
            "mutation {{ createPost(data: {{ title: \"P\", slug: \"p\", cover: {{ create: {{}} }} }}) {{ cover {{ id upload {{ requestPostData {{ {FORM} }} }} }} }} }}"
        );
        let cover = &site.quiet(&create).await["createPost"]["cover"];
        site.upload(&cover["upload"]["requestPostData"], "cover.png", PNG).await;
        let read = "{ post(where: {slug: \"p\"}, stage: DRAFT) { cover(where: {upload: {status: ASSET_UPLOAD_COMPLETE}}) { fileName width } } }";
        assert_eq!(site.quiet(read).await["post"]["cover"], json!({ "fileName": "cover.png", "width": 2 }));
    })
    .await;
}
