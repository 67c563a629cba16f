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

#[tokio::test(flavor = "multi_thread")]
async fn case_08_head_has_the_rights_of_get_and_no_body() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let changes = json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }]);
        owner.changes(&project, changes).await;
        let head = async |client: &Client, path: &str| {
            let response = client.request(Method::HEAD, path).send().await.unwrap();
            let status = response.status().as_u16();
            assert!(response.bytes().await.unwrap().is_empty(), "{path}");
            status
        };
        let query = format!("{}?query=%7B__typename%7D", project.path());
        let mutation = format!("{}?query=mutation%7BcreatePost(data:%7B%7D)%7Bid%7D%7D", project.path());
        for (path, status) in [
            ("/", 200),
            ("/some/page", 200),
            ("/healthz", 200),
            (query.as_str(), 200),
            (mutation.as_str(), 405),
            ("/v2/unknown/master?query=%7B__typename%7D", 404),
            ("/graphql?query=%7BmetaInfo%7BserverVersion%7D%7D", 200),
            ("/app-exchange-token", 405),
            ("/graphql/x", 404),
        ] {
            assert_eq!(head(&server.public(), path).await, status, "{path}");
        }
        let forged = server.public().with_token("nonsense");
        assert_eq!(head(&forged, &query).await, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_no_project_can_have_are_told_in_json() {
    on_both(async |server| {
        let client = server.public();
        let body = json!({ "query": "{ __typename }" });
        for (path, status) in [
            ("/v2/unknown/x", 404),
            ("/content/unknown/x", 404),
            ("/v2/%00/master", 404),
            ("/v2/unknown/%00", 404),
            ("/v2/%ff/master", 404),
            ("/v2/x/%c3%28", 404),
            ("/v2/a%2fb/master", 404),
            ("/v2//master", 404),
        ] {
            let answer = client.send(client.request(Method::POST, path).json(&body)).await;
            assert_eq!(answer.status, status, "{path} {}", answer.body);
            assert!(answer.body.is_object(), "{path} {}", answer.body);
        }
        let unknown = client.send(client.request(Method::POST, "/v2/unknown/x").json(&body)).await;
        assert_eq!((unknown.error(), unknown.at("/data")), ("There is no such environment.", &json!(null)));
        assert_eq!(unknown.text("/extensions/requestId").len(), 25);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_26_a_host_that_is_none_is_not_believed() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { endpoint } } } }";
        let endpoint = async |host: &str| {
            let body = json!({ "query": query, "variables": { "p": project.id } });
            let request = owner.client.request(Method::POST, "/graphql").header("host", host).json(&body);
            let answer = Client::send_quietly(request).await.ok();
            answer.text("/data/viewer/project/environment/endpoint")
        };
        assert_eq!(endpoint("cms.example:8080").await, format!("http://cms.example:8080{}", project.path()));
        for wrong in ["", "a b", "a/b", "user@evil.example", "evil.example?x", "ho\"st"] {
            assert_eq!(endpoint(wrong).await, format!("{}{}", server.base, project.path()), "{wrong:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_49_nul_is_refused_before_any_database_sees_it() {
    on_both(async |server| {
        let owner = server.owner().await;
        owner.project("Shop").await;
        let nul = "a\u{0}b";
        for (query, variables) in [
            ("query($x: String!) { viewer { ... on UserViewer { app(apiId: $x) { id } } } }", json!({ "x": nul })),
            ("query($x: ID!) { viewer { project(id: $x) { id } } }", json!({ "x": nul })),
            ("{ viewer { project(id: \"a\\u0000b\") { id } } }", json!({})),
            (
                "mutation($x: ID!) { deleteAppInstallation(data: {appInstallationId: $x}) { deletedAppInstallationId } }",
                json!({ "x": nul }),
            ),
            (
                "mutation($d: CreateAppExchangeTokenInput!) { createAppExchangeToken(data: $d) { createdAppExchangeToken } }",
                json!({ "d": { "appApiId": nul, "environment": nul } }),
            ),
            ("mutation($d: UpdateAppInput!) { updateApp(data: $d) { updatedApp { id } } }", json!({ "d": { "apiId": nul } })),
            (
                "mutation($d: CreateProjectInput!) { createProject(data: $d) { id } }",
                json!({ "d": { "region": "local", "name": nul } }),
            ),
        ] {
            let answer = owner.client.management(query, variables).await;
            assert_eq!(answer.status, 400, "{query} {}", answer.body);
            assert!(answer.error().contains("NUL"), "{}", answer.body);
        }
        let client = server.public();
        let exchange = json!({ "clientId": nul, "clientSecret": nul, "exchangeCode": nul });
        let exchange = client.send(client.request(Method::POST, "/app-exchange-token").json(&exchange)).await;
        assert_eq!(exchange.status, 401, "{}", exchange.body);
        let post = |path: &str, body| client.request(Method::POST, path).header("x-epigraph-studio", "1").json(&body);
        let sign_in = client.send(post("/studio-api/session", json!({ "email": nul, "password": nul }))).await;
        assert_eq!(sign_in.status, 401, "{}", sign_in.body);
        let setup = json!({ "setupToken": nul, "email": nul, "name": nul, "password": nul });
        let setup = client.send(post("/studio-api/owner", setup)).await;
        assert_eq!(setup.status, 409, "{}", setup.body);
    })
    .await;
}

/// `{"query":"{ __typename }"}`.
const GZIPPED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabV*,M-\xaaT\xb2R\xaaV\x88\x8f/\xa9,H\xcdK\xccMU\xa8U\
    \xaa\x05\x00\xc2\x86\xd7!\x1a\x00\x00\x00";

#[tokio::test(flavor = "multi_thread")]
async fn case_53_compressed_bodies_are_not_unpacked() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let client = server.public();
        for path in ["/graphql", "/app-exchange-token", &project.path()] {
            let request = client.request(Method::POST, path).header("content-encoding", "gzip");
            let answer = client.send(request.header("content-type", "application/json").body(GZIPPED)).await;
            assert_eq!(answer.status, 415, "{path} {}", answer.body);
            assert!(answer.body.is_object(), "{path}");
        }
    })
    .await;
}
