use accounts::Viewer;
use serde_json::{Value, json};

use super::fixture::{Bench, post};
use super::places::on_each_engine;

const CREATE: &str = "mutation($data: CreateAppInput!) { createApp(data: $data) { createdApp { __typename apiId clientId \
    clientSecret permissions { SCHEMA CONTENT } elements { __typename apiId type ... on FieldAppElement { features fieldType } } } } }";

fn app(api_id: &str, permissions: Value) -> Value {
    json!({ "data": {
        "name": "App", "apiId": api_id, "setupUrl": "http://localhost:3000/setup", "avatarUrl": "http://localhost:3000/a.png",
        "description": "", "permissions": permissions,
        "elements": [
            { "apiId": "page", "name": "Page", "type": "page", "src": "http://localhost:3000/page" },
            { "apiId": "field", "name": "Field", "type": "field", "src": "http://localhost:3000/field",
              "features": ["FieldRenderer"], "fieldType": "STRING" },
        ],
    } })
}

async fn install(bench: &Bench, api_id: &str, permissions: Value) -> (Value, Viewer) {
    bench.data(CREATE, app(api_id, permissions)).await;
    let query = "mutation($data: CreateAppInstallationInput!) { createAppInstallation(data: $data) { \
                 createdAppInstallation { id status config authToken app { __typename apiId } environment { name } } } }";
    let data = json!({ "environment": bench.id(), "appApiId": api_id, "config": {}, "status": "PENDING" });
    let mut made = bench.data(query, json!({ "data": data })).await;
    let installation = made["createAppInstallation"]["createdAppInstallation"].take();
    let viewer = bench.viewer(installation["authToken"].as_str().unwrap()).await;
    (installation, viewer)
}

#[tokio::test]
async fn apps_are_registered_changed_and_deleted() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let made = bench.data(CREATE, app("demo", json!({ "SCHEMA": "READ_WRITE" }))).await;
        let created = &made["createApp"]["createdApp"];
        assert_eq!((&created["__typename"], &created["apiId"]), (&json!("AppWithSecrets"), &json!("demo")));
        assert!(created["clientSecret"].as_str().unwrap().len() >= 32);
        assert_eq!(created["permissions"], json!({ "SCHEMA": "READ_WRITE", "CONTENT": "NONE" }));
        assert_eq!(created["elements"][1]["__typename"], "FieldAppElement");
        assert_eq!(created["elements"][1]["features"], json!(["FieldRenderer"]));
        let again = bench.ask(CREATE, app("demo", json!({}))).await;
        assert_eq!(again["errors"][0]["extensions"]["code"], "CONFLICT");
        let mut same_origin = app("other", json!({}));
        same_origin["data"]["setupUrl"] = json!("http://localhost:4000/setup");
        assert_eq!(bench.ask(CREATE, same_origin).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        let update = "mutation { updateApp(data: {apiId: \"demo\", name: \"New\"}) { updatedApp { name clientSecret elements { apiId } } } }";
        let updated = bench.data(update, json!({})).await["updateApp"]["updatedApp"].take();
        assert_eq!((&updated["name"], &updated["clientSecret"]), (&json!("New"), &Value::Null));
        assert_eq!(updated["elements"].as_array().unwrap().len(), 2, "left out, not emptied");
        let secrets = "mutation { createAppSecrets(data: {apiId: \"demo\"}) { clientId clientSecret } }";
        let secrets = bench.data(secrets, json!({})).await["createAppSecrets"].take();
        assert_eq!(secrets["clientId"], created["clientId"]);
        assert_ne!(secrets["clientSecret"], created["clientSecret"]);
        let viewer = "{ viewer { ... on UserViewer { apps { apiId clientId clientSecret } app(apiId: \"demo\") { __typename name } } } }";
        let viewer = bench.data(viewer, json!({})).await["viewer"].take();
        assert_eq!((&viewer["apps"][0]["clientSecret"], &viewer["app"]["name"]), (&Value::Null, &json!("New")));
        let deleted = bench.data("mutation { deleteApp(data: {apiId: \"demo\"}) { deletedAppId } }", json!({})).await;
        assert!(deleted["deleteApp"]["deletedAppId"].is_string());
    })
    .await;
}

