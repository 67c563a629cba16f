//! What is kept for a while only is forgotten, and nothing else.

use content::limits::{HistoryRetention, Settings};
use content::upkeep::round;
use model::ids::EnvironmentId;
use reqwest::Method;
use serde_json::{Value, json};
use sql::Statement;
use store::Database;
use wire_tests::{Client, ProjectHandle, TestServer, on_both};

use crate::setup::{article_changes, installed_app};

struct Site {
    server: TestServer,
    client: Client,
    project: ProjectHandle,
}

impl Site {
    async fn on(server: TestServer) -> Self {
        let app = installed_app(&server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        Self { client: app.client, project: app.project, server }
    }

    async fn create(&self, slug: &str) {
        self.create_by(&self.client, slug).await;
    }

    async fn create_by(&self, client: &Client, slug: &str) {
        let create = "mutation($slug: String!) { createArticle(data: { title: $slug, slug: $slug }) { id } \
            publishArticle(where: { slug: $slug }, to: [PUBLISHED]) { id } }";
        client.content(&self.project, create, json!({ "slug": slug })).await.ok();
    }

    /// What is published, asked for where answers are kept.
    async fn slugs(&self) -> Vec<Value> {
        let body = json!({ "query": "{ articles(orderBy: slug_ASC) { slug } }" });
        let request = self.client.request(Method::POST, &self.project.fast_path()).json(&body);
        let answer = self.client.send(request).await.ok();
        answer.body["data"]["articles"].as_array().expect("a list").iter().map(|one| one["slug"].clone()).collect()
    }

    async fn environment(&self) -> Database {
        let id = EnvironmentId::new(self.project.environment.as_str());
        self.server.services.store.environment(&id).await.expect("the store").expect("the database")
    }

    /// Makes all that was told so far a hundred days older.
    async fn age(&self) {
        let statement = |table: &str| {
            Statement::new(format!("UPDATE {table} SET id = '2026-08-01T00:00:00+00:00-' || id"), Vec::new())
        };
        for (database, tables) in
            [(self.environment().await, ["outbox", "audit"].as_slice()), (self.platform(), ["audit"].as_slice())]
        {
            for statement in tables.iter().map(|table| statement(table)) {
                let aged = database.write(move |tx| Box::pin(async move { tx.execute(statement).await }));
                aged.await.expect("a sound statement");
            }
        }
    }

    fn platform(&self) -> Database {
        self.server.services.store.platform().clone()
    }

    async fn round(&self, retention: HistoryRetention) {
        round(&self.server.services.accounts, retention).await.expect("a round");
    }
}

async fn rows(database: &Database, table: &str) -> i64 {
    let count = Statement::new(format!("SELECT COUNT(*) FROM {table}"), Vec::new());
    database.query_opt(count).await.expect("counted").expect("a row").int(0).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn events_and_audit_logs_are_forgotten_when_they_are_old() {
    on_both(async |server| {
        let site = Site::on(server).await;
        site.create("one").await;
        let (environment, platform) = (site.environment().await, site.platform());
        let of_projects = rows(&platform, "audit").await;
        site.age().await;
        site.create("two").await;

        let all = HistoryRetention { event_days: 200, audit_days: Some(200) };
        let (events, audited) = (rows(&environment, "outbox").await, rows(&environment, "audit").await);
        assert!(events > 2 && audited > 2 && of_projects > 0, "{events} {audited} {of_projects}");
        site.round(all).await;
        assert_eq!((rows(&environment, "outbox").await, rows(&environment, "audit").await), (events, audited));

        site.round(HistoryRetention { event_days: 7, audit_days: None }).await;
        assert_eq!((rows(&environment, "outbox").await, rows(&environment, "audit").await), (2, audited));

        site.round(HistoryRetention { event_days: 7, audit_days: Some(90) }).await;
        assert_eq!((rows(&environment, "audit").await, rows(&platform, "audit").await), (2, 0));
        assert_eq!(site.slugs().await, ["one", "two"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_stay_right_when_all_events_are_old() {
    on_both(async |server| {
        let site = Site::on(server).await;
        site.create("one").await;
        assert_eq!(site.slugs().await, ["one"]);
        site.age().await;
        site.round(HistoryRetention::default()).await;
        assert!(rows(&site.environment().await, "outbox").await > 0, "positions go on from the newest event");
        assert_eq!(site.slugs().await, ["one"]);
        // Two processes share the database: the other one writes.
        let other = site.server.beside(&Settings::default()).await;
        site.create_by(&site.client.at(&other.base), "two").await;
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        assert_eq!(site.slugs().await, ["one", "two"]);
    })
    .await;
}
