//! Roles, and what their members may do with content.

use serde_json::{Value, json};
use wire_tests::{Client, Owner, ProjectHandle, TestServer, on_both};

const PERMISSION: &str = "permission { __typename id enabled model { apiId } target { __typename } }";

async fn post_model(owner: &Owner, project: &ProjectHandle) {
    let field = json!({ "parentApiId": "Post", "apiId": "title", "displayName": "Title", "type": "STRING" });
    let localized = json!({ "parentApiId": "Post", "apiId": "blurb", "displayName": "Blurb", "type": "STRING", "isLocalized": true });
    owner
        .changes(
            project,
            json!([
                { "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } },
                { "createSimpleField": field }, { "createSimpleField": localized },
            ]),
        )
        .await;
}

/// Runs a mutation with one `data` argument.
async fn mutate(client: &Client, name: &str, selection: &str, data: Value) -> wire_tests::Answer {
    let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query = format!("mutation($data: {input}!) {{ {name}(data: $data) {{ {selection} }} }}");
    client.management(&query, json!({ "data": data })).await
}

async fn model_id(owner: &Owner, project: &ProjectHandle) -> String {
    let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { model(apiId: \"Post\") { id } } } } } }";
    let seen = owner.client.management(query, json!({ "p": project.id })).await.ok();
    seen.text("/data/viewer/project/environment/contentModel/model/id")
}

/// A member of the project with one role of the project's own.
async fn member_with(server: &TestServer, owner: &Owner, project: &ProjectHandle, actions: Value) -> (Client, String) {
    let role = json!({ "projectId": project.id, "name": "Writer", "managementPermissionIds": actions });
    let role = mutate(&owner.client, "createRole", "id isDefault", role).await.ok().text("/data/createRole/id");
    let client = server.member(project, "Contributor").await;
    let query = "query($p: ID!) { viewer { project(id: $p) { members { id profile { email } } } } }";
    let members = owner.client.management(query, json!({ "p": project.id })).await.ok();
    let members = members.at("/data/viewer/project/members").as_array().expect("a list").clone();
    let member = members.iter().find(|member| member["profile"]["email"] == "contributor@example.org");
    let member = member.expect("the member");
    let given = json!({ "memberId": member["id"], "roleIds": [role] });
    mutate(&owner.client, "updateMemberRoles", "id roles { name }", given).await.ok();
    // Another role ends what let the member in (security case 25).
    let ended = client.management("{ viewer { id } }", json!({})).await;
    assert_eq!(ended.status, 401);
    (server.again("contributor@example.org").await, role)
}

async fn titles(client: &Client, project: &ProjectHandle) -> wire_tests::Answer {
    client.content(project, "{ posts(stage: DRAFT) { title } }", json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_a_custom_role_grants_content_by_rows_and_nothing_without() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        post_model(&owner, &project).await;
        let model = model_id(&owner, &project).await;
        let (writer, role) =
            member_with(&server, &owner, &project, json!(["ENVIRONMENT_READ", "MODEL_READ", "FIELD_READ"])).await;
        let create = "mutation { createPost(data: { title: \"a\" }) { id } }";
        assert_eq!(titles(&writer, &project).await.status, 403);
        assert_eq!(writer.content(&project, create, json!({})).await.status, 403);

        let target = json!({ "kind": "ROLE", "roleId": role, "environmentId": project.environment });
        let add = async |action: &str| {
            let name = format!("create{action}ContentPermission");
            let data = json!({ "target": target, "model": { "id": model } });
            mutate(&owner.client, &name, PERMISSION, data).await.ok()
        };
        let read = add("Read").await;
        assert_eq!(read.at("/data/createReadContentPermission/permission/__typename"), "ReadContentPermission");
        assert_eq!(read.at("/data/createReadContentPermission/permission/model/apiId"), "Post");
        assert_eq!(titles(&writer, &project).await.ok().at("/data/posts"), &json!([]));
        assert_eq!(writer.content(&project, create, json!({})).await.status, 403, "Read alone writes nothing");
        assert_eq!(titles(&writer, &project).await.ok().at("/data/posts"), &json!([]), "case 9: nothing is there");
        add("Create").await;
        writer.content(&project, create, json!({})).await.ok();
        assert_eq!(titles(&writer, &project).await.ok().at("/data/posts/0/title"), "a");

        let viewer = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { \
            model(apiId: \"Post\") { viewerPermission { content { readVersion readByStages { stage { apiId } allowed { \
            allowedWithCondition allowedLocales { apiId } } } } } } } } } } }";
        let seen = writer.management(viewer, json!({ "p": project.id })).await.ok();
        let content = "/data/viewer/project/environment/contentModel/model/viewerPermission/content";
        assert_eq!(seen.at(&format!("{content}/readVersion")), false);
        assert_eq!(
            seen.at(&format!("{content}/readByStages/0/allowed")),
            &json!({ "allowedWithCondition": false, "allowedLocales": [{ "apiId": "en" }] })
        );
        let history = writer.content(&project, "{ posts(stage: DRAFT) { history { revision } } }", json!({})).await;
        assert_eq!(history.status, 403, "older states are a right of their own");

        let off =
            json!({ "permissionId": read.at("/data/createReadContentPermission/permission/id"), "enabled": false });
        mutate(&owner.client, "updateContentPermissionEnabled", "permission { id enabled }", off).await.ok();
        assert_eq!(titles(&writer, &project).await.status, 403);
        mutate(&owner.client, "deleteRole", "deletedId", json!({ "id": role })).await.ok();
        assert_eq!(writer.content(&project, create, json!({})).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_is_checked_when_it_is_saved_and_when_the_schema_changes() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        post_model(&owner, &project).await;
        let model = model_id(&owner, &project).await;
        let add = async |condition: &str| {
            let target = json!({ "kind": "PUBLIC", "environmentId": project.environment });
            let data = json!({ "target": target, "model": { "id": model, "condition": condition } });
            mutate(&owner.client, "createReadContentPermission", "permission { id condition }", data).await
        };
        for (condition, reason) in [
            ("nonsense", "it is not a JSON object"),
            ("[]", "it is not a JSON object"),
            ("{}", "does not restrict anything"),
            (r#"{"nothing":"x"}"#, "nothing"),
            (r#"{"title":{"x":1}}"#, "title"),
            (r#"{"blurb":"x"}"#, "the field \"blurb\" is localized"),
            (r#"{"AND":[{"blurb_contains":"x"}]}"#, "the field \"blurb\" is localized"),
            (r#"{"_search":"x"}"#, "conditions cannot use _search"),
            (r#"{"createdBy":{"_search":"x"}}"#, "conditions cannot use _search"),
            (r#"{"OR":[]}"#, "does not restrict anything"),
            (r#"{"OR":[{"title":"a"},{}]}"#, "does not restrict anything"),
            (r#"{"title_in":null}"#, "does not restrict anything"),
            (r#"{"title":"a\u0000"}"#, "NUL"),
        ] {
            let refused = add(condition).await;
            assert_eq!(refused.at("/errors/0/extensions/code"), "BAD_USER_INPUT", "{condition} {}", refused.body);
            assert!(refused.error().contains(reason), "{condition}: {}", refused.error());
        }
        let made = add(r#"{"title": "x"}"#).await.ok();
        assert_eq!(made.at("/data/createReadContentPermission/permission/condition"), r#"{"title":"x"}"#);
        let public = server.public();
        let read = public.content(&project, "{ posts { id } }", json!({})).await;
        assert_eq!(read.ok().at("/data/posts"), &json!([]), "nothing matches the condition");

        let submit = async |changes: Value| {
            let query = "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
            let data = json!({ "environmentId": project.environment, "changes": changes });
            owner.client.management(query, json!({ "data": data })).await
        };
        let renamed = submit(json!([{ "updateSimpleField": { "parentApiId": "Post", "apiId": "title", "newApiId": "name" } }])).await;
        assert!(renamed.error().contains("condition of a content permission"), "{}", renamed.body);
        let deleted = submit(json!([{ "deleteField": { "parentApiId": "Post", "apiId": "title" } }])).await;
        assert!(deleted.error().contains("condition of a content permission"), "{}", deleted.body);
        submit(json!([{ "updateModel": { "apiId": "Post", "displayName": "Article" } }])).await.ok();
        submit(json!([{ "deleteModel": { "apiId": "Post" } }])).await.ok();
        let rows = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { publicContentAPI { contentPermissions { id } } } } } }";
        let rows = owner.client.management(rows, json!({ "p": project.id })).await.ok();
        let rows = rows.at("/data/viewer/project/environment/publicContentAPI/contentPermissions").clone();
        assert_eq!(rows, json!([]), "case 15: rows on a model go with it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_21_nobody_gives_away_what_they_have_not() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let actions = json!(["ROLE_CREATE", "ROLE_UPDATE", "USER_ASSIGNROLE", "USER_REMOVE", "USER_INVITE", "MODEL_READ"]);
        let (keeper, _) = member_with(&server, &owner, &project, actions).await;
        let role = json!({ "projectId": project.id, "name": "More", "managementPermissionIds": ["MODEL_DELETE"] });
        let refused = mutate(&keeper, "createRole", "id", role).await;
        assert_eq!(refused.error(), "missing permission for action: MODEL_DELETE");
        let query = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name isDefault managementPermissions { action } } members { id isOwner } } } }";
        let seen = keeper.management(query, json!({ "p": project.id })).await.ok();
        let roles = seen.at("/data/viewer/project/existingRoles").as_array().unwrap().clone();
        let named = |name: &str| roles.iter().find(|role| role["name"] == name).unwrap()["id"].clone();
        let members = seen.at("/data/viewer/project/members").as_array().unwrap().clone();
        let id = |is_owner: bool| members.iter().find(|one| one["isOwner"] == is_owner).unwrap()["id"].clone();
        let admin = json!({ "memberId": id(false), "roleIds": [named("Admin")] });
        assert!(mutate(&keeper, "updateMemberRoles", "id", admin).await.error().starts_with("missing permission"));
        let invite = json!({ "projectId": project.id, "email": "x@example.org", "roleIds": [named("Admin")] });
        assert!(mutate(&keeper, "sendInvite", "invite { id }", invite).await.error().starts_with("missing permission"));
        let system = json!({ "id": named("Editor"), "name": "Mine" });
        assert!(mutate(&owner.client, "updateRole", "id", system).await.error().contains("system role"));
        let removed = mutate(&keeper, "removeMember", "removedMemberId", json!({ "memberId": id(true) })).await;
        assert!(removed.error().contains("owner cannot"), "{}", removed.body);
        let rows = "query($p: ID!) { viewer { project(id: $p) { existingRoles { contentPermissions { id } } } } }";
        let rows = keeper.management(rows, json!({ "p": project.id })).await;
        assert_eq!(rows.error(), "missing permission for action: CONTENT_PERMISSION_READ");
        let unknown = json!({ "memberId": "nobody", "roleIds": [named("Editor")] });
        let foreign = mutate(&owner.client, "updateMemberRoles", "id", unknown).await;
        assert_eq!(foreign.at("/errors/0/extensions/code"), "NOT_FOUND");
    })
    .await;
}