#[tokio::test]
async fn an_installation_from_consent_to_uninstall() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let (installation, viewer) = install(&bench, "demo", json!({ "SCHEMA": "READ_WRITE" })).await;
        assert_eq!((&installation["status"], &installation["app"]["__typename"]), (&json!("PENDING"), &json!("App")));
        let code = "mutation($data: CreateAppExchangeTokenInput!) { createAppExchangeToken(data: $data) { createdAppExchangeToken } }";
        let code = bench.data(code, json!({ "data": { "appApiId": "demo", "environment": bench.id() } })).await;
        assert!(code["createAppExchangeToken"]["createdAppExchangeToken"].as_str().unwrap().len() >= 64);
        let query = "{ viewer { __typename project { environments { name authToken appInstallations { id authToken } } } } }";
        let (_, seen) = bench.send(viewer.clone(), query, json!({})).await;
        let environment = &seen["data"]["viewer"]["project"]["environments"][0];
        assert_eq!(seen["data"]["viewer"]["__typename"], "AppTokenViewer");
        assert_eq!(environment["authToken"], installation["authToken"]);
        assert_eq!(environment["appInstallations"][0]["authToken"], installation["authToken"]);
        let done = bench.batch_as(viewer.clone(), json!([post(), { "updateAppInstallation": { "status": "COMPLETED", "config": { "a": 1 } } }])).await;
        assert_eq!(done["status"], "SUCCESS", "{done}");
        let merged = bench.batch_as(viewer, json!([{ "updateAppInstallation": { "config": { "b": 2 } } }])).await;
        assert_eq!(merged["status"], "SUCCESS", "{merged}");
        let seen = bench.master("appInstallation(appApiId: \"demo\") { status config } contentModel { models { createdBy { \
            ... on AppToken { app { apiId } } } } }").await;
        assert_eq!(seen["appInstallation"], json!({ "status": "COMPLETED", "config": { "a": 1, "b": 2 } }));
        assert_eq!(seen["contentModel"]["models"][0]["createdBy"]["app"]["apiId"], "demo");
        let update = "mutation($data: UpdateAppInstallationInput!) { updateAppInstallation(data: $data) { updatedAppInstallation { status config } } }";
        let data = json!({ "appInstallationId": installation["id"], "config": { "c": 3 }, "status": "DISABLED" });
        let updated = bench.data(update, json!({ "data": data })).await["updateAppInstallation"]["updatedAppInstallation"].take();
        assert_eq!(updated, json!({ "status": "DISABLED", "config": { "c": 3 } }), "the mutation replaces");
        let delete = "mutation($id: ID!) { deleteAppInstallation(data: {appInstallationId: $id}) { deletedAppInstallationId } }";
        bench.data(delete, json!({ "id": installation["id"] })).await;
        let gone = bench.ask("{ viewer { project { environment(name: \"master\") { appInstallation(appApiId: \"demo\") { id } } } } }", json!({})).await;
        assert_eq!(gone["errors"][0]["extensions"]["code"], "NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn a_failed_batch_leaves_the_installation_alone() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let (_, viewer) = install(&bench, "demo", json!({ "SCHEMA": "READ_WRITE" })).await;
        let complete = json!({ "updateAppInstallation": { "status": "COMPLETED" } });
        let refused = bench.batch_as(viewer.clone(), json!([complete, { "deleteModel": { "apiId": "None" } }])).await;
        assert_eq!(refused["extensions"]["code"], "NOT_FOUND");
        let disable = json!({ "updateAppInstallation": { "status": "DISABLED" } });
        let refused = bench.batch_as(viewer, json!([post(), disable])).await;
        assert_eq!(refused["extensions"]["code"], "CONFLICT", "{refused}");
        let seen = bench.master("appInstallation(appApiId: \"demo\") { status } contentModel { models { id } }").await;
        assert_eq!(
            (&seen["appInstallation"]["status"], &seen["contentModel"]["models"]),
            (&json!("PENDING"), &json!([]))
        );
    })
    .await;
}

#[tokio::test]
async fn case_21_an_app_sees_its_own_installation_and_environment_only() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let (_, viewer) = install(&bench, "demo", json!({ "SCHEMA": "READ_WRITE" })).await;
        let (other, _) = install(&bench, "other", json!({})).await;
        let query = "{ viewer { project { environment(id: \"master\") { appInstallations { app { apiId } } \
                     appInstallation(appApiId: \"other\") { authToken } } } } }";
        let (_, seen) = bench.send(viewer.clone(), query, json!({})).await;
        assert_eq!(seen["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let update = "mutation($id: ID!) { updateAppInstallation(data: {appInstallationId: $id, config: {}}) { updatedAppInstallation { id } } }";
        let (_, refused) = bench.send(viewer.clone(), update, json!({ "id": other["id"] })).await;
        assert_eq!(refused["errors"][0]["message"], "missing permission for action: APP_INSTALLATION_UPDATE");
        let query = format!("{{ viewer {{ ... on AppTokenViewer {{ user(id: \"{}\") {{ id roles {{ name }} }} }} }} }}", bench.owner.id);
        let (_, refused) = bench.send(viewer, &query, json!({})).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let (_, reader) = install(&bench, "users", json!({ "USER": "READ" })).await;
        let (_, seen) = bench.send(reader, &query, json!({})).await;
        assert_eq!(seen["data"]["viewer"]["user"]["roles"], json!([{ "name": "Owner" }]));
    })
    .await;
}
