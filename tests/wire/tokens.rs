//! Permanent auth tokens: both kinds of rights, default stage, the value again, the end.

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Client, Owner, ProjectHandle, on_both};

async fn setup(owner: &Owner) -> (ProjectHandle, String, Vec<String>) {
    let project = owner.project("Shop").await;
    let field = json!({ "parentApiId": "Post", "apiId": "title", "displayName": "Title", "type": "STRING" });
    owner
        .changes(
            &project,
            json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }, { "createSimpleField": field }]),
        )
        .await;
    let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { model(apiId: \"Post\") { id } stages { id } } } } } }";
    let seen = owner.client.management(query, json!({ "p": project.id })).await.ok();
    let content = "/data/viewer/project/environment/contentModel";
    let stages = seen.at(&format!("{content}/stages")).as_array().expect("a list").clone();
    let stages = stages.iter().map(|stage| stage["id"].as_str().expect("an id").to_owned()).collect();
    (project, seen.text(&format!("{content}/model/id")), stages)
}

async fn token(owner: &Owner, project: &ProjectHandle, more: Value) -> (String, Client) {
    let mut data = json!({ "environmentId": project.environment, "name": "site", "managementPermissionIds": [] });
    data.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let query = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { createdPermanentAuthToken { id token } } }";
    let made = owner.client.management(query, json!({ "data": data })).await.ok();
    let made = made.at("/data/createPermanentAuthToken/createdPermanentAuthToken").clone();
    let id = made["id"].as_str().expect("an id").to_owned();
    (id, owner.client.with_token(made["token"].as_str().expect("a token")))
}

