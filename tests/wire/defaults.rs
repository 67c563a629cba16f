//! What "initialize defaults" gives the public, tokens and roles (platform.md §1.4, §1.5).

use serde_json::{Value, json};
use wire_tests::{Client, ProjectHandle, on_both};

use crate::blog::Blog;

/// The actions that somebody of that kind begins with, as that client may give them.
async fn defaults(client: &Client, project: &ProjectHandle, kind: &str) -> Vec<String> {
    let query = format!(
        "query($p: ID!) {{ viewer {{ project(id: $p) {{ defaultManagementPermissions(kind: {kind}) {{ id action }} }} }} }}"
    );
    let seen = client.management(&query, json!({ "p": project.id })).await.ok();
    let all = seen.at("/data/viewer/project/defaultManagementPermissions").as_array().cloned().unwrap_or_default();
    all.iter().map(|one| one["action"].as_str().unwrap_or_default().to_owned()).collect()
}

fn named(actions: &Value) -> Vec<String> {
    let actions = actions["managementPermissions"].as_array().cloned().unwrap_or_default();
    actions.iter().map(|one| one["action"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_and_tokens_begin_with_the_defaults_unless_something_else_is_said() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let (role, token) =
            (defaults(&owner.client, &project, "ROLE").await, defaults(&owner.client, &project, "PAT").await);
        assert!(
            role.iter().all(|action| action.ends_with("_READ")) && role.contains(&"CONTENT_READ".to_owned()),
            "{role:?}"
        );
        let schema = ["MODEL", "COMPONENT", "FIELD", "ENUMERATION", "LOCALE", "STAGE", "REMOTE_SOURCE"];
        for subject in schema {
            assert!(
                token.contains(&format!("{subject}_READ")) && token.contains(&format!("{subject}_CREATE")),
                "{token:?}"
            );
        }
        assert!(!token.iter().any(|action| action.ends_with("_UPDATE") || action.ends_with("_DELETE")), "{token:?}");
        assert!(token.contains(&"ENVIRONMENT_READ".to_owned()));
        assert!(defaults(&owner.client, &project, "PUBLIC").await.is_empty());

        let create =
            "mutation($data: CreateRoleInput!) { createRole(data: $data) { managementPermissions { action } } }";
        let silent = json!({ "projectId": project.id, "name": "Writer" });
        let made = owner.client.management(create, json!({ "data": silent })).await.ok();
        assert_eq!(named(made.at("/data/createRole")), role);
        let empty = json!({ "projectId": project.id, "name": "Nobody", "managementPermissionIds": [] });
        let made = owner.client.management(create, json!({ "data": empty })).await.ok();
        assert!(named(made.at("/data/createRole")).is_empty(), "an empty list is nothing, not the defaults");

        let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) \
                      { createdPermanentAuthToken { managementPermissions { action } contentPermissions { id } } } }";
        for (ids, expected) in [(None, &token), (Some(&token), &token), (Some(&Vec::new()), &Vec::new())] {
            let mut data = json!({ "environmentId": project.environment, "name": "site" });
            if let Some(ids) = ids {
                data["managementPermissionIds"] = json!(ids);
            }
            let made = owner.client.management(create, json!({ "data": data })).await.ok();
            let made = made.at("/data/createPermanentAuthToken/createdPermanentAuthToken");
            assert_eq!((&named(made), &made["contentPermissions"]), (expected, &json!([])));
        }
        // Nobody is offered what they cannot give.
        let editor = server.member(&project, "Editor").await;
        let offered = defaults(&editor, &project, "PAT").await;
        assert!(
            offered.contains(&"MODEL_READ".to_owned()) && !offered.contains(&"MODEL_CREATE".to_owned()),
            "{offered:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_13_the_publics_defaults_open_its_default_stage_and_no_other() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok("mutation { publishTag(where: {name: \"sea\"}) { id } }", json!({})).await;
        let grant = "mutation($data: CreateReadContentPermissionInput!) { createReadContentPermission(data: $data) { permission { id } } }";
        let target = json!({ "kind": "PUBLIC", "environmentId": blog.project.environment });
        let data = json!({ "target": target, "stages": [blog.id_of("stage", "PUBLISHED").await] });
        blog.owner.client.management(grant, json!({ "data": data })).await.ok();
        let public = server.public();
        let seen = public.content(&blog.project, "{ tags { name } authors { name } }", json!({})).await.ok();
        assert_eq!(seen.at("/data"), &json!({ "tags": [{ "name": "sea" }], "authors": [] }));
        for query in [
            "{ tags(stage: DRAFT) { name } }",
            "{ tags { documentInStages(stages: [DRAFT]) { name } } }",
            "{ tagsConnection(stage: DRAFT) { aggregate { count } } }",
            "{ tags { history { revision } } }",
        ] {
            let refused = public.content(&blog.project, query, json!({})).await;
            assert_eq!((refused.status, refused.error()), (403, "not allowed"), "{query}");
        }
    })
    .await;
}
