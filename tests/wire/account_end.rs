//! People who delete their own account, and what stays of them (management-api.md §3.6).

use serde_json::{Value, json};
use sql::Statement;
use wire_tests::{Answer, Client, Owner, TestServer, on_both};

use crate::blog::Blog;
use crate::setup::register_app;

async fn delete(client: &Client) -> Answer {
    client.management("mutation { deleteAccount(data: {}) { deletedUserId } }", json!({})).await
}

/// Every row of every table of the platform's database that may hold something of people.
async fn platform(server: &TestServer) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        ("person", "id || email || name || generation"),
        ("member", "id || project_id || person_id"),
        ("member_role", "member_id || role_id"),
        ("project", "id || owner_person_id"),
        ("app", "id || author_person_id"),
        ("invite", "id || email"),
        ("audit", "id || action"),
    ] {
        let text = format!("SELECT {columns} FROM {table} ORDER BY 1");
        let rows = server.services.store.platform().query(Statement::new(text, Vec::new())).await;
        let rows = rows.expect("the statement is right");
        all.extend(rows.iter().map(|row| format!("{table}: {}", row.text(0).expect("a text"))));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_ends_with_its_sessions_and_memberships_and_leaves_its_name_at_what_it_wrote() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        let bo = server.member(&blog.project, "Editor").await;
        let id = bo.management("{ viewer { id } }", json!({})).await.ok().text("/data/viewer/id");
        bo.content(&blog.project, "mutation { createTag(data: {name: \"mine\"}) { id } }", json!({})).await.ok();
        let deleted = delete(&bo).await.ok();
        assert_eq!(deleted.text("/data/deleteAccount/deletedUserId"), id);

        assert_eq!(bo.management("{ viewer { id } }", json!({})).await.status, 401);
        assert_eq!(bo.content(&blog.project, "{ tags(stage: DRAFT) { name } }", json!({})).await.status, 401);
        let query = "query($p: ID!) { viewer { project(id: $p) { members { profile { email } } auditLogs(where: {resource: MEMBER}) \
                     { logs { action triggerType triggeredBy { __typename } } } } } }";
        let seen = blog.owner.client.management(query, json!({ "p": blog.project.id })).await.ok();
        let project = seen.at("/data/viewer/project");
        assert_eq!(project["members"], json!([{ "profile": { "email": "owner@example.org" } }]));
        let told = json!({ "action": "DELETE", "triggerType": "USER", "triggeredBy": null });
        assert_eq!(project["auditLogs"]["logs"], json!([told]));
        let tag = blog.ok("{ tag(where: {name: \"mine\"}, stage: DRAFT) { createdBy { name kind } } }", json!({})).await;
        assert_eq!(tag["tag"]["createdBy"], json!({ "name": "Somebody Else", "kind": "MEMBER" }));
        let left = platform(&server).await;
        assert!(!left.iter().any(|row| !row.starts_with("audit") && row.contains(&id)), "{left:?}");
        // The address is free for somebody new, who is nobody known.
        let again = server.member(&blog.project, "Editor").await;
        assert_ne!(again.management("{ viewer { id } }", json!({})).await.ok().text("/data/viewer/id"), id);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_owns_something_keeps_the_account_and_is_told_why() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        server.member(&project, "Admin").await;
        let before = platform(&server).await;
        assert_eq!(delete(&owner.client).await.error(), "You own this server. Its owner's account cannot be deleted.");

        let transfer = async |from: &Client| {
            let query = "query($p: ID!) { viewer { project(id: $p) { members { id isOwner } } } }";
            let seen = from.management(query, json!({ "p": project.id })).await.ok();
            let members = seen.at("/data/viewer/project/members").as_array().cloned().unwrap_or_default();
            let to = members.iter().find(|member| member["isOwner"] == false).unwrap()["id"].clone();
            let give =
                "mutation($data: TransferProjectOwnershipInput!) { transferProjectOwnership(data: $data) { id } }";
            let data = json!({ "projectId": project.id, "memberId": to });
            from.management(give, json!({ "data": data })).await.ok();
        };
        assert_eq!(platform(&server).await, before, "refused is unchanged");
        transfer(&owner.client).await;
        let heir = server.again("admin@example.org").await;
        let refused = delete(&heir).await;
        assert_eq!(
            refused.error(),
            "You still own the project Shop. Hand over or delete what you own, then delete your account."
        );
        assert_eq!((refused.status, refused.at("/errors/0/extensions/code")), (200, &json!("CONFLICT")));
        transfer(&heir).await;
        let heir = server.again("admin@example.org").await;
        let author = Owner { client: heir.clone() };
        register_app(&author, "their-app", json!({})).await;
        let refused = delete(&heir).await;
        assert_eq!(refused.error(), "You still have the app their-app. Delete your apps, then delete your account.");
        let gone = "mutation { deleteApp(data: {apiId: \"their-app\"}) { deletedAppId } }";
        heir.management(gone, json!({})).await.ok();
        delete(&heir).await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_deletes_nobody() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        let before = platform(&server).await;
        for client in [&blog.client, &blog.limited(&[]).await] {
            let refused = delete(client).await;
            assert_eq!(refused.at("/errors/0/extensions/code"), "FORBIDDEN", "{}", refused.body);
        }
        assert_eq!(delete(&server.public()).await.at("/data"), &Value::Null);
        assert_eq!(platform(&server).await, before);
    })
    .await;
}
