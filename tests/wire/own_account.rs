//! What people do about their own account in Studio: joining through an invitation, another password, the end of all
//! sessions.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

const PASSWORD: &str = "correct horse battery";
const OTHER_PASSWORD: &str = "another horse battery";

async fn call(client: &Client, method: Method, path: &str, body: Value) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("x-epigraph-studio", HeaderValue::from_static("1"));
    // `headers` replaces what a client with a session sends of itself; `header` would send it twice.
    client.send(client.request(method, path).headers(headers).json(&body)).await
}

/// The session's cookie that an answer sets.
fn cookie(answer: &Answer) -> String {
    let header = answer.header("set-cookie");
    let value = header.strip_prefix("epigraph_session=").and_then(|rest| rest.split(';').next());
    value.expect("a session's cookie").to_owned()
}

async fn who(client: &Client) -> Value {
    let request = client.request(Method::GET, "/studio-api/session");
    Client::send_quietly(request).await.at("/user/email").clone()
}

async fn sign_in(server: &TestServer, email: &str, password: &str) -> Answer {
    call(&server.public(), Method::POST, "/studio-api/session", json!({ "email": email, "password": password })).await
}

/// The code of an invitation to the owner's project for an address, as an editor.
async fn invitation(server: &TestServer, email: &str) -> String {
    let owner = server.owner().await;
    let project = owner.project("Letters").await;
    let roles = "query ($id: ID!) { viewer { project(id: $id) { existingRoles { id name } } } }";
    let roles = owner.client.management(roles, json!({ "id": project.id })).await.ok();
    let roles = roles.at("/data/viewer/project/existingRoles").as_array().cloned().unwrap_or_default();
    let editor = roles.iter().find(|role| role["name"] == "Editor").expect("the role Editor");
    let send = "mutation ($data: SendInviteInput!) { sendInvite(data: $data) { invite { code } } }";
    let data = json!({ "projectId": project.id, "email": email, "roleIds": [editor["id"]] });
    let request = owner.client.request(Method::POST, "/graphql");
    let sent = Client::send_quietly(request.json(&json!({ "query": send, "variables": { "data": data } }))).await;
    sent.ok().text("/data/sendInvite/invite/code")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_makes_an_account_once_and_is_a_member() {
    on_both(async |server| {
        let code = invitation(&server, "Bo@Example.org").await;
        let public = server.public();
        let shown = call(&public, Method::POST, "/studio-api/invite", json!({ "code": code })).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert_eq!((shown.at("/email"), shown.at("/hasAccount")), (&json!("bo@example.org"), &json!(false)));

        let weak = json!({ "code": code, "name": "Bo", "password": "short" });
        let refused = call(&public, Method::POST, "/studio-api/invited-person", weak).await;
        assert_eq!((refused.status, refused.at("/field")), (400, &json!("password")));

        let join = json!({ "code": code, "name": "Bo", "password": PASSWORD });
        let joined = call(&public, Method::POST, "/studio-api/invited-person", join.clone()).await;
        assert_eq!(joined.status, 201, "{}", joined.body);
        let bo = public.with_cookie(&cookie(&joined));
        let projects = bo.management("{ viewer { ... on UserViewer { projects { name } } } }", json!({})).await.ok();
        assert_eq!(projects.at("/data/viewer/projects").as_array().map(Vec::len), Some(1));

        for path in ["/studio-api/invited-person", "/studio-api/invite"] {
            let again = call(&public, Method::POST, path, join.clone()).await;
            assert_eq!(again.status, 404, "{path} {}", again.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_tells_nothing() {
    on_both(async |server| {
        let code = invitation(&server, "bo@example.org").await;
        let other = format!("{}x", &code[..code.len() - 1]);
        let public = server.public();
        for code in ["", "x", &other, &"0".repeat(75), &"é".repeat(40)] {
            let join = json!({ "code": code, "name": "Bo", "password": PASSWORD });
            let answer = call(&public, Method::POST, "/studio-api/invited-person", join).await;
            assert_eq!(answer.status, 404, "{}", answer.body);
            assert_eq!(
                call(&public, Method::POST, "/studio-api/invite", json!({ "code": code })).await.body,
                answer.body
            );
        }
        assert_eq!(sign_in(&server, "bo@example.org", PASSWORD).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_the_other_sessions() {
    on_both(async |server| {
        let owner = server.owner().await;
        let (email, public) = ("owner@example.org", server.public());
        let elsewhere = public.with_cookie(&cookie(&sign_in(&server, email, PASSWORD).await));
        let change = |current: &str, new: &str| json!({ "currentPassword": current, "newPassword": new });
        let path = "/studio-api/password";

        let wrong = call(&owner.client, Method::PUT, path, change("not my password", OTHER_PASSWORD)).await;
        assert_eq!((wrong.status, wrong.at("/message")), (403, &json!("The current password is wrong.")));
        let weak = call(&owner.client, Method::PUT, path, change(PASSWORD, "short")).await;
        assert_eq!(weak.status, 400, "{}", weak.body);
        assert_eq!(call(&public, Method::PUT, path, change(PASSWORD, OTHER_PASSWORD)).await.status, 401);
        assert_eq!(who(&elsewhere).await, email, "nothing was changed");

        let changed = call(&owner.client, Method::PUT, path, change(PASSWORD, OTHER_PASSWORD)).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert!(who(&elsewhere).await.is_null());
        assert!(who(&owner.client).await.is_null(), "the old cookie was replaced");
        assert_eq!(who(&public.with_cookie(&cookie(&changed))).await, email);
        assert_eq!(sign_in(&server, email, PASSWORD).await.status, 401);
        assert_eq!(sign_in(&server, email, OTHER_PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_every_session_and_short_lived_token() {
    on_both(async |server| {
        let owner = server.owner().await;
        let public = server.public();
        let elsewhere = public.with_cookie(&cookie(&sign_in(&server, "owner@example.org", PASSWORD).await));
        let foreign =
            elsewhere.request(Method::DELETE, "/studio-api/sessions").header("origin", "https://evil.example");
        assert_eq!(elsewhere.send(foreign).await.status, 403, "case 38");
        let request = owner.client.request(Method::DELETE, "/studio-api/sessions");
        assert_eq!(owner.client.send(request).await.status, 204);
        assert!(who(&elsewhere).await.is_null());
        assert!(who(&owner.client).await.is_null());
    })
    .await;
}
