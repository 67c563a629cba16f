//! Answers that are kept, and when they are not given any more (security case 75).

use std::time::Duration;

use access::{ContentAction, ContentGrants};
use content::limits::Settings;
use model::ids::EnvironmentId;
use reqwest::Method;
use serde_json::{Value, json};
use store::StoreError;
use wire_tests::{Answer, Client, TestServer, on_both};

use crate::setup::{InstalledApp, article_changes, installed_app};

/// A project with two models; the public may read, the app may do everything.
struct Site {
    server: TestServer,
    app: InstalledApp,
}

const TITLES: &str = "{ articles(orderBy: slug_ASC) { title } }";

impl Site {
    async fn on(server: TestServer) -> Self {
        let app = installed_app(&server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        let note = json!({ "createModel": { "apiId": "Note", "apiIdPlural": "Notes", "displayName": "Note" } });
        let text = json!({ "createSimpleField": { "parentApiId": "Note", "apiId": "text", "displayName": "Text", "type": "STRING" } });
        app.owner.changes(&app.project, json!([note, text])).await;
        server.grant_public(&app.project, &ContentGrants::on_everything(&[ContentAction::Read])).await;
        let site = Site { server, app };
        site.write("mutation { createArticle(data: {title: \"One\", slug: \"one\"}) { id } }").await;
        site.write("mutation { publishArticle(where: {slug: \"one\"}, to: [PUBLISHED]) { id } }").await;
        site
    }

    async fn write(&self, mutation: &str) -> Answer {
        self.app.client.content(&self.app.project, mutation, json!({})).await.ok()
    }

    async fn retitle(&self, title: &str) {
        self.write(&format!(
            "mutation {{ updateArticle(where: {{slug: \"one\"}}, data: {{title: \"{title}\"}}) {{ id }} }}"
        ))
        .await;
    }

    async fn publish(&self) {
        self.write("mutation { publishArticle(where: {slug: \"one\"}, to: [PUBLISHED]) { id } }").await;
    }

    /// A query by GET on the high-performance address, with the time it took.
    async fn get(&self, client: &Client, query: &str, headers: &[(&str, &str)]) -> Answer {
        let path = self.app.project.fast_path();
        let request = client.request(Method::GET, &path).query(&[("query", query)]).header("x-epigraph-timing", "true");
        Client::send_quietly(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// The public's answer to [`TITLES`]: the first title, and where it came from.
    async fn title(&self, headers: &[(&str, &str)]) -> (String, &'static str) {
        let answer = self.get(&self.server.public(), TITLES, headers).await.ok();
        (answer.text("/data/articles/0/title"), source(&answer))
    }

    async fn run(&self, sql: &'static str) {
        let environment = EnvironmentId::new(self.app.project.environment.as_str());
        let database = self.server.services.store.environment(&environment).await;
        let database = database.expect("the store answers").expect("the environment is there");
        let ran = database.write(move |tx| Box::pin(async move { tx.batch(sql).await })).await;
        ran.map_err(|error: StoreError| error.to_string()).expect("the statement is right");
    }
}

fn source(answer: &Answer) -> &'static str {
    let timing = answer.header("server-timing");
    let told = ["hit", "miss", "stale"].into_iter().find(|word| timing.contains(&format!("cache;desc=\"{word}\"")));
    told.expect("the timing tells where the answer came from")
}

fn from(title: &str, source: &'static str) -> (String, &'static str) {
    (title.to_owned(), source)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_a_write_is_seen_at_once_where_it_matters_and_only_there() {
    on_both(async |server| {
        let site = Site::on(server).await;
        assert_eq!(site.title(&[]).await, from("One", "miss"));
        assert_eq!(site.title(&[]).await, from("One", "hit"));
        site.retitle("Two").await;
        site.write("mutation { createNote(data: {text: \"x\"}) { id } }").await;
        assert_eq!(site.title(&[]).await, from("One", "hit"), "a draft and another model change nothing here");
        for number in 0..20 {
            let title = format!("T{number}");
            site.retitle(&title).await;
            site.publish().await;
            assert_eq!(site.title(&[]).await, from(&title, "miss"));
            assert_eq!(site.title(&[]).await, from(&title, "hit"));
        }
        site.write("mutation { unpublishArticle(where: {slug: \"one\"}) { id } }").await;
        let empty = site.get(&site.server.public(), TITLES, &[]).await.ok();
        assert_eq!((empty.at("/data/articles"), source(&empty)), (&json!([]), "miss"));
        site.publish().await;
        site.write("mutation { deleteArticle(where: {slug: \"one\"}) { id } }").await;
        assert_eq!(site.get(&site.server.public(), TITLES, &[]).await.ok().at("/data/articles"), &json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_a_write_of_another_node_is_seen_within_100_ms() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let other = site.server.beside(&Settings::default()).await;
        for number in 0..5 {
            let before = site.get(&other.public(), TITLES, &[]).await.ok().text("/data/articles/0/title");
            let again = site.get(&other.public(), TITLES, &[]).await.ok();
            assert_eq!((again.text("/data/articles/0/title"), source(&again)), (before, "hit"));
            let title = format!("N{number}");
            site.retitle(&title).await;
            site.publish().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            let after = site.get(&other.public(), TITLES, &[]).await.ok();
            assert_eq!(after.text("/data/articles/0/title"), title);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_writers_and_readers_at_once_leave_nothing_outdated() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let other = site.server.beside(&Settings::default()).await;
        for round in 0..10 {
            let title = format!("R{round}");
            let write = async {
                site.retitle(&title).await;
                site.publish().await;
            };
            let read = async {
                for _ in 0..30 {
                    site.title(&[]).await;
                    site.get(&other.public(), TITLES, &[]).await.ok();
                }
            };
            tokio::join!(write, read);
            assert_eq!(site.title(&[]).await.0, title);
            tokio::time::sleep(Duration::from_millis(100)).await;
            let there = site.get(&other.public(), TITLES, &[]).await.ok();
            assert_eq!(there.text("/data/articles/0/title"), title);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_an_answer_is_never_given_to_other_rights() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let published = "{ articles(stage: PUBLISHED) { title } }";
        for _ in 0..2 {
            site.get(&site.app.client, published, &[]).await.ok();
        }
        let kept = site.get(&site.app.client, published, &[]).await;
        assert_eq!(source(&kept), "hit");
        assert_eq!(kept.header("cache-control"), "private, no-cache");
        // The public may read the same, with other rights: another answer.
        assert_eq!(source(&site.get(&site.server.public(), published, &[]).await.ok()), "miss");
        site.server.grant_public(&site.app.project, &ContentGrants::none()).await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(site.get(&site.server.public(), published, &[]).await.status, 403);
        assert_eq!(source(&site.get(&site.app.client, published, &[]).await.ok()), "hit");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_drafts_are_not_kept() {
    on_both(async |server| {
        let site = Site::on(server).await;
        for query in [
            "{ articles(stage: DRAFT) { title } }",
            "{ articles(where: {documentInStages_some: {stage: DRAFT}}) { title } }",
            "{ articles { documentInStages { title } } }",
        ] {
            for _ in 0..2 {
                let answer = site.get(&site.server.public(), query, &[]).await.ok();
                assert_eq!((source(&answer), answer.header("cache-control")), ("miss", "no-store"), "{query}");
            }
        }
        let by_header = site.get(&site.server.public(), TITLES, &[("gcms-stage", "DRAFT")]).await.ok();
        assert_eq!(by_header.header("cache-control"), "no-store");
        assert_eq!(
            source(&site.get(&site.server.public(), TITLES, &[]).await.ok()),
            "miss",
            "the header is part of the key"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_schema_and_a_renamed_user_are_seen_at_once() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let meta = "{ __type(name: \"Article\") { name } users(stage: PUBLISHED) { name } }";
        let ask = async || site.get(&site.app.client, meta, &[]).await.ok();
        let count = |answer: &Answer| answer.at("/data/users").as_array().map(Vec::len);
        let users = count(&ask().await);
        assert_eq!(source(&ask().await), "hit");
        let rename = json!([{ "updateModel": { "apiId": "Article", "newApiId": "Story", "apiIdPlural": "Stories" } }]);
        site.app.owner.changes(&site.app.project, rename).await;
        let gone = ask().await;
        assert_eq!((gone.at("/data/__type"), source(&gone), count(&gone)), (&Value::Null, "miss", users));
        // Somebody who never wrote changes nothing, and is a user from then on.
        site.server.grant_public(&site.app.project, &ContentGrants::on_everything(&ContentAction::ALL)).await;
        let nothing = "mutation { updateNote(where: {id: \"none\"}, data: {text: \"x\"}) { id } }";
        site.server.public().content(&site.app.project, nothing, json!({})).await.ok();
        assert_eq!(count(&ask().await), users.map(|count| count + 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_answer_is_given_while_it_is_read_anew_where_that_is_tolerated() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let tolerant = [("hyg-stale-while-revalidate", "60")];
        assert_eq!(site.title(&tolerant).await, from("One", "miss"));
        site.retitle("Two").await;
        site.publish().await;
        assert_eq!(site.title(&tolerant).await, from("One", "stale"));
        for _ in 0..100 {
            if site.title(&tolerant).await == from("Two", "hit") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the answer was not read anew");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_answer_is_given_instead_of_an_error_unless_that_is_not_tolerated() {
    on_both(async |server| {
        let site = Site::on(server).await;
        assert_eq!(site.title(&[]).await, from("One", "miss"));
        site.run("ALTER TABLE outbox RENAME TO outbox_gone").await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(site.title(&[]).await, from("One", "stale"));
        let strict = site.get(&site.server.public(), TITLES, &[("hyg-stale-if-error", "0")]).await;
        assert!(strict.status >= 500, "{}", strict.body);
        let other = site.get(&site.server.public(), "{ notes { text } }", &[]).await;
        assert!(other.status >= 500, "nothing is kept of it");
        site.run("ALTER TABLE outbox_gone RENAME TO outbox").await;
        assert_eq!(site.title(&[]).await, from("One", "hit"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_kept_on_the_high_performance_address_alone_and_nothing_without_memory() {
    on_both(async |server| {
        let site = Site::on(server).await;
        let post = async |server: &TestServer, path: &str| {
            let query = "query($slug: String!) { article(where: {slug: $slug}) { title } }";
            let body = json!({ "query": query, "variables": { "slug": "one" } });
            let request = server.public().request(Method::POST, path).header("x-epigraph-timing", "true").json(&body);
            source(&Client::send_quietly(request).await.ok())
        };
        let (fast, regular) = (site.app.project.fast_path(), site.app.project.path());
        assert_eq!([post(&site.server, &fast).await, post(&site.server, &fast).await], ["miss", "hit"]);
        assert_eq!([post(&site.server, &regular).await, post(&site.server, &regular).await], ["miss", "miss"]);
        let forgetful = site.server.beside(&Settings { answer_memory: 0, ..Settings::default() }).await;
        assert_eq!([post(&forgetful, &fast).await, post(&forgetful, &fast).await], ["miss", "miss"]);
    })
    .await;
}
