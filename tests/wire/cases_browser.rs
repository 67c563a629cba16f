//! Cases 37 and 38 of the security list: what pages of others may do with a person's browser.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use wire_tests::{Client, TestServer, on_both};

/// The owner's session as a browser sends it on its own: the cookie, and nothing of Studio's.
async fn cookie(server: &TestServer) -> String {
    let owner = server.owner().await;
    let built = owner.client.request(Method::GET, "/").build().expect("a request");
    built.headers()["cookie"].to_str().expect("text").to_owned()
}

fn with(request: RequestBuilder, pairs: &[(&str, &str)]) -> RequestBuilder {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.append(name, HeaderValue::from_str(value).expect("a value"));
    }
    request.headers(headers)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_37_no_origin_is_let_in_with_the_browsers_credentials() {
    on_both(async |server| {
        let cookie = cookie(&server).await;
        let public = server.public();
        let base = server.base.clone();
        let origins = [
            "null".to_owned(),
            "https://evil.example".to_owned(),
            format!("{base}.evil.example"),
            format!("{base}0"),
            base.replace("http://", "https://"),
            base.replace("http://", "http://evil."),
            base.replace("http://", "http://evil@"),
        ];
        for origin in &origins {
            for path in
                ["/graphql", "/v2/p/master", "/content/p/master", "/studio-api/session", "/studio-api/password", "/"]
            {
                let preflight =
                    [("origin", origin.as_str()), ("access-control-request-method", "POST"), ("cookie", &cookie)];
                let preflight = with(public.request(Method::OPTIONS, path), &preflight);
                let request = [("origin", origin.as_str()), ("cookie", &cookie), ("x-epigraph-studio", "1")];
                let request = with(public.request(Method::GET, path), &request);
                for answer in [Client::send_quietly(preflight).await, Client::send_quietly(request).await] {
                    let allowed = answer.header("access-control-allow-origin");
                    let is_api = !path.starts_with("/studio-api") && path != "/";
                    assert_eq!(allowed, if is_api { "*" } else { "" }, "{path} {origin}");
                    assert_eq!(answer.header("access-control-allow-credentials"), "", "{path} {origin}");
                }
            }
            // At the APIs, the cookie is nothing there, whatever else is sent.
            let headers = [("origin", origin.as_str()), ("cookie", &cookie), ("x-epigraph-studio", "1")];
            let request = with(public.request(Method::POST, "/graphql"), &headers);
            let answer = Client::send_quietly(request.json(&json!({ "query": "{ viewer { id } }" }))).await;
            assert_eq!(answer.at("/errors/0/extensions/code"), "UNAUTHENTICATED", "{origin} {}", answer.body);
            assert_eq!(answer.at("/data/viewer"), &Value::Null);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_38_nothing_is_changed_for_a_page_that_is_not_studios() {
    on_both(async |server| {
        let cookie = cookie(&server).await;
        let base = server.base.clone();
        let public = server.public();
        let evil = format!("{base}.evil.example");
        let without: [&[(&str, &str)]; 8] = [
            &[],
            &[("x-epigraph-studio", "")],
            &[("x-epigraph-studio", "0")],
            &[("x-epigraph-studio", "1"), ("x-epigraph-studio", "1")],
            &[("x-epigraph-studio", "1"), ("origin", "null")],
            &[("x-epigraph-studio", "1"), ("origin", &evil)],
            &[("x-epigraph-studio", "1"), ("origin", "https://evil.example")],
            &[("x-csrf-token", "1"), ("origin", &base)],
        ];
        let calls = [
            (Method::DELETE, "/studio-api/session", Value::Null),
            (Method::DELETE, "/studio-api/sessions", Value::Null),
            (
                Method::PUT,
                "/studio-api/password",
                json!({ "currentPassword": "correct horse battery", "newPassword": "x".repeat(20) }),
            ),
            (
                Method::POST,
                "/studio-api/session",
                json!({ "email": "owner@example.org", "password": "correct horse battery" }),
            ),
            (
                Method::POST,
                "/studio-api/owner",
                json!({ "setupToken": "x", "email": "a@example.org", "password": "x".repeat(20) }),
            ),
            (Method::POST, "/studio-api/invite", json!({ "code": "x" })),
            (Method::POST, "/studio-api/invited-person", json!({ "code": "x", "password": "x".repeat(20) })),
        ];
        let mutation =
            json!({ "query": "mutation { createProject(data: {region: \"local\", name: \"Forged\"}) { id } }" });
        for headers in without {
            let headers = [headers, &[("cookie", cookie.as_str())]].concat();
            for (method, path, body) in &calls {
                let request = with(public.request(method.clone(), path), &headers);
                let answer = Client::send_quietly(request.json(body)).await;
                assert_eq!(answer.status, 403, "{method} {path} {headers:?} {}", answer.body);
                assert_eq!(answer.header("set-cookie"), "", "{method} {path}");
            }
            // A form can send a text that is JSON, without a preflight.
            for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
                let request = with(public.request(Method::POST, "/graphql"), &headers).header("content-type", kind);
                let answer = Client::send_quietly(request.body(mutation.to_string())).await;
                assert!([401, 415, 200].contains(&answer.status), "{kind} {headers:?} {}", answer.body);
                assert_eq!(answer.at("/data/createProject"), &Value::Null, "{kind} {headers:?}");
            }
        }
        // By GET nothing is changed, not even for Studio.
        let studio = [("cookie", cookie.as_str()), ("x-epigraph-studio", "1"), ("origin", base.as_str())];
        for path in ["/studio-api/sessions", "/studio-api/password", "/studio-api/owner", "/studio-api/invite"] {
            let answer = Client::send_quietly(with(public.request(Method::GET, path), &studio)).await;
            assert_eq!(answer.status, 405, "{path}");
        }
        let query = mutation["query"].as_str().unwrap();
        let answer = with(public.request(Method::GET, "/graphql"), &studio).query(&[("query", query)]);
        assert_eq!(Client::send_quietly(answer).await.status, 400);
        // The session lives, the password is the old one, and there is no project.
        let query = json!({ "query": "{ viewer { ... on UserViewer { projects { name } } } }" });
        let seen =
            Client::send_quietly(with(public.request(Method::POST, "/graphql"), &studio).json(&query)).await.ok();
        assert_eq!(seen.at("/data/viewer/projects"), &json!([]));
    })
    .await;
}
