//! The Content API as HTTP: GET, HEAD, media types, tags, what may be kept, what is told about the work.

use access::{ContentAction, ContentGrants};
use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

use crate::setup::{InstalledApp, article_changes, installed_app};

const NEWER: &str = "application/graphql-response+json";

/// A project with one published article that the public may read.
async fn site(server: &TestServer) -> InstalledApp {
    let app = installed_app(server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
    app.owner.changes(&app.project, article_changes()).await;
    server.grant_public(&app.project, &ContentGrants::on_everything(&[ContentAction::Read])).await;
    for slug in ["one", "two", "three"] {
        let write = format!(
            "mutation {{ createArticle(data: {{title: \"{slug}\", slug: \"{slug}\"}}) {{ id }} publishArticle(where: {{slug: \"{slug}\"}}, to: [PUBLISHED]) {{ id }} }}"
        );
        app.client.content(&app.project, &write, json!({})).await.ok();
    }
    app
}

async fn get(client: &Client, path: &str, query: &str, headers: &[(&str, &str)]) -> Answer {
    let request = client.request(Method::GET, path).query(&[("query", query)]);
    client.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

const TITLES: &str = "{ articles(orderBy: slug_ASC) { title } }";

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_what_may_be_kept() {
    on_both(async |server| {
        let app = site(&server).await;
        let public = server.public();
        for (path, control) in [
            (app.project.path(), "public, max-age=0, s-maxage=30"),
            (app.project.fast_path(), "public, max-age=0, s-maxage=30, stale-if-error=86400"),
        ] {
            let first = get(&public, &path, TITLES, &[]).await.ok();
            assert_eq!(first.header("cache-control"), control);
            assert!(first.header("vary").contains("authorization, gcms-stage, gcms-locales"), "{:?}", first.headers);
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with("W/\""));
            let known = get(&public, &path, TITLES, &[("if-none-match", &format!("\"x\", {tag}"))]).await;
            assert_eq!((known.status, &known.body, known.header("etag")), (304, &json!(""), tag.as_str()));
            assert_eq!(known.header("cache-control"), control);
            let other = get(&public, &path, "{ articles { slug } }", &[("if-none-match", &tag)]).await.ok();
            assert_ne!(other.header("etag"), tag);
            let head = public.request(Method::HEAD, &path).query(&[("query", TITLES)]).send().await.unwrap();
            assert_eq!((head.status().as_u16(), head.headers()["etag"].to_str().unwrap()), (200, tag.as_str()));
            assert!(head.bytes().await.unwrap().is_empty());
        }
        let authorised =
            get(&app.client, &app.project.path(), "{ articles(stage: PUBLISHED) { title } }", &[]).await.ok();
        assert_eq!(authorised.header("cache-control"), "no-store");
        let posted = public.content(&app.project, TITLES, json!({})).await.ok();
        assert_eq!((posted.header("cache-control"), posted.header("etag")), ("no-store", ""));
        let wrong = get(&public, &app.project.path(), "{ nothing }", &[]).await;
        assert_eq!((wrong.status, wrong.header("cache-control"), wrong.header("etag")), (400, "no-store", ""));
        let asked = [("hyg-stale-while-revalidate", "30"), ("hyg-stale-if-error", "0")];
        let asked = get(&public, &app.project.fast_path(), TITLES, &asked).await.ok();
        assert_eq!(asked.header("cache-control"), "public, max-age=0, s-maxage=30, stale-while-revalidate=30");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newer_media_type_has_its_own_rules() {
    on_both(async |server| {
        let app = site(&server).await;
        let public = server.public();
        let path = app.project.path();
        let asks = [("accept", NEWER)];
        let good = get(&public, &path, TITLES, &asks).await.ok();
        assert_eq!(good.header("content-type"), "application/graphql-response+json; charset=utf-8");
        for (query, status) in
            [("{ nothing }", 400), ("{", 400), ("", 400), ("mutation { deleteArticle(where: {}) { id } }", 405)]
        {
            let newer = get(&public, &path, query, &asks).await;
            assert_eq!((newer.status, newer.body.get("data")), (status, None), "{query} {}", newer.body);
            assert!(newer.header("content-type").starts_with(NEWER));
            assert!(newer.at("/extensions/requestId").is_string());
            let older = get(&public, &path, query, &[]).await;
            assert_eq!((older.status, older.body.get("data")), (status, Some(&Value::Null)));
            assert_eq!(older.header("content-type"), "application/json");
        }
        let both =
            get(&public, &path, TITLES, &[("accept", "application/json, application/graphql-response+json;q=0.9")])
                .await;
        assert_eq!(both.header("content-type"), "application/json");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_send_a_query() {
    on_both(async |server| {
        let app = site(&server).await;
        let public = server.public();
        let query = "query A($slug: String!) { article(where: {slug: $slug}) { title } } query B { __typename }";
        let body = json!({ "query": query, "variables": { "slug": "two" }, "operationName": "A" });
        for path in [app.project.path(), app.project.fast_path()] {
            for kind in ["application/json", "application/json; charset=utf-8", "text/plain;charset=UTF-8"] {
                let request = public.request(Method::POST, &path).header("content-type", kind).body(body.to_string());
                assert_eq!(public.send(request).await.ok().at("/data/article/title"), "two", "{kind}");
            }
            let pairs = [("query", query), ("variables", "{\"slug\":\"two\"}"), ("operationName", "A")];
            let request = public.request(Method::GET, &path).query(&pairs);
            assert_eq!(public.send(request).await.ok().at("/data/article/title"), "two");
            let request =
                public.request(Method::POST, &path).header("content-type", "application/graphql").body(TITLES);
            assert_eq!(public.send(request).await.ok().at("/data/articles/2/title"), "two");
            let unnamed = public.send(public.request(Method::GET, &path).query(&pairs[..2])).await;
            assert_eq!(
                (unnamed.status, unnamed.error()),
                (400, "Must provide operation name if query contains multiple operations.")
            );
        }
        let preflight = public.request(Method::OPTIONS, &app.project.path()).header("origin", "https://site.example");
        let response = preflight.header("access-control-request-method", "GET").send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        let simple = public.request(Method::GET, &app.project.path()).query(&[("query", TITLES)]);
        let response = simple.header("origin", "https://site.example").send().await.unwrap();
        assert!(response.headers()["access-control-expose-headers"].to_str().unwrap().contains("etag"));
        let varies: Vec<_> = response.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(!varies.iter().any(|value| value.contains("origin")), "{varies:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_and_the_statement_are_told_on_request() {
    on_both(async |server| {
        let app = site(&server).await;
        let query = "{ a: articles { title localizations { title } documentInStages { title } } b: articlesConnection { aggregate { count } } users { name } }";
        let answer = get(&server.public(), &app.project.path(), query, &[("x-epigraph-timing", "true")]).await.ok();
        let timing = answer.header("server-timing");
        for part in ["parse;dur=", "plan;dur=", "db;dur=", "statements;desc=\"1\""] {
            assert!(timing.contains(part), "{part} in {timing}");
        }
        let plain = get(&server.public(), &app.project.path(), query, &[]).await.ok();
        assert_eq!(plain.header("server-timing"), "");
        assert!(plain.body.get("extensions").is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_complexity_is_told_on_request() {
    on_both(async |server| {
        let app = site(&server).await;
        let query = "{ articles(first: 5) { title localizations(includeCurrent: true) { title } } all: articlesConnection { edges { node { slug } } } article(where: {slug: \"one\"}) { slug } }";
        for header in ["x-inspect-complexity", "x-debug-complexity"] {
            for path in [app.project.path(), app.project.fast_path()] {
                let answer = get(&server.public(), &path, query, &[(header, "true")]).await.ok();
                assert_eq!(answer.header("cache-control"), "no-store");
                let complexity = answer.at("/extensions/complexity");
                // 5 articles with 2 locales each, 10 edges, one article; three lists.
                assert_eq!(complexity["total_estimated_docs"], 5 + 10 + 10 + 1);
                assert_eq!(complexity["total_estimated_cost"], 5 + 10 + 10 + 1 + 3 * 2);
                assert_eq!(complexity["total_actual_docs"], 3 + 3 + 3 + 1);
                assert_eq!(complexity["total_actual_cost"], 3 + 3 + 3 + 1 + 3 * 2);
                let tree = &complexity["complexityTree"];
                assert_eq!(tree["field_name"], "Root");
                let articles = &tree["children"][0];
                assert_eq!((&articles["field_name"], &articles["xpath"]), (&json!("articles"), &json!("articles.#")));
                assert_eq!((&articles["estimated_no_of_docs"], &articles["additional_cost"], &articles["estimated_cost"]), (&json!(5), &json!(2), &json!(7)));
                assert_eq!((&articles["actual_no_of_docs"], &articles["actual_cost"]), (&json!(3), &json!(5)));
                assert_eq!(articles["children"][1]["xpath"], "articles.#.localizations.#");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_refused_as_any_request_is() {
    on_both(async |server| {
        let app = site(&server).await;
        for path in [app.project.path(), app.project.fast_path()] {
            for method in [Method::PUT, Method::PATCH, Method::DELETE] {
                let request = app.client.request(method.clone(), &path).header("origin", "https://site.example");
                let answer = app.client.send(request.json(&json!({ "query": TITLES }))).await;
                assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD,POST"), "{method} {path}");
                assert_eq!(answer.error(), "Send queries by GET or POST, mutations by POST.");
                assert!(answer.at("/data").is_null() && answer.text("/extensions/requestId").len() == 25);
                assert_eq!(answer.header("access-control-allow-origin"), "*");
            }
        }
    })
    .await;
}
