//! The Management API: viewers, schema changes, migrations, errors.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::setup::installed_app;

const MIGRATION: &str = "migration { id name status errors finishedAt operationType resourceId }";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_sdk_asks_first() {
    on_both(async |server| {
        let probe = server.public().management("{ metaInfo { serverVersion } }", json!({})).await.ok();
        assert!(probe.at("/data/metaInfo/serverVersion").is_string());
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let token = owner.token_client(&project).await;
        let query = "query { viewer { __typename ... on TokenViewer { project { id environments { id name endpoint newDeliveryUrl } } } \
                     ... on UserViewer { projects { id environments { id name endpoint newDeliveryUrl } } } \
                     ... on AppTokenViewer { project { id environments { id name endpoint newDeliveryUrl } } } } }";
        let seen = token.management(query, json!({})).await.ok();
        assert_eq!(seen.at("/data/viewer/__typename"), "TokenViewer");
        let endpoint = format!("{}{}", server.base, project.path());
        assert_eq!(seen.text("/data/viewer/project/environments/0/endpoint"), endpoint);
        let seen = owner.client.management(query, json!({})).await.ok();
        assert_eq!(seen.at("/data/viewer/projects/0/id"), project.id.as_str());
        let anonymous = server.public().management(query, json!({})).await;
        assert_eq!((anonymous.status, anonymous.at("/errors/0/extensions/code").as_str()), (200, Some("UNAUTHENTICATED")));
        let forged = server.public().with_token("nonsense").management(query, json!({})).await;
        assert_eq!(forged.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_changes_answer_with_their_migration() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let mutate = async |name: &str, input: &str, data: Value| {
            let query = format!("mutation($data: {input}!) {{ {name}(data: $data) {{ {MIGRATION} }} }}");
            let answer = owner.client.management(&query, json!({ "data": data })).await.ok();
            assert_eq!(answer.at(&format!("/data/{name}/migration/status")), "SUCCESS", "{}", answer.body);
            answer.at(&format!("/data/{name}/migration/resourceId")).as_str().unwrap_or_default().to_owned()
        };
        let names = |api_id: &str, display: &str| json!({ "environmentId": project.environment, "apiId": api_id, "displayName": display });
        let mut model = names("Post", "Post");
        model["apiIdPlural"] = "Posts".into();
        let model = mutate("createModel", "CreateModelInput", model).await;
        let field = json!({ "modelId": model, "apiId": "title", "type": "STRING", "displayName": "Title", "isRequired": true,
            "isUnique": false, "isList": false, "isLocalized": false });
        let field = mutate("createSimpleField", "CreateSimpleFieldInput", field).await;
        mutate("updateSimpleField", "UpdateSimpleFieldInput", json!({ "id": field, "apiId": "headline" })).await;
        let mut enumeration = names("Kind", "Kind");
        enumeration["values"] = json!([{ "apiId": "A", "displayName": "A" }]);
        let enumeration = mutate("createEnumeration", "CreateEnumerationInput", enumeration).await;
        let kind = json!({ "modelId": model, "enumerationId": enumeration, "type": "ENUMERATION", "apiId": "kind",
            "displayName": "Kind", "isRequired": false, "isList": false, "isUnique": false });
        mutate("createEnumerableField", "CreateEnumerableFieldInput", kind).await;
        let locale = mutate("createLocale", "CreateLocaleInput", names("de", "German")).await;
        mutate("deleteLocale", "DeleteLocaleInput", json!({ "id": locale })).await;
        let mut stage = names("QA", "Quality");
        stage["colorPaletteId"] = "TEAL".into();
        mutate("createStage", "CreateStageInput", stage).await;

        let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { \
            models { apiId apiIdPlural displayName fields { __typename apiId isSystem ... on SimpleField { type isRequired } } } \
            enumerations { apiId values { apiId } } locales { apiId isDefault } stages { apiId colorPaletteId } } \
            migrations { name status } } } } }";
        let seen = owner.client.management(query, json!({ "p": project.id })).await.ok();
        let model = "/data/viewer/project/environment/contentModel";
        assert_eq!(seen.at(&format!("{model}/models/0/apiId")), "Post");
        assert_eq!(seen.at(&format!("{model}/stages/2/apiId")), "QA");
        mutate("deleteField", "DeleteFieldInput", json!({ "id": field })).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_all_or_nothing_and_its_name_is_taken_once() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let query = format!("mutation($data: BatchMigrationInput!) {{ submitBatchChanges(data: $data) {{ {MIGRATION} }} }}");
        let submit = async |name: &str, changes: Value| {
            let data = json!({ "environmentId": project.environment, "name": name, "changes": changes });
            owner.client.management(&query, json!({ "data": data })).await
        };
        let model = json!({ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post", "description": null } });
        let bad = json!({ "deleteModel": { "apiId": "Nothing" } });
        let refused = submit("half", json!([model.clone(), bad])).await;
        assert!(refused.error().contains("Nothing"), "{}", refused.body);
        let done = submit("first", json!([model])).await.ok();
        assert_eq!(done.at("/data/submitBatchChanges/migration/status"), "SUCCESS");
        let again = submit("first", json!([{ "deleteModel": { "apiId": "Post" } }])).await;
        assert!(again.error().starts_with("There is already a migration with name:"), "{}", again.body);
        let clash = json!([{ "createModel": { "apiId": "PostConnection", "apiIdPlural": "PostConnections", "displayName": "X" } }]);
        let clash = submit("clash", clash).await;
        assert_eq!(clash.at("/errors/0/extensions/code"), "BAD_USER_INPUT", "{}", clash.body);
        let later = submit("later", json!([{ "createWorkflow": { "apiId": "W", "displayName": "W", "enabled": true } }])).await;
        assert_eq!(later.at("/errors/0/extensions/code"), "NOT_IMPLEMENTED");
        assert!(later.error().contains("createWorkflow"), "{}", later.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn required_fields_and_existing_entries() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        owner.changes(&project, json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }])).await;
        let content = owner.client.clone();
        let auth = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { authToken } } } }";
        let token = content.management(auth, json!({ "p": project.id })).await.ok().text("/data/viewer/project/environment/authToken");
        let content = content.with_token(&token);
        content.content(&project, "mutation { createPost(data: {}) { id } }", json!({})).await.ok();
        let field = |more: Value| {
            let mut field = json!({ "parentApiId": "Post", "apiId": "title", "displayName": "Title", "type": "STRING", "isRequired": true });
            field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!([{ "createSimpleField": field }])
        };
        let query = format!("mutation($data: BatchMigrationInput!) {{ submitBatchChanges(data: $data) {{ {MIGRATION} }} }}");
        let data = json!({ "environmentId": project.environment, "changes": field(json!({})) });
        let refused = owner.client.management(&query, json!({ "data": data })).await.ok();
        assert_eq!(refused.at("/data/submitBatchChanges/migration/status"), "FAILED");
        assert!(refused.text("/data/submitBatchChanges/migration/errors").contains("title"));
        owner.changes(&project, field(json!({ "migrationValue": "\"untitled\"" }))).await;
        let read = content.content(&project, "{ posts(stage: DRAFT) { title } }", json!({})).await.ok();
        assert_eq!(read.at("/data/posts/0/title"), "untitled");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_21_app_tokens_stay_in_their_scope_and_environment() {
    on_both(async |server| {
        let app = installed_app(&server, json!({ "SCHEMA": "READ", "CONTENT": "READ" })).await;
        let create = "mutation($e: ID!) { createModel(data: {environmentId: $e, apiId: \"Post\", apiIdPlural: \"Posts\", \
                      displayName: \"Post\"}) { migration { id } } }";
        let refused = app.client.management(create, json!({ "e": app.project.environment })).await;
        assert_eq!(refused.error(), "missing permission for action: MODEL_CREATE");
        assert_eq!(refused.at("/errors/0/extensions/code"), "FORBIDDEN");
        let other = app.owner.project("Other").await;
        let foreign = app.client.management("query($p: ID!) { viewer { project(id: $p) { id } } }", json!({ "p": other.id })).await.ok();
        assert!(foreign.at("/data/viewer/project").is_null());
        let content = app.client.content(&other, "{ __typename }", json!({})).await;
        assert_eq!(content.status, 401);
        app.owner.changes(&app.project, json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }])).await;
        app.client.content(&app.project, "{ posts(stage: DRAFT) { id } }", json!({})).await.ok();
        let write = app.client.content(&app.project, "mutation { createPost(data: {}) { id } }", json!({})).await;
        assert_eq!((write.status, write.error()), (403, "Mutation failed due to permission errors"));
        assert_eq!(write.at("/errors/0/extensions/failedActions/0/action"), "create");
        let project = app.client.management("mutation { createProject(data: {region: \"local\", name: \"X\"}) { id } }", json!({})).await;
        assert_eq!(project.at("/errors/0/extensions/code"), "FORBIDDEN");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_yet_says_so() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let query = "mutation($e: ID!) { createWorkflow(data: {environmentId: $e, apiId: \"C\", displayName: \"C\", enabled: true}) { migration { id } } }";
        let answer = owner.client.management(query, json!({ "e": project.environment })).await;
        assert_eq!(answer.at("/errors/0/extensions/code"), "NOT_IMPLEMENTED");
        assert!(answer.error().contains("createWorkflow"));
    })
    .await;
}
