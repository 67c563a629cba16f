//! What a person does with the first app, by the wire alone: from registration to a published entry, and back out.

use std::time::{Duration, Instant};

use serde_json::json;
use wire_tests::on_both;

use crate::setup::{exchange, full_app, install, set_status, setup_code, uninstall};

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_installed_makes_a_model_and_writes_content() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        let installation = install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;

        let answer = exchange(&server.public(), &app.client_id, &app.client_secret, &code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.text("/appToken");
        set_status(&owner.client, &installation, "COMPLETED").await.ok();

        // Studio hands the same token to the frames.
        let query = "query($p: ID!, $e: ID!) { viewer { project(id: $p) { environment(id: $e) { \
                     appInstallation(appApiId: \"test-app\") { status authToken app { name } } } } } }";
        let variables = json!({ "p": project.id, "e": project.environment });
        let seen = owner.client.management(query, variables).await.ok();
        let at = "/data/viewer/project/environment/appInstallation";
        assert_eq!(seen.text(&format!("{at}/authToken")), token);
        assert_eq!(seen.text(&format!("{at}/status")), "COMPLETED");

        // The call of the founding document.
        let app_client = server.public().with_token(&token);
        let create = "mutation CreateModelMutation($input: CreateModelInput!) {createModel(data: $input) {migration {id}}}";
        let input = json!({ "environmentId": project.environment, "apiId": "DemoModel", "apiIdPlural": "DemoModels",
            "displayName": "Demo Model", "description": "Demo Model Description" });
        app_client.management(create, json!({ "input": input })).await.ok();

        let created = app_client.content(&project, "mutation { createDemoModel(data: {}) { id stage } }", json!({})).await.ok();
        assert_eq!(created.at("/data/createDemoModel/stage"), "DRAFT");
        let id = created.text("/data/createDemoModel/id");
        let read = "query($id: ID!, $stage: Stage!) { demoModel(where: {id: $id}, stage: $stage) { id stage createdBy { kind name } } }";
        let draft = app_client.content(&project, read, json!({ "id": id, "stage": "DRAFT" })).await.ok();
        assert_eq!(draft.at("/data/demoModel/createdBy/kind"), "APP_TOKEN");
        let published = app_client.content(&project, read, json!({ "id": id, "stage": "PUBLISHED" })).await.ok();
        assert!(published.at("/data/demoModel").is_null());
        let publish = "mutation($id: ID!) { publishDemoModel(where: {id: $id}) { id stage publishedAt } }";
        let publish = app_client.content(&project, publish, json!({ "id": id })).await.ok();
        assert_eq!(publish.at("/data/publishDemoModel/stage"), "PUBLISHED");
        let published = app_client.content(&project, read, json!({ "id": id, "stage": "PUBLISHED" })).await.ok();
        assert_eq!(published.at("/data/demoModel/id"), id.as_str());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_disabling_and_uninstalling_kill_the_token_within_a_second() {
    on_both(async |server| {
        let all = json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" });
        let installed = crate::setup::installed_app(&server, all).await;
        let ask = async || {
            let request = installed.client.request(reqwest::Method::POST, "/graphql");
            let body = json!({ "query": "{ viewer { id } }" });
            wire_tests::Client::send_quietly(request.json(&body)).await.status
        };
        let dead_within_a_second = async || {
            let begun = Instant::now();
            while ask().await != 401 {
                assert!(begun.elapsed() < Duration::from_secs(1), "the token still lives");
            }
        };
        assert_eq!(ask().await, 200);
        set_status(&installed.owner.client, &installed.installation, "DISABLED").await.ok();
        dead_within_a_second().await;
        set_status(&installed.owner.client, &installed.installation, "COMPLETED").await.ok();
        let begun = Instant::now();
        while ask().await != 200 {
            assert!(begun.elapsed() < Duration::from_secs(1), "the token does not come back");
        }
        uninstall(&installed.owner.client, &installed.installation).await.ok();
        dead_within_a_second().await;
        let content = installed.client.content(&installed.project, "{ __typename }", json!({})).await;
        assert_eq!(content.status, 401);
    })
    .await;
}
