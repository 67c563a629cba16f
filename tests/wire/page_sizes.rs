//! Pages of a project (content-api-read.md §6), set by the operator beside a running server.

use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use crate::binary::{Binary, Endpoint};

#[tokio::test(flavor = "multi_thread")]
async fn a_project_may_have_pages_of_its_own() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let server = binary.serve(&database).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, &server.base).await;
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        let management = Endpoint::new(text("managementApi"), text("token"));
        let content = Endpoint::new(text("contentApi"), text("token"));
        let changes = json!([crate::blog::kind("createModel", "Tag")]);
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
        let made = management
            .send(submit, json!({ "data": { "environmentId": text("environmentId"), "changes": changes } }))
            .await;
        assert_eq!(made["submitBatchChanges"]["migration"]["status"], "SUCCESS");
        let creates: String = (0..12).map(|number| format!("t{number}: createTag(data: {{}}) {{ id }} ")).collect();
        content.send(&format!("mutation {{ {creates} }}"), json!({})).await;

        let sizes = async || {
            let query = "{ a: tags(stage: DRAFT) { id } b: tags(first: 1000, stage: DRAFT) { id } c: tags(last: 1000, stage: DRAFT) { id } \
                         d: tagsConnection(stage: DRAFT) { pageInfo { pageSize hasNextPage } aggregate { count } } }";
            let data = content.send(query, json!({})).await;
            let count = |key: &str| data[key].as_array().map_or(0, Vec::len);
            assert_eq!(data["d"]["aggregate"]["count"], 12);
            (count("a"), count("b"), count("c"), data["d"]["pageInfo"].clone())
        };
        let told = async || {
            let query = "{ viewer { project { defaultPaginationSize maxPaginationSize } } }";
            let project = management.send(query, json!({})).await["viewer"]["project"].clone();
            (project["defaultPaginationSize"].clone(), project["maxPaginationSize"].clone())
        };
        assert_eq!(told().await, (json!(10), json!(100)));
        let info = |size: u32, more: bool| -> Value { json!({ "pageSize": size, "hasNextPage": more }) };
        assert_eq!(sizes().await, (10, 12, 12, info(10, true)));
        let id = text("projectId");
        let set = async |more: &[&str]| {
            let arguments = [&["project", "page-size", "--project", id.as_str()], more].concat();
            binary.run(&arguments, &database).await
        };
        let done = set(&["--default", "3", "--max", "5"]).await;
        assert!(done.status.success(), "{done:?}");
        assert_eq!(sizes().await, (3, 5, 5, info(3, true)));
        assert_eq!(told().await, (json!(3), json!(5)));
        // A schema change keeps them.
        let changes = json!([crate::blog::kind("createModel", "Other")]);
        management
            .send(submit, json!({ "data": { "environmentId": text("environmentId"), "changes": changes } }))
            .await;
        assert_eq!(sizes().await, (3, 5, 5, info(3, true)));
        for wrong in [&["--default", "6", "--max", "5"][..], &["--default", "6"], &["--default", "0", "--max", "5"]] {
            assert!(!set(wrong).await.status.success(), "{wrong:?}");
        }
        assert_eq!(sizes().await, (3, 5, 5, info(3, true)));
        assert!(set(&[]).await.status.success());
        assert_eq!(sizes().await, (10, 12, 12, info(10, true)));
        let nowhere = binary.run(&["project", "page-size", "--project", "nothing"], &database).await;
        assert!(!nowhere.status.success());
    }
}
