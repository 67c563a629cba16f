//! What requests without a token may do, and the stage that they read.

use serde_json::{Value, json};
use wire_tests::on_both;

#[tokio::test(flavor = "multi_thread")]
async fn case_08_the_public_may_what_its_rows_say_by_every_method() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let field = json!({ "parentApiId": "Post", "apiId": "title", "displayName": "Title", "type": "STRING" });
        let changes = json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }, { "createSimpleField": field }]);
        owner.changes(&project, changes).await;
        let public = server.public();
        let read = async || public.content(&project, "{ posts { title } }", json!({})).await;
        let get = async || {
            let request = public.request(reqwest::Method::GET, &project.path()).query(&[("query", "{ posts { title } }")]);
            public.send(request).await
        };
        assert_eq!((read().await.status, get().await.status), (403, 403));
        let seen = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { stages { id apiId } } \
                    publicContentAPI { defaults { stage { apiId } } contentPermissions { __typename target { ... on \
                    ContentPermissionPublicTarget { environment { name } } } } } } } } }";
        let environment = async || {
            let seen = owner.client.management(seen, json!({ "p": project.id })).await.ok();
            seen.at("/data/viewer/project/environment").clone()
        };
        let before = environment().await;
        assert_eq!(before["publicContentAPI"], json!({ "defaults": { "stage": { "apiId": "PUBLISHED" } }, "contentPermissions": [] }));
        let grant = "mutation($data: CreateReadContentPermissionInput!) { createReadContentPermission(data: $data) { permission { id } } }";
        let target = json!({ "kind": "PUBLIC", "environmentId": project.environment });
        let bad = json!({ "data": { "target": target, "stages": ["nothing"] } });
        assert_eq!(owner.client.management(grant, bad).await.at("/errors/0/extensions/code"), "NOT_FOUND");
        let row = json!({ "data": { "target": target } });
        let made = owner.client.management(grant, row).await.ok();
        assert_eq!((read().await.ok().status, get().await.status), (200, 200));
        let write = public.content(&project, "mutation { createPost(data: { title: \"x\" }) { id } }", json!({})).await;
        assert_eq!(write.status, 403);

        let session = owner.client.management("query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { authToken } } } }", json!({ "p": project.id })).await.ok();
        let editor = server.public().with_token(&session.text("/data/viewer/project/environment/authToken"));
        editor.content(&project, "mutation { createPost(data: { title: \"draft\" }) { id } }", json!({})).await.ok();
        assert_eq!(read().await.ok().at("/data/posts"), &json!([]), "the default stage is PUBLISHED");
        let stage = "mutation($data: UpdatePublicEndpointInput!) { updatePublicEndpoint(data: $data) { environment { id } } }";
        let draft = before["contentModel"]["stages"].as_array().unwrap().iter().find(|stage| stage["apiId"] == "DRAFT").unwrap()["id"].clone();
        let data = json!({ "data": { "environmentId": project.environment, "defaults": { "stage": draft } } });
        owner.client.management(stage, data.clone()).await.ok();
        assert_eq!(read().await.ok().at("/data/posts/0/title"), "draft");
        let after = environment().await;
        assert_eq!(after["publicContentAPI"]["defaults"]["stage"]["apiId"], "DRAFT");
        assert_eq!(after["publicContentAPI"]["contentPermissions"][0]["target"]["environment"]["name"], "master");
        let contributor = server.member(&project, "Contributor").await;
        assert_eq!(contributor.management(stage, data).await.error(), "missing permission for action: ENVIRONMENT_UPDATE");

        let delete = "mutation($id: ID!) { deleteContentPermission(data: {permissionId: $id}) { deletedPermissionId } }";
        let id = json!({ "id": made.at("/data/createReadContentPermission/permission/id") });
        let refused = contributor.management(delete, id.clone()).await;
        assert_eq!(refused.error(), "missing permission for action: CONTENT_PERMISSION_DELETE");
        assert_eq!(read().await.status, 200, "denied is unchanged");
        owner.client.management(delete, id.clone()).await.ok();
        assert_eq!((read().await.status, get().await.status), (403, 403));
        assert_eq!(owner.client.management(delete, id).await.at("/errors/0/extensions/code"), "NOT_FOUND");
        assert_eq!(owner.client.management(grant, json!({ "data": { "target": { "kind": "APP_TOKEN" } } })).await.at("/data"), &Value::Null);
    })
    .await;
}
