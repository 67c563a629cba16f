//! The audit log of apps and installations: who let what in, changed it and took it out (platform.md §9).

use serde_json::{Value, json};
use wire_tests::{Client, Owner, ProjectHandle, on_both};

use crate::setup::{exchange, install, register_app, set_status, setup_code, uninstall};

/// The rows about apps of a project's log, oldest first.
async fn log(owner: &Owner, project: &ProjectHandle) -> Vec<Value> {
    let query = "query($p: ID!) { viewer { project(id: $p) { auditLogs(where: {resource: EXTENSION}, orderBy: timestamp_ASC) \
                 { total logs { entityId action triggerType environmentName payload triggeredBy { __typename } } } } } }";
    let answer = owner.client.management(query, json!({ "p": project.id })).await.ok();
    let log = answer.at("/data/viewer/project/auditLogs");
    let rows = log["logs"].as_array().cloned().unwrap_or_default();
    assert_eq!(log["total"], json!(rows.len() as f64), "{log}");
    rows
}

/// `action trigger` of rows.
fn short(rows: &[Value]) -> Vec<String> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{} {}", text(row, "action"), text(row, "triggerType"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_leaves_a_row_for_every_step_of_its_life() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (project, other) = (owner.project("Shop").await, owner.project("Elsewhere").await);
        let app = register_app(&owner, "test-app", json!({ "CONTENT": "READ", "SCHEMA": "READ" })).await;
        let installation = install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;
        let exchanged = exchange(&server.public(), &app.client_id, &app.client_secret, &code).await;
        let client = server.public().with_token(&exchanged.text("/appToken"));
        let submit = "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let change = json!({ "updateAppInstallation": { "status": "COMPLETED", "config": { "apiKey": "s3cret-value" } } });
        let data = json!({ "environmentId": project.environment, "name": "done", "changes": [change] });
        client.management(submit, json!({ "data": data })).await.ok();
        set_status(&owner.client, &installation, "DISABLED").await.ok();
        set_status(&owner.client, &installation, "COMPLETED").await.ok();
        uninstall(&owner.client, &installation).await.ok();

        let rows = log(&owner, &project).await;
        let expected = [
            "CREATE USER", "UPDATE USER", "UPDATE APP_TOKEN", "UPDATE APP_TOKEN", "UPDATE USER", "UPDATE USER", "DELETE USER",
        ];
        assert_eq!(short(&rows), expected, "{rows:?}");
        for row in &rows {
            assert_eq!((&row["entityId"], &row["environmentName"]), (&json!(installation), &json!("master")), "{row}");
            let by = if row["triggerType"] == "USER" { json!("Member") } else { Value::Null };
            assert_eq!(row["triggeredBy"].get("__typename").unwrap_or(&Value::Null), &by, "{row}");
        }
        let status = |from: Value, to: Value| json!({ "from": from, "to": to });
        let payload = |at: usize| &rows[at]["payload"];
        assert_eq!(payload(0)["status"], status(Value::Null, json!("PENDING")));
        assert_eq!(payload(0)["permissions"]["CONTENT"], "READ", "what was consented to: {}", payload(0));
        assert!(payload(1)["setupCode"]["expiresAt"].is_string());
        assert!(payload(2)["token"]["made"].is_string());
        let completed = json!({ "status": status(json!("PENDING"), json!("COMPLETED")), "configKeys": ["apiKey"] });
        assert_eq!(payload(3), &completed);
        assert_eq!(payload(4)["status"], status(json!("COMPLETED"), json!("DISABLED")));
        assert_eq!(payload(6), &json!({ "status": status(json!("COMPLETED"), Value::Null) }));
        let told = json!(rows).to_string();
        for secret in ["s3cret-value", code.as_str(), app.client_secret.as_str(), client.token().unwrap_or_default()] {
            assert!(!told.contains(secret), "{told}");
        }
        assert!(log(&owner, &other).await.is_empty(), "another project's log says nothing of it");

        // Denied is untold.
        let before = rows.len();
        let refused = server.member(&project, "Editor").await;
        let create = "mutation($data: CreateAppInstallationInput!) { createAppInstallation(data: $data) { createdAppInstallation { id } } }";
        let data = json!({ "environment": project.environment, "appApiId": "test-app", "status": "PENDING", "config": {} });
        let answer = refused.management(create, json!({ "data": data })).await;
        assert_eq!(answer.error(), "missing permission for action: APP_INSTALLATION_CREATE");
        assert_eq!(log(&owner, &project).await.len(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_an_app_is_told_wherever_it_is_installed_and_in_the_servers_own_log() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (project, other) = (owner.project("Shop").await, owner.project("Elsewhere").await);
        let app = register_app(&owner, "test-app", json!({ "CONTENT": "READ" })).await;
        install(&owner, &project, &app).await;
        let update = "mutation { updateApp(data: {apiId: \"test-app\", setupUrl: \"https://other.example/setup\"}) { updatedApp { id } } }";
        let id = owner.client.management(update, json!({})).await.ok().text("/data/updateApp/updatedApp/id");
        let secrets = "mutation { createAppSecrets(data: {apiId: \"test-app\"}) { clientSecret } }";
        let secret = Client::send_quietly(owner.client.request(reqwest::Method::POST, "/graphql").json(&json!({ "query": secrets }))).await;
        let secret = secret.ok().text("/data/createAppSecrets/clientSecret");
        let delete = "mutation { deleteApp(data: {apiId: \"test-app\"}) { deletedAppId } }";
        owner.client.management(delete, json!({})).await.ok();

        let rows = log(&owner, &project).await;
        assert_eq!(short(&rows), ["CREATE USER", "UPDATE USER", "UPDATE USER", "DELETE USER"], "{rows:?}");
        let setup = json!({ "from": "https://app.example/setup?x=1", "to": "https://other.example/setup" });
        assert_eq!((&rows[1]["entityId"], &rows[1]["payload"]), (&json!(id), &json!({ "setupUrl": setup })));
        assert_eq!(rows[2]["payload"]["clientSecret"]["madeAnew"], true);
        assert!(log(&owner, &other).await.is_empty(), "it is not installed there");

        let text = "SELECT action || ' ' || trigger_type || ' ' || entity_name || ' ' || COALESCE(payload, '') FROM audit \
                    WHERE resource = 'EXTENSION' ORDER BY id";
        let platform = server.services.store.platform();
        let own = platform.query(sql::Statement::new(text, Vec::new())).await.unwrap();
        let own: Vec<&str> = own.iter().map(|row| row.text(0).unwrap()).collect();
        let begins = ["CREATE USER test-app", "UPDATE USER test-app", "UPDATE USER test-app", "DELETE USER test-app"];
        assert!(own.len() == 4 && own.iter().zip(begins).all(|(row, begin)| row.starts_with(begin)), "{own:?}");
        assert!(!own.iter().any(|row| row.contains(&secret) || row.contains(&app.client_secret)), "{own:?}");
    })
    .await;
}
