//! Steps that several tests begin with.

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, Owner, ProjectHandle, TestServer};

/// A registered app with its secrets.
pub struct RegisteredApp {
    pub api_id: String,
    pub client_id: String,
    pub client_secret: String,
}

/// Registers an app with these permissions.
pub async fn register_app(owner: &Owner, api_id: &str, permissions: Value) -> RegisteredApp {
    let query =
        "mutation($data: CreateAppInput!) { createApp(data: $data) { createdApp { apiId clientId clientSecret } } }";
    let data = json!({
        "name": "Test app",
        "apiId": api_id,
        "setupUrl": "https://app.example/setup?x=1",
        "avatarUrl": "https://app.example/avatar.png",
        "description": "",
        "permissions": permissions,
        "elements": [{ "apiId": "home", "name": "Home", "type": "page", "src": "https://app.example/" }],
    });
    let answer = owner.client.management(query, json!({ "data": data })).await.ok();
    RegisteredApp {
        api_id: api_id.to_owned(),
        client_id: answer.text("/data/createApp/createdApp/clientId"),
        client_secret: answer.text("/data/createApp/createdApp/clientSecret"),
    }
}

/// An app with every permission.
pub async fn full_app(owner: &Owner) -> RegisteredApp {
    let all = json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE", "WEBHOOKS": "READ_WRITE", "USER": "READ" });
    register_app(owner, "test-app", all).await
}

/// Installs an app, PENDING; gives the installation's id.
pub async fn install(owner: &Owner, project: &ProjectHandle, app: &RegisteredApp) -> String {
    let query = "mutation($data: CreateAppInstallationInput!) { createAppInstallation(data: $data) \
                 { createdAppInstallation { id status } } }";
    let data = json!({ "environment": project.environment, "appApiId": app.api_id, "status": "PENDING", "config": {} });
    let answer = owner.client.management(query, json!({ "data": data })).await.ok();
    assert_eq!(answer.at("/data/createAppInstallation/createdAppInstallation/status"), "PENDING");
    answer.text("/data/createAppInstallation/createdAppInstallation/id")
}

/// A fresh setup code.
pub async fn setup_code(owner: &Owner, project: &ProjectHandle, app: &RegisteredApp) -> String {
    let query = "mutation($data: CreateAppExchangeTokenInput!) { createAppExchangeToken(data: $data) { createdAppExchangeToken } }";
    let data = json!({ "appApiId": app.api_id, "environment": project.environment });
    let answer = owner.client.management(query, json!({ "data": data })).await.ok();
    answer.text("/data/createAppExchangeToken/createdAppExchangeToken")
}

/// Exchanges a code as the app's server does. Not compared between engines where it depends on timing.
pub async fn exchange(client: &Client, id: &str, secret: &str, code: &str) -> Answer {
    let body = json!({ "clientId": id, "clientSecret": secret, "exchangeCode": code });
    Client::send_quietly(client.request(Method::POST, "/app-exchange-token").json(&body)).await
}

/// Sets an installation's status.
pub async fn set_status(client: &Client, installation: &str, status: &str) -> Answer {
    let query = "mutation($data: UpdateAppInstallationInput!) { updateAppInstallation(data: $data) \
                 { updatedAppInstallation { id status config } } }";
    let data = json!({ "appInstallationId": installation, "config": {}, "status": status });
    client.management(query, json!({ "data": data })).await
}

/// Uninstalls an app.
pub async fn uninstall(client: &Client, installation: &str) -> Answer {
    let query =
        "mutation($id: ID!) { deleteAppInstallation(data: {appInstallationId: $id}) { deletedAppInstallationId } }";
    client.management(query, json!({ "id": installation })).await
}

/// An owner, a project, and an app that is installed and completed, with its token.
pub struct InstalledApp {
    pub owner: Owner,
    pub project: ProjectHandle,
    pub installation: String,
    pub token: String,
    pub client: Client,
}

/// Installs an app with these permissions and completes it.
pub async fn installed_app(server: &TestServer, permissions: Value) -> InstalledApp {
    let owner = server.owner().await;
    let project = owner.project("Shop").await;
    let app = register_app(&owner, "test-app", permissions).await;
    let installation = install(&owner, &project, &app).await;
    let code = setup_code(&owner, &project, &app).await;
    let answer = exchange(&server.public(), &app.client_id, &app.client_secret, &code).await;
    let token = answer.text("/appToken");
    let client = server.public().with_token(&token);
    set_status(&owner.client, &installation, "COMPLETED").await.ok();
    InstalledApp { owner, project, installation, token, client }
}

/// The model that content tests use: every simple type, a list, a localised text, an enumeration.
pub fn article_changes() -> Value {
    let field = |api_id: &str, kind: &str| json!({ "createSimpleField": { "parentApiId": "Article", "apiId": api_id, "displayName": api_id, "type": kind } });
    let mut changes = vec![
        json!({ "createLocale": { "apiId": "de", "displayName": "German" } }),
        json!({ "createEnumeration": { "apiId": "Category", "displayName": "Category", "values": [
            { "apiId": "News", "displayName": "News" }, { "apiId": "Guide", "displayName": "Guide" } ] } }),
        json!({ "createModel": { "apiId": "Article", "apiIdPlural": "Articles", "displayName": "Article" } }),
        json!({ "createSimpleField": { "parentApiId": "Article", "apiId": "title", "displayName": "Title", "type": "STRING",
            "isRequired": true, "isLocalized": true, "isTitle": true } }),
        json!({ "createSimpleField": { "parentApiId": "Article", "apiId": "slug", "displayName": "Slug", "type": "STRING",
            "isUnique": true, "isRequired": true, "validations": { "String": { "characters": { "min": 1, "max": 20 } } } } }),
        json!({ "createSimpleField": { "parentApiId": "Article", "apiId": "tags", "displayName": "Tags", "type": "STRING", "isList": true } }),
        json!({ "createEnumerableField": { "parentApiId": "Article", "apiId": "category", "displayName": "Category",
            "enumerationApiId": "Category" } }),
    ];
    changes.extend([
        field("views", "INT"),
        field("rating", "FLOAT"),
        field("featured", "BOOLEAN"),
        field("meta", "JSON"),
        field("day", "DATE"),
        field("moment", "DATETIME"),
        field("place", "LOCATION"),
        field("tint", "COLOR"),
        field("body", "RICHTEXT"),
    ]);
    Value::Array(changes)
}
