//! A new password for who has forgotten theirs.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestDatabase, TestEngine, TestServer};

use crate::binary::Binary;
use crate::mail;
use crate::post_office::PostOffice;

const EMAIL: &str = "owner@example.org";
const PASSWORD: &str = "correct horse battery";
const OTHER_PASSWORD: &str = "tr0ub4dor and three";

async fn post(server: &TestServer, path: &str, body: Value) -> Answer {
    let request = server.public().request(Method::POST, path).header("x-epigraph-studio", "1");
    Client::send_quietly(request.json(&body)).await
}

async fn ask(server: &TestServer, email: &str) -> Answer {
    post(server, "/studio-api/password-reset/mail", json!({ "email": email })).await
}

async fn reset(server: &TestServer, link: &str, password: &str) -> Answer {
    let token = link.split_once('#').map_or(link, |(_, token)| token);
    post(server, "/studio-api/password-reset", json!({ "token": token, "password": password })).await
}

async fn sign_in(server: &TestServer, password: &str) -> u16 {
    post(server, "/studio-api/session", json!({ "email": EMAIL, "password": password })).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_a_mailed_link_sets_a_password_and_ends_what_the_old_one_let_in() {
    for engine in TestEngine::available() {
        let office = PostOffice::open().await;
        let server = mail::server(engine, &office.url).await;
        let owner = server.owner().await;
        let token = server.again(EMAIL).await;
        // Cases 26 and 36: the link is the public URL's whatever the request says, and its token stays in the browser.
        let request = server.public().request(Method::POST, "/studio-api/password-reset/mail");
        let request = request.header("x-epigraph-studio", "1").header("x-forwarded-host", "evil.example");
        let asked = Client::send_quietly(request.json(&json!({ "email": "Owner@Example.org" }))).await;
        assert_eq!(asked.status, 204, "{}", asked.body);
        let letter = office.letter(0).await;
        assert_eq!(letter.to, EMAIL);
        let link = letter.address("http");
        assert!(link.starts_with(&format!("{}/reset-password#", server.base)), "{link}");
        let link = link.split_once('#').expect("a token").1;

        let shown = post(&server, "/studio-api/password-reset/link", json!({ "token": link })).await;
        assert_eq!((shown.status, shown.at("/email")), (200, &json!(EMAIL)));
        let short = reset(&server, link, "short").await;
        assert_eq!((short.status, short.at("/field")), (400, &json!("password")));
        let done = reset(&server, link, OTHER_PASSWORD).await;
        assert_eq!(done.status, 204, "{}", done.body);
        assert_eq!(done.header("set-cookie"), "", "nobody is signed in by a link");
        assert_eq!((sign_in(&server, PASSWORD).await, sign_in(&server, OTHER_PASSWORD).await), (401, 200));
        let session = owner.client.request(Method::GET, "/studio-api/session");
        assert_eq!(Client::send_quietly(session).await.at("/user"), &Value::Null);
        assert_eq!(token.management("{ viewer { id } }", json!({})).await.status, 401);
        for used in [link, "", "x", &"x".repeat(5000)] {
            let again = reset(&server, used, PASSWORD).await;
            assert_eq!((again.status, again.text("/message").contains("not valid any more")), (404, true));
        }
        let shown = post(&server, "/studio-api/password-reset/link", json!({ "token": link })).await;
        assert_eq!(shown.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_30_asking_tells_nobody_who_has_an_account() {
    for engine in TestEngine::available() {
        // Nobody answers there: whoever waited for it would wait long.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("smtp://{}", silent.local_addr().expect("bound"));
        let server = mail::server(engine, &address).await;
        server.owner().await;
        let begin = Instant::now();
        let mut answers = Vec::new();
        for email in [EMAIL, "nobody@example.org", "no address", ""] {
            let answer = ask(&server, email).await;
            let mut headers = answer.headers.clone();
            for own in ["date", "x-request-id"] {
                headers.remove(own);
            }
            answers.push((answer.status, answer.body.clone(), headers));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        assert_eq!(answers[0].0, 204);
        assert!(begin.elapsed() < Duration::from_secs(5), "the answer waits for no mail server");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_29_nobodys_mailbox_is_filled_and_the_first_links_stay_good() {
    for engine in TestEngine::available() {
        let office = PostOffice::open().await;
        let server = mail::server(engine, &office.url).await;
        server.owner().await;
        let answers = [
            ask(&server, EMAIL).await,
            ask(&server, EMAIL).await,
            ask(&server, EMAIL).await,
            ask(&server, EMAIL).await,
        ];
        assert!(answers.iter().all(|answer| answer.status == 204));
        let first = office.letter(2).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(office.received().len(), 3, "the fourth is not sent");
        assert_eq!(reset(&server, &first.address("http"), OTHER_PASSWORD).await.status, 204);
        let mut limited = 0;
        for number in 0..20 {
            let answer = ask(&server, &format!("nobody{number}@example.org")).await;
            limited += u32::from(answer.status == 429 && answer.retry_after.is_some());
        }
        assert!(limited > 0, "one network address may not ask for many");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_38_other_pages_neither_ask_nor_set() {
    let office = PostOffice::open().await;
    let server = mail::server(TestEngine::Sqlite, &office.url).await;
    server.owner().await;
    let foreign = [("origin", "https://evil.example"), ("x-epigraph-studio", "1")];
    for headers in [&foreign[..], &[]] {
        for path in ["mail", "link", ""] {
            let path = format!("/studio-api/password-reset/{path}");
            let mut request = server.public().request(Method::POST, path.trim_end_matches('/'));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let body = json!({ "email": EMAIL, "token": "x", "password": OTHER_PASSWORD });
            assert_eq!(Client::send_quietly(request.json(&body)).await.status, 403, "{path}");
        }
    }
    let asked = server.public().request(Method::GET, "/studio-api/password-reset/mail");
    assert_eq!(Client::send_quietly(asked).await.status, 405);
    assert!(office.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_an_operator_makes_the_link() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let command = ["user", "reset-link", "--email", EMAIL, "--public-url", "https://cms.example.org"];
        let output = binary.run(&command, &database).await;
        let link = String::from_utf8(output.stdout.clone()).expect("text").trim_end().to_owned();
        assert!(output.status.success() && link.starts_with("https://cms.example.org/reset-password#"), "{output:?}");
        let unknown = binary.run(&["user", "reset-link", "--email", "nobody@example.org"], &database).await;
        assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("nobody@example.org"));

        let server = TestServer::start_on(database).await;
        let asked = ask(&server, EMAIL).await;
        assert_eq!((asked.status, asked.text("/message").contains("sends no mail")), (404, true));
        assert_eq!(reset(&server, &link, OTHER_PASSWORD).await.status, 204);
        assert_eq!((sign_in(&server, OTHER_PASSWORD).await, sign_in(&server, PASSWORD).await), (200, 401));
    }
}
