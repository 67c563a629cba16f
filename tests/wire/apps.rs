//! Registered apps and who may do what with them and their installations.

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, ProjectHandle, on_both};

use crate::setup::{exchange, full_app, install, installed_app, register_app, set_status, setup_code, uninstall};

const UPDATE: &str = "mutation($data: UpdateAppInput!) { updateApp(data: $data) { updatedApp \
    { name setupUrl clientSecret permissions { SCHEMA } elements { id apiId type createdAt } } } }";

async fn new_secret(client: &Client, api_id: &str) -> Answer {
    let query = "mutation($id: String!) { createAppSecrets(data: {apiId: $id}) { clientId clientSecret } }";
    client.management(query, json!({ "id": api_id })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_22_a_secret_is_shown_once_and_a_replaced_one_has_a_time_of_grace() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        install(&owner, &project, &app).await;
        let client = server.public();
        let status = async |secret: &str| exchange(&client, &app.client_id, secret, "no code").await.status;
        let issue =
            async || new_secret(&owner.client, &app.api_id).await.ok().text("/data/createAppSecrets/clientSecret");

        let second = issue().await;
        assert_eq!((status(&app.client_secret).await, status(&second).await), (400, 400), "both are right");
        let third = issue().await;
        assert_eq!((status(&app.client_secret).await, status(&second).await, status(&third).await), (401, 400, 400));
        let past = "UPDATE app_secret SET expires_at = created_at WHERE expires_at IS NOT NULL";
        server.change_platform(past).await;
        assert_eq!((status(&second).await, status(&third).await), (401, 400));

        let query = "{ viewer { ... on UserViewer { apps { apiId clientId clientSecret } } } }";
        let later = owner.client.management(query, json!({})).await.ok();
        assert_eq!(later.text("/data/viewer/apps/0/clientId"), app.client_id);
        assert!(later.at("/data/viewer/apps/0/clientSecret").is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_replaces_the_elements_that_it_names_and_keeps_the_rest() {
    on_both(async |server| {
        let owner = server.owner().await;
        let app = full_app(&owner).await;
        let update = async |data: Value| owner.client.management(UPDATE, json!({ "data": data })).await;
        let renamed = update(json!({ "apiId": app.api_id, "name": "Renamed" })).await.ok();
        let at = "/data/updateApp/updatedApp";
        assert_eq!(renamed.text(&format!("{at}/name")), "Renamed");
        assert_eq!(renamed.text(&format!("{at}/setupUrl")), "https://app.example/setup?x=1");
        let home = renamed.at(&format!("{at}/elements/0")).clone();
        assert_eq!(home["apiId"], "home");

        let kept = json!({ "id": home["id"], "apiId": "start", "name": "Start", "type": "page", "src": "https://app.example/s" });
        let added = json!({ "apiId": "tint", "name": "Tint", "type": "field", "src": "https://app.example/tint",
            "fieldType": "COLOR", "features": ["FieldRenderer"] });
        let replaced = update(json!({ "apiId": app.api_id, "elements": [added, kept] })).await.ok();
        let elements = replaced.at(&format!("{at}/elements"));
        let names: Vec<&Value> = elements.as_array().unwrap().iter().map(|element| &element["apiId"]).collect();
        assert_eq!(names, ["tint", "start"]);
        assert_eq!((&elements[1]["id"], &elements[1]["createdAt"]), (&home["id"], &home["createdAt"]));
        assert_eq!(replaced.text(&format!("{at}/permissions/SCHEMA")), "READ_WRITE");

        let emptied = update(json!({ "apiId": app.api_id, "elements": [] })).await.ok();
        assert_eq!(emptied.at(&format!("{at}/elements")), &json!([]));
        // Permissions are fixed at registration: the input has no such field.
        let permissions = update(json!({ "apiId": app.api_id, "permissions": { "SCHEMA": "NONE" } })).await;
        assert_eq!((permissions.status, permissions.error().is_empty()), (400, false), "{}", permissions.body);
        let own_origin = update(json!({ "apiId": app.api_id, "setupUrl": format!("{}/setup", server.base) })).await;
        assert_eq!(own_origin.at("/errors/0/extensions/code"), "BAD_USER_INPUT", "{}", own_origin.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_35_no_page_of_an_app_is_on_the_origin_by_which_studio_is_reached() {
    on_both(async |server| {
        let owner = server.owner().await;
        let app = full_app(&owner).await;
        let data = json!({ "apiId": app.api_id, "setupUrl": "http://cms.example:8080/setup" });
        let body = json!({ "query": UPDATE, "variables": { "data": data } });
        let by = |host: &str| owner.client.request(Method::POST, "/graphql").header("host", host).json(&body);
        let own = owner.client.send(by("cms.example:8080")).await;
        assert_eq!(own.at("/errors/0/extensions/code"), "BAD_USER_INPUT", "{}", own.body);
        owner.client.send(by("other.example:8080")).await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_82_an_app_is_changed_by_its_author_alone_and_installed_by_who_knows_its_name() {
    on_both(async |server| {
        let owner = server.owner().await;
        let app = full_app(&owner).await;
        let stranger = server.stranger().await;
        let seen = stranger
            .management(
                "{ viewer { ... on UserViewer { apps { apiId } app(apiId: \"test-app\") { __typename name } } } }",
                json!({}),
            )
            .await
            .ok();
        assert_eq!(seen.at("/data/viewer/apps"), &json!([]));
        assert_eq!(seen.at("/data/viewer/app"), &json!({ "__typename": "App", "name": "Test app" }));
        let secrets =
            "{ viewer { ... on UserViewer { app(apiId: \"test-app\") { ... on AppWithSecrets { clientId } } } } }";
        let secrets = stranger.management(secrets, json!({})).await;
        assert!(!secrets.body.to_string().contains(&app.client_id), "{}", secrets.body);

        let delete = "mutation { deleteApp(data: {apiId: \"test-app\"}) { deletedAppId } }";
        let tries = [
            stranger.management(UPDATE, json!({ "data": { "apiId": "test-app", "name": "Mine" } })).await,
            stranger.management(delete, json!({})).await,
            new_secret(&stranger, "test-app").await,
            new_secret(&stranger, "no-such-app").await,
        ];
        for refused in tries {
            assert_eq!(refused.at("/errors/0/extensions/code"), "NOT_FOUND", "{}", refused.body);
        }
        let taken = stranger
            .management(
                "mutation($data: CreateAppInput!) { createApp(data: $data) { createdApp { apiId } } }",
                json!({ "data": { "name": "X", "apiId": "test-app", "setupUrl": "https://x.example/", "description": "",
                    "avatarUrl": "https://x.example/x.png" } }),
            )
            .await;
        assert_eq!(taken.at("/errors/0/extensions/code"), "CONFLICT", "{}", taken.body);
        // In a project of one's own anybody installs an app whose name they were told.
        let create =
            "mutation { createProject(data: {region: \"local\", name: \"Theirs\"}) { id environments { id } } }";
        let made = stranger.management(create, json!({})).await.ok();
        let theirs = ProjectHandle {
            id: made.text("/data/createProject/id"),
            environment: made.text("/data/createProject/environments/0/id"),
        };
        let installed = try_install(&stranger, &theirs).await.ok();
        assert!(installed.at("/data/createAppInstallation/createdAppInstallation/id").is_string());
    })
    .await;
}

async fn try_install(client: &Client, project: &ProjectHandle) -> Answer {
    let query = "mutation($data: CreateAppInstallationInput!) { createAppInstallation(data: $data) { createdAppInstallation { id } } }";
    let data = json!({ "environment": project.environment, "appApiId": "test-app", "config": {} });
    client.management(query, json!({ "data": data })).await
}

async fn try_code(client: &Client, project: &ProjectHandle) -> Answer {
    let query = "mutation($data: CreateAppExchangeTokenInput!) { createAppExchangeToken(data: $data) { createdAppExchangeToken } }";
    let data = json!({ "appApiId": "test-app", "environment": project.environment });
    client.management(query, json!({ "data": data })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_21_only_members_with_the_right_install_and_get_codes() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let other = owner.project("Other").await;
        let app = full_app(&owner).await;
        let installation = install(&owner, &project, &app).await;
        let stranger = server.stranger().await;
        let contributor = server.member(&project, "Contributor").await;
        let pat = owner.token_client(&other).await;
        let code = setup_code(&owner, &project, &app).await;
        let token = exchange(&server.public(), &app.client_id, &app.client_secret, &code).await.text("/appToken");
        let app_client = server.public().with_token(&token);

        let code_of = |answer: &Answer| answer.at("/errors/0/extensions/code").as_str().unwrap_or_default().to_owned();
        // What somebody may not see is not there; what they may see but not do is forbidden.
        for (client, place, expected) in [
            (&stranger, &project, "NOT_FOUND"),
            (&pat, &project, "NOT_FOUND"),
            (&app_client, &other, "NOT_FOUND"),
            (&app_client, &project, "FORBIDDEN"),
            (&contributor, &project, "FORBIDDEN"),
            (&server.public(), &project, "UNAUTHENTICATED"),
        ] {
            for refused in [try_install(client, place).await, try_code(client, place).await] {
                assert_eq!(code_of(&refused), expected, "{}", refused.body);
            }
        }
        for (client, expected) in [(&stranger, "NOT_FOUND"), (&pat, "NOT_FOUND"), (&contributor, "FORBIDDEN")] {
            for refused in
                [set_status(client, &installation, "COMPLETED").await, uninstall(client, &installation).await]
            {
                assert_eq!(code_of(&refused), expected, "{}", refused.body);
            }
        }
        assert_eq!(code_of(&uninstall(&app_client, &installation).await), "FORBIDDEN");
        let nowhere = try_code(&owner.client, &other).await;
        assert_eq!(code_of(&nowhere), "NOT_FOUND", "not installed there: {}", nowhere.body);
        let twice = try_install(&owner.client, &project).await;
        assert_eq!(code_of(&twice), "CONFLICT", "{}", twice.body);
        set_status(&app_client, &installation, "COMPLETED").await.ok();
        let done = try_code(&owner.client, &project).await;
        assert_eq!(code_of(&done), "CONFLICT", "no code for what is complete: {}", done.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_apps_token_is_for_members_and_the_app_itself() {
    on_both(async |server| {
        let installed = installed_app(&server, json!({ "CONTENT": "READ" })).await;
        let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { \
                     appInstallation(appApiId: \"test-app\") { authToken } } } } }";
        let ask = async |client: &Client| client.management(query, json!({ "p": installed.project.id })).await;
        let at = "/data/viewer/project/environment/appInstallation/authToken";
        let by_owner = ask(&installed.owner.client).await.ok().text(at);
        let by_app = ask(&installed.client).await.ok().text(at);
        assert_eq!(by_owner, by_app);
        let contributor = server.member(&installed.project, "Contributor").await;
        assert_eq!(ask(&contributor).await.ok().text(at), by_owner);
        let pat = ask(&installed.owner.token_client(&installed.project).await).await;
        assert_eq!(pat.at("/errors/0/extensions/code"), "FORBIDDEN", "{}", pat.body);
        assert!(!pat.body.to_string().contains(&by_owner));
        let stranger = ask(&server.stranger().await).await.ok();
        assert!(stranger.at("/data/viewer/project").is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_deleting_an_app_kills_its_tokens() {
    on_both(async |server| {
        let installed = installed_app(&server, json!({ "SCHEMA": "READ" })).await;
        installed.client.management("{ viewer { id } }", json!({})).await.ok();
        let delete = "mutation { deleteApp(data: {apiId: \"test-app\"}) { deletedAppId } }";
        installed.owner.client.management(delete, json!({})).await.ok();
        assert_eq!(installed.client.management("{ viewer { id } }", json!({})).await.status, 401);
        // The name is free again, and means another app.
        let again = register_app(&installed.owner, "test-app", json!({})).await;
        install(&installed.owner, &installed.project, &again).await;
        assert_eq!(installed.client.management("{ viewer { id } }", json!({})).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_35_only_members_pages_may_frame_the_installed_apps() {
    on_both(async |server| {
        let installed = installed_app(&server, json!({})).await;
        let page = async |client: &Client, path: String| {
            let response = client.request(Method::GET, &path).send().await.unwrap();
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("x-frame-options"), "DENY");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin");
            assert_eq!(header("x-content-type-options"), "nosniff");
            let policy = header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
            policy.split("; ").find(|part| part.starts_with("frame-src")).unwrap().to_owned()
        };
        let environment = format!("/{}/master", installed.project.id);
        let owner = &installed.owner.client;
        for path in [environment.clone(), format!("{environment}/apps/test-app/setup")] {
            assert_eq!(page(owner, path).await, "frame-src 'self' https://app.example");
        }
        for path in ["/".to_owned(), "/sign-in".to_owned(), format!("/{}/other/apps", installed.project.id)] {
            assert_eq!(page(owner, path).await, "frame-src 'self'");
        }
        let forged = server.public().with_cookie("forged");
        for stranger in [server.public(), forged] {
            assert_eq!(page(&stranger, environment.clone()).await, "frame-src 'self'");
        }
        uninstall(owner, &installed.installation).await.ok();
        assert_eq!(page(owner, environment).await, "frame-src 'self'");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_21_an_app_changes_its_own_installation_and_sees_no_person_unless_it_may() {
    on_both(async |server| {
        let installed = installed_app(&server, json!({ "SCHEMA": "READ" })).await;
        let batch = "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
        let change = json!({ "updateAppInstallation": { "config": { "key": "value" } } });
        let data = json!({ "environmentId": installed.project.environment, "changes": [change] });
        let own = installed.client.management(batch, json!({ "data": data })).await.ok();
        assert_eq!(own.at("/data/submitBatchChanges/migration/status"), "SUCCESS");
        let pat = installed.owner.token_client(&installed.project).await;
        let others = pat.management(batch, json!({ "data": data })).await;
        assert_eq!(others.at("/errors/0/extensions/code"), "FORBIDDEN", "{}", others.body);

        let model = json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }]);
        installed.owner.changes(&installed.project, model).await;
        for people in [
            "owner { profile { email } }",
            "members { id roles { name } }",
            "existingRoles { members { profile { name } } }",
            "environment(name: \"master\") { contentModel { models { createdBy { ... on Member { profile { email } } } } } }",
            "environment(name: \"master\") { migrations { triggeredBy { profile { email } } } }",
        ] {
            let query = format!("{{ viewer {{ project {{ {people} }} }} }}");
            let refused = installed.client.management(&query, json!({})).await;
            assert_eq!(refused.at("/errors/0/extensions/code"), "FORBIDDEN", "{people} {}", refused.body);
            assert!(!refused.body.to_string().contains("example.org"), "{}", refused.body);
        }
        let made = "{ viewer { project { environment(name: \"master\") { contentModel { models { createdBy { __typename \
                    ... on Member { id } } } } } } } }";
        let made = installed.client.management(made, json!({})).await.ok();
        let by = "/data/viewer/project/environment/contentModel/models/0/createdBy/__typename";
        assert_eq!(made.at(by), "Member");
    })
    .await;
}