async fn grant(client: &Client, action: &str, data: Value) -> wire_tests::Answer {
    let name = format!("create{action}ContentPermission");
    let selection = match action {
        "Publish" => "permission { id fromStages { apiId } toStages { apiId } }",
        "Read" => {
            "permission { id stages { apiId } locales { apiId } condition target { ... on ContentPermissionPermanentAuthTokenTarget { permanentAuthToken { name } } } }"
        }
        _ => "permission { id }",
    };
    let query =
        format!("mutation($data: Create{action}ContentPermissionInput!) {{ {name}(data: $data) {{ {selection} }} }}");
    client.management(&query, json!({ "data": data })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_13_a_token_reads_the_stages_of_its_rows_alone() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (project, model, stages) = setup(&owner).await;
        let (id, site) = token(&owner, &project, json!({ "defaults": { "stage": stages[1] } })).await;
        assert_eq!(site.content(&project, "{ posts { title } }", json!({})).await.status, 403);
        let target = json!({ "kind": "PAT", "patId": id });
        let row = json!({ "target": target, "model": { "id": model }, "stages": [stages[1]] });
        let made = grant(&owner.client, "Read", row).await.ok();
        let made = made.at("/data/createReadContentPermission/permission");
        assert_eq!(made["stages"], json!([{ "apiId": "PUBLISHED" }]));
        assert_eq!((&made["locales"], &made["condition"]), (&Value::Null, &Value::Null));
        assert_eq!(made["target"]["permanentAuthToken"]["name"], "site");
        site.content(&project, "{ posts { title } }", json!({})).await.ok();
        for query in [
            "{ posts(stage: DRAFT) { title } }",
            "{ posts { documentInStages(stages: [DRAFT]) { title } } }",
            "{ posts { history { revision } } }",
            "{ posts { history(stageOverride: DRAFT) { revision } } }",
        ] {
            assert_eq!(site.content(&project, query, json!({})).await.status, 403, "{query}");
        }
        let update = "mutation($data: UpdateReadContentPermissionInput!) { updateReadContentPermission(data: $data) { permission { stages { apiId } model { apiId } } } }";
        let wide = json!({ "permissionId": made["id"], "stages": null });
        let wide = owner.client.management(update, json!({ "data": wide })).await.ok();
        let wide = wide.at("/data/updateReadContentPermission/permission");
        assert_eq!(wide, &json!({ "stages": null, "model": { "apiId": "Post" } }), "what is left out stays");
        site.content(&project, "{ posts(stage: DRAFT) { title } }", json!({})).await.ok();
        let seen = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { permanentAuthTokens { token contentPermissions { __typename } } } } } }";
        let seen = owner.client.management(seen, json!({ "p": project.id })).await.ok();
        let rows = seen.at("/data/viewer/project/environment/permanentAuthTokens/0/contentPermissions");
        assert_eq!(rows, &json!([{ "__typename": "ReadContentPermission" }]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_needs_the_right_from_stage_to_stage() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (project, model, stages) = setup(&owner).await;
        let (id, bot) = token(&owner, &project, json!({})).await;
        let add = async |action: &str, more: Value| {
            let mut row = json!({ "target": { "kind": "PAT", "patId": id }, "model": { "id": model } });
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            grant(&owner.client, action, row).await
        };
        add("Read", json!({ "stages": [stages[0], stages[1]] })).await.ok();
        add("Create", json!({})).await.ok();
        let made =
            bot.content(&project, "mutation { createPost(data: { title: \"a\" }) { id } }", json!({})).await.ok();
        let entry = json!({ "id": made.text("/data/createPost/id") });
        let publish = "mutation($id: ID!) { publishPost(where: { id: $id }, to: PUBLISHED) { id } }";
        let refused = bot.content(&project, publish, entry.clone()).await;
        assert_eq!(refused.at("/errors/0/extensions/failedActions/0/action"), "publish", "{}", refused.body);
        let draft = add("Publish", json!({ "toStages": [stages[0]] })).await;
        assert_eq!(draft.at("/errors/0/extensions/code"), "BAD_USER_INPUT");
        let empty = add("Publish", json!({ "toStages": [] })).await;
        assert!(empty.error().contains("at least one"), "{}", empty.body);
        let row = add("Publish", json!({ "fromStages": [stages[0]], "toStages": [stages[1]] })).await.ok();
        assert_eq!(
            row.at("/data/createPublishContentPermission/permission/fromStages"),
            &json!([{ "apiId": "DRAFT" }])
        );
        bot.content(&project, publish, entry.clone()).await.ok();
        let unpublish = "mutation($id: ID!) { unpublishPost(where: { id: $id }, from: PUBLISHED) { id } }";
        let refused = bot.content(&project, unpublish, entry.clone()).await;
        let failed = json!([{ "action": "unpublish", "model": "Post", "stage": "PUBLISHED" }]);
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed, "{}", refused.body);
        add("Unpublish", json!({ "stages": [stages[1]] })).await.ok();
        bot.content(&project, unpublish, entry).await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_a_token_ends_with_its_row_and_its_value_is_for_those_who_may_read_it() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (project, _, _) = setup(&owner).await;
        let (id, bot) = token(&owner, &project, json!({ "managementPermissionIds": ["ENVIRONMENT_READ"] })).await;
        let list = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { permanentAuthTokens { id token } } } } }";
        let own = bot.management(list, json!({ "p": project.id })).await;
        assert_eq!(own.error(), "missing permission for action: PAT_READ");
        let contributor = server.member(&project, "Contributor").await;
        let refused = contributor.management(list, json!({ "p": project.id })).await;
        assert_eq!(refused.error(), "missing permission for action: PAT_READ");
        assert!(!refused.body.to_string().contains("eyJ"));
        let developer = server.member(&project, "Developer").await;
        let seen = developer.management(list, json!({ "p": project.id })).await.ok();
        assert_eq!(seen.at("/data/viewer/project/environment/permanentAuthTokens/0/id"), id.as_str());
        assert!(seen.text("/data/viewer/project/environment/permanentAuthTokens/0/token").starts_with("eyJ"));
        let grant_itself = grant(&developer, "Read", json!({ "target": { "kind": "PAT", "patId": id } })).await;
        assert_eq!(grant_itself.error(), "missing permission for action: CONTENT_PERMISSION_CREATE");
        let delete = "mutation($id: ID!) { deletePermanentAuthToken(data: {id: $id}) { deletedPermanentAuthTokenId } }";
        owner.client.management(delete, json!({ "id": id })).await.ok();
        assert_eq!(bot.management("{ viewer { id } }", json!({})).await.status, 401);
        assert_eq!(bot.content(&project, "{ posts { id } }", json!({})).await.status, 401);
        let no_jwt = server.public().with_token("no-token").content(&project, "{ posts { id } }", json!({})).await;
        assert_eq!(no_jwt.status, 400, "{}", no_jwt.body);
        let public = server.public().send(server.public().request(Method::POST, &project.path()).json(&json!({ "query": "{ posts { id } }" }))).await;
        assert_eq!(public.status, 403);
    })
    .await;
}
