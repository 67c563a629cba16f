//! The owner's link, signing in and out.

use reqwest::Method;
use serde_json::json;
use wire_tests::{Client, TestServer, on_both};

fn studio(client: &Client, method: Method, path: &str) -> reqwest::RequestBuilder {
    client.request(method, path).header("x-epigraph-studio", "1")
}

async fn owner_by_link(server: &TestServer, token: &str) -> wire_tests::Answer {
    let client = server.public();
    let body = json!({ "setupToken": token, "email": "Olive@Example.org", "name": "Olive", "password": "correct horse battery" });
    client.send(studio(&client, Method::POST, "/studio-api/owner").json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_32_the_owner_is_made_by_the_newest_link_and_once() {
    on_both(async |server| {
        let client = server.public();
        let before = client.send(client.request(Method::GET, "/studio-api/session")).await;
        assert_eq!(before.at("/ownerExists"), false);
        assert!(before.at("/user").is_null());
        assert_eq!(owner_by_link(&server, "wrong").await.status, 403);
        let old = server.services.accounts.create_owner_link().await.unwrap();
        let new = server.services.accounts.create_owner_link().await.unwrap();
        assert_eq!(owner_by_link(&server, old.token()).await.status, 403);
        let made = owner_by_link(&server, new.token()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.at("/user/email"), "olive@example.org");
        let again = owner_by_link(&server, new.token()).await;
        assert!([403, 409].contains(&again.status), "{}", again.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_names_the_field() {
    on_both(async |server| {
        let client = server.public();
        let link = server.services.accounts.create_owner_link().await.unwrap();
        for (email, password, field) in [
            ("nobody", "correct horse battery", "email"),
            ("a@example.org", "short", "password"),
            ("a@example.org", &"x".repeat(2_000), "password"),
        ] {
            let body = json!({ "setupToken": link.token(), "email": email, "name": "A", "password": password });
            let answer = client.send(studio(&client, Method::POST, "/studio-api/owner").json(&body)).await;
            assert_eq!(answer.status, 400, "{}", answer.body);
            assert_eq!(answer.at("/field"), field);
        }
        let no_header = client.request(Method::POST, "/studio-api/owner").json(&json!({}));
        assert_eq!(client.send(no_header).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_30_wrong_password_and_unknown_address_are_answered_alike() {
    on_both(async |server| {
        let owner = server.owner().await;
        let client = server.public();
        let sign_in = async |email: &str, password: &str| {
            let body = json!({ "email": email, "password": password });
            client.send(studio(&client, Method::POST, "/studio-api/session").json(&body)).await
        };
        let wrong = sign_in("owner@example.org", "wrong password").await;
        let unknown = sign_in("nobody@example.org", "wrong password").await;
        assert_eq!((wrong.status, &wrong.body), (401, &unknown.body));
        let session = owner.client.send(owner.client.request(Method::GET, "/studio-api/session")).await;
        assert_eq!(session.at("/user/name"), "Olive Owner");
        let out = owner.client.send(owner.client.request(Method::DELETE, "/studio-api/session")).await;
        assert_eq!(out.status, 204);
        let after = owner.client.send(owner.client.request(Method::GET, "/studio-api/session")).await;
        assert!(after.at("/user").is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_29_guessing_is_limited() {
    on_both(async |server| {
        server.owner().await;
        let client = server.public();
        let mut limited = false;
        for number in 0..200 {
            // Another address each time: the limit hangs on the network, too. Hashing makes each try slow.
            let body = json!({ "email": format!("nobody{number}@example.org"), "password": "wrong password" });
            let request = studio(&client, Method::POST, "/studio-api/session")
                .header("x-forwarded-for", format!("203.0.113.{number}"));
            let answer = Client::send_quietly(request.json(&body)).await;
            if answer.status == 429 {
                assert!(answer.retry_after.is_some_and(|seconds| seconds > 0));
                limited = true;
                break;
            }
            assert_eq!(answer.status, 401);
        }
        assert!(limited);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_29_there_is_one_address_to_sign_in_at() {
    on_both(async |server| {
        server.owner().await;
        let client = server.public();
        let body = json!({ "email": "owner@example.org", "password": "correct horse battery" });
        for path in ["/studio-api/session/", "/studio-api//session", "/Studio-Api/session", "//studio-api/session"] {
            let answer = client.send(studio(&client, Method::POST, path).json(&body)).await;
            assert!([404, 405].contains(&answer.status), "{path} {}", answer.body);
        }
        let long = json!({ "email": "owner@example.org", "password": "x".repeat(1_000_000) });
        let answer = client.send(studio(&client, Method::POST, "/studio-api/session").json(&long)).await;
        assert_eq!(answer.status, 413, "case 31: refused before hashing");
    })
    .await;
}
