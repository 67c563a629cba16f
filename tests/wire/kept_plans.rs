//! Documents that are asked again, with other variables, by others, and after the schema has changed.

use access::{ContentAction, ContentGrants};
use content::limits::Settings;
use serde_json::{Value, json};
use wire_tests::{TestServer, on_both};

use crate::setup::{InstalledApp, article_changes, installed_app};

const QUERY: &str =
    "query($where: ArticleWhereInput, $slug: String, $slugs: [String], $first: Int, $titled: Boolean = false) {
    found: articles(where: $where, first: $first, orderBy: slug_ASC) { slug title @include(if: $titled) }
    listed: articles(where: {slug_in: $slugs}, orderBy: slug_ASC) { slug }
    one: article(where: {slug: $slug}) { title } }";

async fn site(server: &TestServer) -> InstalledApp {
    let app = installed_app(server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
    app.owner.changes(&app.project, article_changes()).await;
    for (title, slug) in [("One", "a"), ("Two", "b"), ("one more", "c")] {
        let write = "mutation($data: ArticleCreateInput!) { createArticle(data: $data) { id } }";
        app.client.content(&app.project, write, json!({ "data": { "title": title, "slug": slug } })).await.ok();
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn each_set_of_variables_is_answered_for_itself() {
    on_both(async |server| {
        let app = site(&server).await;
        let all = json!(["a", "b", "c"]);
        let none = json!([]);
        // Variables; then the slugs that are found, those that are listed, and the title of the one.
        let asked: Vec<(Value, Value, Value, Value)> = vec![
            (json!({ "slug": "a" }), all.clone(), all.clone(), json!("One")),
            (json!({ "slug": "b" }), all.clone(), all.clone(), json!("Two")),
            (json!({ "slug": " b" }), all.clone(), all.clone(), json!(null)),
            (json!({ "slug": "B" }), all.clone(), all.clone(), json!(null)),
            (json!({ "slug": "a", "where": { "title": "Two" } }), json!(["b"]), all.clone(), json!("One")),
            (json!({ "slug": "a", "where": { "title": "One" } }), json!(["a"]), all.clone(), json!("One")),
            (json!({ "slug": "a", "where": { "title": null } }), none.clone(), all.clone(), json!("One")),
            (json!({ "slug": "a", "where": { "title": "" } }), none.clone(), all.clone(), json!("One")),
            (json!({ "slug": "a", "where": { "title_not": "One" } }), json!(["b", "c"]), all.clone(), json!("One")),
            (
                json!({ "slug": "c", "where": { "title_contains": "one" } }),
                json!(["a", "c"]),
                all.clone(),
                json!("one more"),
            ),
            (
                json!({ "slug": "c", "where": { "title_contains": "Two" } }),
                json!(["b"]),
                all.clone(),
                json!("one more"),
            ),
            (json!({ "slug": "c", "where": { "title_contains": "" } }), all.clone(), all.clone(), json!("one more")),
            (json!({ "slug": "c", "where": { "title_contains": "%" } }), none.clone(), all.clone(), json!("one more")),
            (
                json!({ "slug": "a", "where": { "OR": [{ "slug": "b" }, { "slug": "c" }] } }),
                json!(["b", "c"]),
                all.clone(),
                json!("One"),
            ),
            (
                json!({ "slug": "a", "where": { "OR": [{ "slug": "c" }, { "slug": "a" }] } }),
                json!(["a", "c"]),
                all.clone(),
                json!("One"),
            ),
            (json!({ "slug": "a", "slugs": ["c", "a"] }), all.clone(), json!(["a", "c"]), json!("One")),
            (json!({ "slug": "a", "slugs": ["b", "x"] }), all.clone(), json!(["b"]), json!("One")),
            (json!({ "slug": "a", "slugs": ["b"] }), all.clone(), json!(["b"]), json!("One")),
            (json!({ "slug": "a", "slugs": [] }), all.clone(), none.clone(), json!("One")),
            (json!({ "slug": "a", "first": 1 }), json!(["a"]), all.clone(), json!("One")),
            (json!({ "slug": "a", "first": 2, "titled": true }), json!(["a", "b"]), all.clone(), json!("One")),
        ];
        // Twice, so that each is asked both before and after all others.
        for (variables, found, listed, one) in asked.iter().chain(&asked) {
            let answer = app.client.content(&app.project, QUERY, variables.clone()).await.ok();
            let slugs = |name: &str| -> Value {
                let items = answer.at("/data")[name].as_array().expect("a list");
                items.iter().map(|item| item["slug"].clone()).collect()
            };
            assert_eq!(slugs("found"), *found, "{variables}");
            assert_eq!(slugs("listed"), *listed, "{variables}");
            assert_eq!(answer.at("/data")["one"]["title"], *one, "{variables}");
            let is_titled = variables["titled"] == json!(true);
            assert_eq!(answer.at("/data/found/0").get("title").is_some(), is_titled && *found != none, "{variables}");
        }
        // Without a unique value there is no one.
        assert_eq!(app.client.content(&app.project, QUERY, json!({ "slug": null })).await.status, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_07_a_plan_made_for_one_is_no_right_for_another() {
    on_both(async |server| {
        let app = site(&server).await;
        let (query, variables) =
            ("query($slug: String) { article(where: {slug: $slug}) { title } }", json!({ "slug": "a" }));
        let public = server.public();
        for _ in 0..2 {
            app.client.content(&app.project, query, variables.clone()).await.ok();
            assert_eq!(public.content(&app.project, query, variables.clone()).await.status, 403);
        }
        server.grant_public(&app.project, &ContentGrants::on_everything(&[ContentAction::Read])).await;
        // The rights that were read are trusted for half a second.
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        // Nothing is published yet, and the public reads what is.
        let answer = public.content(&app.project, query, variables.clone()).await.ok();
        assert_eq!(*answer.at("/data/article"), Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_from_before_a_migration_is_not_used_on_another_node() {
    on_both(async |server| {
        let app = site(&server).await;
        let query = "query($slug: String) { article(where: {slug: $slug}) { title } }";
        let other = server.beside(&Settings::default()).await;
        let client = app.client.at(&other.base);
        client.content(&app.project, query, json!({ "slug": "a" })).await.ok();
        let rename =
            json!([{ "updateSimpleField": { "parentApiId": "Article", "apiId": "title", "newApiId": "heading" } }]);
        app.owner.changes(&app.project, rename).await;
        let refused = client.content(&app.project, query, json!({ "slug": "b" })).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        let renamed = query.replace("title", "heading");
        let answer = client.content(&app.project, &renamed, json!({ "slug": "b" })).await.ok();
        assert_eq!(answer.text("/data/article/heading"), "Two");
    })
    .await;
}
