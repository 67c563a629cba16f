//! Hostile requests are refused before the database is asked, with the limit's name and the count (security cases 39–44, 49).

use content::limits::{ReadLimits, Settings};
use graphql::Limits;
use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

use crate::setup::{InstalledApp, article_changes, installed_app};

async fn site(server: &TestServer) -> InstalledApp {
    let app = installed_app(server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
    app.owner.changes(&app.project, article_changes()).await;
    app
}

fn many(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

#[track_caller]
fn refused(answer: &Answer, text: &str) {
    assert_eq!((answer.status, answer.error()), (400, text));
    assert!(answer.at("/data").is_null() && answer.at("/extensions/requestId").is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_39_to_42_documents_that_are_too_large() {
    on_both(async |server| {
        let app = site(&server).await;
        let ask = async |query: &str| app.client.content(&app.project, query, json!({})).await;
        let cycle = |last: &str| {
            let links = many(45, |n| format!("fragment F{n} on Article {{ ...F{} }} ", n + 1));
            format!("{{ articles {{ ...F0 }} }} {links} fragment F45 on Article {{ {last} }}")
        };
        let doubled = many(40, |n| format!("fragment F{n} on Article {{ ...F{m} ...F{m} }} ", m = n + 1));
        for (query, text) in [
            (
                format!("{{ users {{ {} }} }}", many(9_000, |n| format!("a{n}:id "))),
                "The query has 9000 aliases; at most 1000 are allowed.".to_owned(),
            ),
            (
                format!("{{ {} }}", many(10_000, |n| format!("a{n}:users "))),
                "The query has 118894 bytes; at most 100000 are allowed.".to_owned(),
            ),
            (
                format!("mutation {{ {} }}", many(300, |n| format!("a{n}: deleteArticle(where: {{}}) {{ id }} "))),
                "The query has 300 root fields; at most 250 are allowed.".to_owned(),
            ),
            ("{a".repeat(10_000), "The query has 10000 levels of nesting; at most 50 are allowed.".to_owned()),
            (
                format!("{{ articles(where: {}", "{AND:[".repeat(5_000)),
                "The query has 10001 levels of nesting; at most 50 are allowed.".to_owned(),
            ),
            (
                format!("{{ articles {{ {} }} }}", "id ".repeat(20_000)),
                "The query has 20001 fields; at most 10000 are allowed.".to_owned(),
            ),
            (
                format!("{{ articles {{ id {} }} }}", "@skip(if: true) ".repeat(1_000)),
                "The query has 1000 directives; at most 500 are allowed.".to_owned(),
            ),
            ("x ".repeat(60_000), "The query has 120000 bytes; at most 100000 are allowed.".to_owned()),
        ] {
            refused(&ask(&query).await, &text);
        }
        let expanded = ask(&format!("{{ articles {{ ...F0 }} }} {doubled} fragment F40 on Article {{ id }}")).await;
        assert_eq!(expanded.status, 400);
        assert!(
            expanded.error().ends_with("fields when its fragments are put in place; at most 10000 are allowed."),
            "{}",
            expanded.body
        );
        let circular = ask(&cycle("...F0")).await;
        assert_eq!(circular.status, 400, "{}", circular.body);
        let batch = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]);
        let request = app.client.request(Method::POST, &app.project.path()).json(&batch);
        refused(
            &app.client.send(request).await,
            "Batches of operations are not supported. Send one operation per request.",
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_40_variables_that_are_nested_too_deep() {
    on_both(async |server| {
        let app = site(&server).await;
        let deep = format!("{}{}", "{\"AND\":[".repeat(5_000), "]}".repeat(5_000));
        let query = "query($where: ArticleWhereInput) { articles(where: $where) { id } }";
        let body = format!("{{\"query\":{},\"variables\":{{\"where\":{deep}}}}}", Value::from(query));
        let request = app.client.request(Method::POST, &app.project.path()).header("content-type", "application/json");
        refused(&app.client.send(request.body(body)).await, "The request is nested more than 128 levels deep.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_43_and_44_pages_and_their_product() {
    on_both(async |server| {
        let app = site(&server).await;
        let ask = async |query: &str| app.client.content(&app.project, query, json!({})).await;
        refused(&ask("{ articles(first: -1) { id } }").await, "first must be a non-negative integer");
        let huge = ask("{ articles(first: 2147483648) { id } }").await;
        assert_eq!(huge.status, 400, "{}", huge.body);
        ask("{ articles(skip: 2147483647, first: 2147483647) { id } }").await.ok();
        refused(&ask("{ articles(first: 1, before: \"x\") { id } }").await, "cannot combine \"first\" with \"before\"");
        ask("{ articles(first: 5, last: 2) { id } }").await.ok();
        // 201 root fields of 100 articles with 2 locales and 3 copies each.
        let fields =
            many(201, |n| format!("a{n}: articles(first: 100) {{ localizations {{ documentInStages {{ id }} }} }} "));
        let product = ask(&format!("{{ {fields} }}")).await;
        assert_eq!(product.status, 400, "{}", product.body);
        assert!(product.error().ends_with("documents; at most 100000 are allowed"), "{}", product.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_49_numbers_surrogates_and_nul() {
    on_both(async |server| {
        let app = site(&server).await;
        let path = app.project.path();
        let post = async |body: String| {
            let request = app.client.request(Method::POST, &path).header("content-type", "application/json");
            app.client.send(request.body(body)).await
        };
        let digits = "9".repeat(1_000);
        let query = "query($views: Int, $rating: Float) { articles(where: {views: $views, rating: $rating}) { id } }";
        for variables in [
            format!("{{\"views\":{digits}}}"),
            format!("{{\"rating\":{digits}}}"),
            "{\"rating\":NaN}".to_owned(),
            "{\"views\":1e400}".to_owned(),
            "{\"views\":2147483648}".to_owned(),
            "{\"views\":\"1\"}".to_owned(),
        ] {
            let answer = post(format!("{{\"query\":{},\"variables\":{variables}}}", Value::from(query))).await;
            assert_eq!(answer.status, 400, "{variables} {}", answer.body);
            assert!(answer.error().len() < 500, "{}", answer.body);
        }
        for literal in [
            format!("views: {digits}"),
            format!("views: -{digits}"),
            format!("rating: 1e{digits}"),
            "title: \"\\ud800\"".to_owned(),
            "title: \"\\u0000\"".to_owned(),
            "title: \"\\uD83D\\u0041\"".to_owned(),
        ] {
            let query = format!("{{ articles(where: {{{literal}}}) {{ id }} }}");
            let answer = app.client.content(&app.project, &query, json!({})).await;
            assert_eq!(answer.status, 400, "{literal} {}", answer.body);
            assert!(answer.error().len() < 500, "{}", answer.body);
        }
        for body in [
            "{\"query\":\"query($t: String) { articles(where: {title: $t}) { id } }\",\"variables\":{\"t\":\"\\ud800\"}}",
            "{\"query\":\"query($t: String) { articles(where: {title: $t}) { id } }\",\"variables\":{\"t\":\"\\u0000\"}}",
            "{\"query\":\"{ articles(where: {title: \\\"\\u0000\\\"}) { id } }\"}",
        ] {
            let answer = post(body.to_owned()).await;
            assert_eq!(answer.status, 400, "{body} {}", answer.body);
        }
        // A character of four bytes, in both ways to write it, is like any other.
        for text in ["🎉", "\\uD83C\\uDF89", "\\u{1F389}"] {
            let query = format!("{{ articles(where: {{title: \"{text}\"}}) {{ id }} }}");
            app.client.content(&app.project, &query, json!({})).await.ok();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_limit_can_be_set() {
    on_both(async |server| {
        let app = site(&server).await;
        for number in 0..4 {
            let create = format!("mutation {{ createArticle(data: {{title: \"T\", slug: \"s{number}\"}}) {{ id }} }}");
            app.client.content(&app.project, &create, json!({})).await.ok();
        }
        let document = Limits {
            bytes: 300,
            tokens: 60,
            depth: 5,
            root_fields: 3,
            aliases: 3,
            expanded_fields: 12,
            ..Limits::CONTENT
        };
        let read = ReadLimits { rows: 8, default_page: 2, largest_page: 3 };
        let strict = server.beside(&Settings { document, read, ..Settings::default() }).await;
        let client = strict.public().with_token(&app.token);
        let ask = async |query: &str| {
            let body = json!({ "query": query });
            Client::send_quietly(client.request(Method::POST, &app.project.path()).json(&body)).await
        };
        for (query, text) in [
            (" ".repeat(301), "The query has 301 bytes; at most 300 are allowed."),
            (
                format!("{{ users(where: {{id_in: [{}]}}) {{ id }} }}", "1 ".repeat(60)),
                "The query has 76 tokens; at most 60 are allowed.",
            ),
            (
                "{ a { b { c { d { e { f } } } } } }".to_owned(),
                "The query has 6 levels of nesting; at most 5 are allowed.",
            ),
            (
                "{ users { id } articles { id } __typename articlesConnection { pageInfo { pageSize } } }".to_owned(),
                "The query has 4 root fields; at most 3 are allowed.",
            ),
            ("{ users { a: id b: id c: id d: id } }".to_owned(), "The query has 4 aliases; at most 3 are allowed."),
            (
                "{ users { id id id id id id id id id id id id } }".to_owned(),
                "The query has 13 fields; at most 12 are allowed.",
            ),
            (
                "{ a: articles(first: 3) { id } b: articles(first: 3) { id } c: articles(first: 3) { id } }".to_owned(),
                "the query may return 9 documents; at most 8 are allowed",
            ),
        ] {
            refused(&ask(&query).await, text);
        }
        let rows = async |query: &str| ask(query).await.ok().at("/data/articles").as_array().map(Vec::len);
        assert_eq!(rows("{ articles { id } }").await, Some(2));
        assert_eq!(rows("{ articles(first: 3) { id } }").await, Some(3));
        assert_eq!(rows("{ articles(first: 1000) { id } }").await, Some(3));
        assert_eq!(rows("{ articles(last: 1000) { id } }").await, Some(3));
    })
    .await;
}
