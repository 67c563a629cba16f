//! Addresses, methods, sizes, cross-origin rules.

use reqwest::Method;
use serde_json::json;
use wire_tests::{Client, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses() {
    on_both(async |server| {
        let client = server.public();
        for path in ["/v2", "/v2/x", "/v2/x/master", "/content/x/y", "/graphql/x", "/studio-api/x", "/healthz/x"] {
            let answer = client.send(client.request(Method::GET, path)).await;
            assert_eq!(
                answer.status,
                if path == "/v2/x/master" || path == "/content/x/y" { 400 } else { 404 },
                "{path}"
            );
            assert!(answer.body.is_object(), "{path} {}", answer.body);
        }
        let unknown = client.request(Method::POST, "/v2/unknown/master").json(&json!({ "query": "{ __typename }" }));
        let answer = client.send(unknown).await;
        assert_eq!(answer.status, 404);
        for path in ["/", "/apps", "/some/page"] {
            let response = client.request(Method::GET, path).send().await.unwrap();
            assert_eq!(response.status(), 200);
            assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
            assert!(response.headers().contains_key("content-security-policy"));
        }
        let missing = client.send(client.request(Method::GET, "/assets/missing.js")).await;
        assert_eq!(missing.status, 404);
        assert_eq!(client.send(client.request(Method::POST, "/some/page")).await.status, 405);
        assert_eq!(client.send(client.request(Method::DELETE, "/graphql")).await.status, 405);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health() {
    on_both(async |server| {
        let client = server.public();
        assert_eq!(client.send(client.request(Method::GET, "/healthz")).await.status, 200);
        assert_eq!(client.send(client.request(Method::GET, "/readyz")).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_37_any_origin_may_call_the_apis_but_never_with_credentials() {
    on_both(async |server| {
        let client = server.public();
        for path in ["/graphql", "/app-exchange-token", "/v2/p/master"] {
            let preflight = client
                .request(Method::OPTIONS, path)
                .header("origin", "https://site.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization, content-type, gcms-stage");
            let response = preflight.send().await.unwrap();
            assert!(response.status().is_success(), "{path} {}", response.status());
            let headers = response.headers();
            assert_eq!(headers["access-control-allow-origin"], "*");
            assert!(headers["access-control-allow-headers"].to_str().unwrap().contains("gcms-stage"));
            assert!(!headers.contains_key("access-control-allow-credentials"));
        }
        let studio = client.request(Method::OPTIONS, "/studio-api/session").header("origin", "https://site.example");
        let response = studio.header("access-control-request-method", "POST").send().await.unwrap();
        assert!(!response.headers().contains_key("access-control-allow-origin"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_38_a_cookie_without_studios_header_is_nobody() {
    on_both(async |server| {
        let owner = server.owner().await;
        let cookie = owner.client.request(Method::POST, "/graphql").build().unwrap().headers()["cookie"].clone();
        let body = json!({ "query": "{ viewer { id } }" });
        let forged = server.public().request(Method::POST, "/graphql").header("cookie", &cookie).json(&body);
        let answer = Client::send_quietly(forged).await;
        assert_eq!(answer.at("/errors/0/extensions/code"), "UNAUTHENTICATED");
        let foreign = server
            .public()
            .request(Method::POST, "/graphql")
            .header("cookie", &cookie)
            .header("x-epigraph-studio", "1")
            .header("origin", "https://evil.example")
            .json(&body);
        let answer = Client::send_quietly(foreign).await;
        assert_eq!(answer.at("/errors/0/extensions/code"), "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_or_no_operation() {
    on_both(async |server| {
        let client = server.public();
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let path = project.path();
        let post =
            |body: String| client.request(Method::POST, &path).header("content-type", "application/json").body(body);
        assert_eq!(client.send(post("x".repeat(1_100_000))).await.status, 413);
        for body in
            ["", "nothing", "[]", "{}", "[{\"query\":\"{ __typename }\"}]", "{\"query\":1}", "{\"query\":\"{\"}"]
        {
            let answer = client.send(post(body.to_owned())).await;
            assert_eq!(answer.status, 400, "{body} {}", answer.body);
            assert!(!answer.error().is_empty());
        }
        let xml = client.request(Method::POST, &path).header("content-type", "application/xml").body("<a/>");
        assert_eq!(client.send(xml).await.status, 415);
        assert_eq!(client.send(client.request(Method::POST, "/graphql").body("nothing")).await.status, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_48_get_only_reads() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let changes = json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }]);
        owner.changes(&project, changes).await;
        let get = |path: &str, query: &str| owner.client.request(Method::GET, path).query(&[("query", query)]);
        let read = owner.client.send(get("/graphql", "{ metaInfo { serverVersion } }")).await.ok();
        assert!(read.at("/data/metaInfo/serverVersion").is_string());
        let write = "mutation { createProject(data: {region: \"local\", name: \"X\"}) { id } }";
        let refused = owner.client.send(get("/graphql", write)).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        let projects =
            owner.client.management("{ viewer { ... on UserViewer { projects { name } } } }", json!({})).await.ok();
        assert_eq!(projects.at("/data/viewer/projects").as_array().map(Vec::len), Some(1));
        let path = project.path();
        assert_eq!(owner.client.send(get(&path, "{ __typename }")).await.status, 200);
        let refused = owner.client.send(get(&path, "mutation { createPost(data: {}) { id } }")).await;
        assert_eq!(refused.status, 405, "{}", refused.body);
    })
    .await;
}
