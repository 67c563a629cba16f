//! `POST /app-exchange-token`: every rule of its table, always in JSON (apps.md §4).

use reqwest::Method;
use serde_json::json;
use wire_tests::{Client, on_both};

use crate::setup::{exchange, full_app, install, set_status, setup_code, uninstall};

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_told_in_json() {
    on_both(async |server| {
        let client = server.public();
        let post = || client.request(Method::POST, "/app-exchange-token");
        for (request, status) in [
            (post().body("clientId=1"), 400),
            (post().json(&json!([1])), 400),
            (post().json(&json!({ "clientId": "a", "clientSecret": "b" })), 400),
            (post().json(&json!({ "clientId": 1, "clientSecret": "b", "exchangeCode": "c" })), 400),
            (post().json(&json!({ "clientId": "a", "clientSecret": "b", "exchangeCode": "" })), 400),
            (post().body("x".repeat(20_000)), 413),
            (client.request(Method::GET, "/app-exchange-token"), 405),
            (client.request(Method::PUT, "/app-exchange-token"), 405),
            (post().json(&json!({ "clientId": "a", "clientSecret": "b", "exchangeCode": "c" })), 401),
            (client.request(Method::POST, "/app-exchange-token/"), 404),
        ] {
            let answer = client.send(request).await;
            assert_eq!(answer.status, status, "{}", answer.body);
            assert!(!answer.text("/message").is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_19_codes_are_for_one_app_one_time_and_while_pending() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        let other = crate::setup::register_app(&owner, "other-app", json!({})).await;
        let installation = install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;
        let client = server.public();

        let wrong_secret = exchange(&client, &app.client_id, "wrong", &code).await;
        let unknown_client = exchange(&client, &"0".repeat(32), &app.client_secret, &code).await;
        assert_eq!((wrong_secret.status, unknown_client.status), (401, 401));
        assert_eq!(wrong_secret.body, unknown_client.body);
        let others = exchange(&client, &other.client_id, &other.client_secret, &code).await;
        let unknown_code = exchange(&client, &app.client_id, &app.client_secret, "unknown").await;
        assert_eq!((others.status, unknown_code.status), (400, 400));
        assert_eq!(others.body, unknown_code.body);

        let first = exchange(&client, &app.client_id, &app.client_secret, &code).await;
        assert_eq!(first.status, 200, "{}", first.body);
        let again = exchange(&client, &app.client_id, &app.client_secret, &code).await;
        assert_eq!((again.status, &again.body), (400, &unknown_code.body));
        // A retry at once is no theft: the token lives.
        let live =
            client.with_token(&first.text("/appToken")).management("{ viewer { __typename } }", json!({})).await.ok();
        assert_eq!(live.at("/data/viewer/__typename"), "AppTokenViewer");

        let late = setup_code(&owner, &project, &app).await;
        set_status(&owner.client, &installation, "COMPLETED").await.ok();
        assert_eq!(exchange(&client, &app.client_id, &app.client_secret, &late).await.status, 409);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_19_of_a_hundred_at_once_exactly_one_succeeds() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;
        let client = server.public();
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let (client, id, secret, code) =
                    (client.clone(), app.client_id.clone(), app.client_secret.clone(), code.clone());
                tokio::spawn(async move { exchange(&client, &id, &secret, &code).await })
            })
            .collect();
        let mut tokens = Vec::new();
        for task in tasks {
            let answer = task.await.unwrap();
            match answer.status {
                200 => tokens.push(answer.text("/appToken")),
                400 => {}
                429 => assert!(answer.retry_after.is_some_and(|seconds| seconds > 0)),
                other => panic!("{other} {}", answer.body),
            }
        }
        assert_eq!(tokens.len(), 1);
        client.with_token(&tokens[0]).management("{ viewer { __typename } }", json!({})).await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_limited_per_client_and_answered_429() {
    on_both(async |server| {
        let client = server.public();
        let mut refused = None;
        for _ in 0..500 {
            let answer = exchange(&client, &"0".repeat(32), "wrong", "wrong").await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
            assert_eq!(answer.status, 401);
        }
        let refused = refused.expect("500 tries in a row are not let through");
        assert!(refused.retry_after.is_some_and(|seconds| seconds > 0));
        assert!(!refused.text("/message").is_empty());
        // A spoofed header is not another client.
        let body = json!({ "clientId": "0".repeat(32), "clientSecret": "wrong", "exchangeCode": "wrong" });
        let spoofed = client.request(Method::POST, "/app-exchange-token").header("x-forwarded-for", "203.0.113.9");
        assert_eq!(Client::send_quietly(spoofed.json(&body)).await.status, 429);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_19_a_code_ends_with_its_time_and_with_the_next_one() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        install(&owner, &project, &app).await;
        let client = server.public();
        let first = setup_code(&owner, &project, &app).await;
        let second = setup_code(&owner, &project, &app).await;
        let replaced = exchange(&client, &app.client_id, &app.client_secret, &first).await;
        assert_eq!(replaced.status, 400, "{}", replaced.body);
        server.change_environment(&project, "UPDATE setup_code SET expires_at = created_at").await;
        let expired = exchange(&client, &app.client_id, &app.client_secret, &second).await;
        assert_eq!((expired.status, &expired.body), (400, &replaced.body));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_replay_revokes_the_token_that_the_code_gave() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        let installation = install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;
        let client = server.public();
        let token = exchange(&client, &app.client_id, &app.client_secret, &code).await.text("/appToken");
        set_status(&owner.client, &installation, "COMPLETED").await.ok();
        server.change_environment(&project, "UPDATE setup_code SET used_at = '2020-01-01T00:00:00+00:00'").await;

        // Who has the code but not the secret cannot end the token.
        assert_eq!(exchange(&client, &app.client_id, "wrong", &code).await.status, 401);
        let with_token = client.with_token(&token);
        with_token.management("{ viewer { __typename } }", json!({})).await.ok();
        assert_eq!(exchange(&client, &app.client_id, &app.client_secret, &code).await.status, 400);
        assert_eq!(with_token.management("{ viewer { __typename } }", json!({})).await.status, 401);
        assert_eq!(with_token.content(&project, "{ __typename }", json!({})).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn installations_that_wait_for_no_code_answer_409() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let app = full_app(&owner).await;
        let installation = install(&owner, &project, &app).await;
        let code = setup_code(&owner, &project, &app).await;
        let try_it = async || exchange(&server.public(), &app.client_id, &app.client_secret, &code).await;
        set_status(&owner.client, &installation, "COMPLETED").await.ok();
        let completed = try_it().await;
        set_status(&owner.client, &installation, "DISABLED").await.ok();
        let disabled = try_it().await;
        uninstall(&owner.client, &installation).await.ok();
        let gone = try_it().await;
        for (answer, word) in [(completed, "completed"), (disabled, "disabled"), (gone, "uninstalled")] {
            assert_eq!(answer.status, 409, "{}", answer.body);
            assert!(answer.text("/message").contains(word), "{}", answer.body);
        }
    })
    .await;
}
