//! The bulk path: many operations in one request, a result line for each (docs/bulk.md).

use std::time::Duration;

use access::{ContentAction, ContentGrants};
use content::limits::HistoryRetention;
use model::ids::EnvironmentId;
use serde_json::{Value, json};
use sql::Statement;
use wire_tests::{Client, ProjectHandle, TestServer, on_both};

use crate::lines::LineConnection;
use crate::setup::{article_changes, installed_app};

struct Shop {
    server: TestServer,
    client: Client,
    project: ProjectHandle,
    token: String,
}

impl Shop {
    async fn on(server: TestServer) -> Self {
        let app = installed_app(&server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        Self { client: app.client, project: app.project, token: app.token, server }
    }

    async fn open(&self, token: Option<&str>, key: Option<&str>) -> LineConnection {
        LineConnection::open(&self.server.base, &self.project.path(), token, key).await
    }

    /// Sends all lines at once; the results.
    async fn send(&self, key: Option<&str>, lines: &[Value]) -> Vec<Value> {
        self.send_text(key, &text(lines)).await
    }

    async fn send_text(&self, key: Option<&str>, body: &str) -> Vec<Value> {
        let mut connection = self.open(Some(&self.token), key).await;
        connection.send(body).await.expect("sent");
        connection.end().await;
        let head = connection.head().await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        connection.results().await
    }

    async fn read(&self, query: &str) -> Value {
        self.client.content(&self.project, query, json!({})).await.ok().body["data"].clone()
    }

    /// How many rows a table of the environment has.
    async fn rows(&self, table: &str) -> i64 {
        let id = EnvironmentId::new(self.project.environment.as_str());
        let database = self.server.services.store.environment(&id).await.expect("the store").expect("the database");
        let count = Statement::new(format!("SELECT COUNT(*) FROM {table}"), Vec::new());
        database.query_opt(count).await.expect("counted").expect("a row").int(0).expect("a number")
    }
}

const UNDER_WAY: &str = "another request with this Idempotency-Key is under way";

fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn article(slug: &str) -> Value {
    json!({ "op": "create", "model": "Article", "data": { "title": format!("Title of {slug}"), "slug": slug } })
}

fn messages(results: &[Value]) -> Vec<(i64, &str)> {
    let failed = results.iter().filter(|result| result["line"].is_number() && result["error"].is_object());
    let told = failed.map(|result| (result["line"].as_i64(), result["error"]["message"].as_str()));
    told.map(|(line, message)| (line.expect("a number"), message.expect("a text"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_does_what_its_mutation_does() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let chosen = |id: &str| json!({ "id": id });
        let mut first = article("one");
        first["id"] = json!("chosen-1");
        let lines = [
            first,
            json!({ "op": "create", "model": "Article", "data": { "title": "Two", "slug": "two", "category": "Guide",
                "localizations": { "create": { "locale": "de", "data": { "title": "Zwei" } } } } }),
            json!({ "op": "update", "model": "Article", "where": chosen("chosen-1"), "data": { "views": 7 } }),
            json!({ "op": "publish", "model": "Article", "where": { "slug": "two" }, "to": ["PUBLISHED"], "locales": ["en", "de"] }),
            json!({ "op": "publish", "model": "Article", "where": chosen("chosen-1") }),
            json!({ "op": "unpublish", "model": "Article", "where": chosen("chosen-1"), "from": ["PUBLISHED"] }),
            json!({ "op": "upsert", "model": "Article", "where": { "slug": "three" }, "upsert": {
                "create": { "title": "Three", "slug": "three" }, "update": { "title": "Never" } } }),
            article("four"),
            json!({ "op": "delete", "model": "Article", "where": { "slug": "four" } }),
            json!({ "op": "update", "model": "Article", "where": { "slug": "nobody" }, "data": { "views": 1 } }),
        ];
        let results = shop.send(None, &lines).await;
        assert_eq!(messages(&results), []);
        let numbers: Vec<_> = results.iter().filter_map(|result| result["line"].as_i64()).collect();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>(), "{results:?}");
        assert_eq!(results[0]["id"], "chosen-1");
        assert_eq!(results[8]["id"], results[7]["id"]);
        assert_eq!(results[9]["id"], Value::Null);
        assert_eq!(results[10], json!({ "done": { "lines": 10, "failed": 0 } }));
        let drafts = shop.read("{ articles(stage: DRAFT, orderBy: slug_ASC) { slug title views documentInStages { stage } } }").await;
        let slugs: Vec<_> = drafts["articles"].as_array().expect("a list").iter().map(|one| one["slug"].as_str()).collect();
        assert_eq!(slugs, [Some("one"), Some("three"), Some("two")]);
        assert_eq!(drafts["articles"][0]["views"], 7);
        let published = shop.read("{ articles(stage: PUBLISHED) { slug localizations(includeCurrent: true) { locale title } } }").await;
        assert_eq!(published["articles"].as_array().map(Vec::len), Some(1), "{published}");
        assert_eq!(published["articles"][0]["localizations"].as_array().map(Vec::len), Some(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_refused_leaves_the_others_alone() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let events = shop.rows("outbox").await;
        let body = [
            text(&[article("one"), article("two"), article("one")]),
            "{\"op\": \"create\"\n".to_owned(),
            "[1]\n\n".to_owned(),
            text(&[
                json!({ "op": "copy", "model": "Article" }),
                json!({ "op": "create", "model": "Nobody", "data": {} }),
                json!({ "op": "create", "data": {} }),
                json!({ "op": "create", "model": "Article", "data": { "title": "No slug" } }),
                json!({ "op": "create", "model": "Article", "data": { "title": "T", "slug": "a slug that is longer than 20" } }),
                json!({ "op": "create", "model": "Article", "data": { "title": "T", "slug": "x", "views": "many" } }),
                json!({ "op": "create", "model": "Article", "data": { "title": "T", "slug": "x", "color": "red" } }),
                json!({ "op": "create", "model": "Article", "data": { "title": "T", "slug": "x" }, "id": "no spaces" }),
                json!({ "op": "update", "model": "Article", "where": {}, "data": {} }),
                json!({ "op": "publish", "model": "Article", "where": { "slug": "one" }, "to": ["DRAFT"] }),
                article("three"),
            ]),
        ];
        let results = shop.send_text(None, &body.concat()).await;
        let told = messages(&results);
        let lines: Vec<i64> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], "{results:?}");
        assert_eq!(told[0].1, "value is not unique for the field \"slug\"");
        assert_eq!(told[3].1, "\"op\" must be one of create, update, upsert, delete, publish, unpublish");
        assert_eq!(told[4].1, "there is no model \"Nobody\"");
        assert_eq!(told[6].1, "data.slug must be defined");
        let at = |line: i64| results.iter().find(|result| result["line"] == line).expect("a result");
        assert_eq!(at(10)["error"]["path"], json!(["data", "slug"]));
        assert_eq!(at(12)["error"]["path"], json!(["data", "views"]));
        assert_eq!(results.last(), Some(&json!({ "done": { "lines": 17, "failed": 13 } })));
        let drafts = shop.read("{ articles(stage: DRAFT, orderBy: slug_ASC) { slug } }").await;
        assert_eq!(drafts["articles"], json!([{ "slug": "one" }, { "slug": "three" }, { "slug": "two" }]));
        // An event and an audit row for each that was written, none for the others; the first one names the actor.
        assert_eq!(shop.rows("outbox").await - events, 3 + 1);
        assert_eq!(shop.rows("audit WHERE resource = 'CONTENT'").await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_those_of_the_mutations() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let query = "mutation { createArticle(data: { title: \"T\", slug: \"s\" }) { id } }";
        let grants = ContentGrants::on_everything(&[ContentAction::Read]);
        shop.server.grant_public(&shop.project, &grants).await;
        let refused = shop.server.public().content(&shop.project, query, json!({})).await;
        let mut connection = shop.open(None, None).await;
        connection.send(&text(&[article("one")])).await.expect("sent");
        connection.end().await;
        assert!(connection.head().await.starts_with("HTTP/1.1 200"));
        let results = connection.results().await;
        assert_eq!(results[0]["error"]["message"], *refused.at("/errors/0/message"));
        assert_eq!(results[0]["error"]["extensions"], *refused.at("/errors/0/extensions"));
        assert_eq!(shop.read("{ articles(stage: DRAFT) { slug } }").await["articles"], json!([]));

        let mut connection = shop.open(Some("no.such.token"), None).await;
        connection.end().await;
        let head = connection.head().await;
        assert!(head.starts_with("HTTP/1.1 40"), "{head}");
        let key = "k".repeat(256);
        let mut connection = shop.open(Some(&shop.token), Some(&key)).await;
        connection.end().await;
        assert!(connection.head().await.starts_with("HTTP/1.1 400"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_comes_before_the_next_line_is_sent() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let mut connection = shop.open(Some(&shop.token), None).await;
        connection.send(&text(&[article("s0")])).await.expect("sent");
        let head = connection.head().await.to_lowercase();
        assert!(head.contains("content-type: application/x-ndjson"), "{head}");
        // A compressed answer would be held back until much of it is there.
        assert!(!head.contains("content-encoding"), "{head}");
        for number in 1..20 {
            let result = connection.result().await.expect("a result");
            assert_eq!(result["line"], number);
            let known =
                shop.read(&format!("{{ article(where: {{slug: \"s{}\"}}, stage: DRAFT) {{ id }} }}", number - 1)).await;
            assert_eq!(known["article"]["id"], result["id"], "what is told is durable");
            // The line feed comes later than the line.
            let line = article(&format!("s{number}")).to_string();
            connection.send(&line[..20]).await.expect("sent");
            connection.send(&format!("{}\n", &line[20..])).await.expect("sent");
        }
        connection.end().await;
        assert_eq!(connection.results().await.last(), Some(&json!({ "done": { "lines": 20, "failed": 0 } })));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_under_its_key_after_it_was_cut_off() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let mut lines: Vec<Value> = (0..1500).map(|number| article(&format!("s{number}"))).collect();
        // A line that fails fails again, although it could be done by then.
        lines[10] = article("s1400");
        let body = text(&lines);
        let mut connection = shop.open(Some(&shop.token), Some("import-1")).await;
        let cut = body.len() / 2;
        connection.send(&body[..cut]).await.expect("sent");
        connection.head().await;
        let mut before = Vec::new();
        while before.len() < 600 {
            before.push(connection.result().await.expect("a result"));
        }
        drop(connection);

        // The server may still be writing lines that came before the cut.
        let mut results = shop.send_text(Some("import-1"), &body).await;
        while results.last().is_some_and(|last| last["error"]["message"] == UNDER_WAY) {
            results = shop.send_text(Some("import-1"), &body).await;
        }
        assert_eq!(results.last(), Some(&json!({ "done": { "lines": 1500, "failed": 1 } })));
        assert_eq!(results[..600], before, "the results of what was done are given again");
        assert_eq!(messages(&results), [(1401, "value is not unique for the field \"slug\"")]);
        assert_eq!(results.len(), 1501);
        let count = "{ articlesConnection(stage: DRAFT) { aggregate { count } } }";
        assert_eq!(shop.read(count).await["articlesConnection"]["aggregate"]["count"], 1499);

        let again = shop.send_text(Some("import-1"), &body).await;
        assert_eq!(again, results, "nothing is done twice");
        assert_eq!(shop.read(count).await["articlesConnection"]["aggregate"]["count"], 1499);

        // More lines behind the same ones go on.
        let more = format!("{body}{}\n", article("more"));
        let results = shop.send_text(Some("import-1"), &more).await;
        assert_eq!(results[1501], json!({ "done": { "lines": 1501, "failed": 1 } }));

        let other = shop.send(Some("import-1"), &[article("other")]).await;
        assert_eq!(other[0]["error"]["message"], "this Idempotency-Key was used with other lines");
        assert_eq!(other.len(), 1);
        // Without the key, and under another, the same lines are other operations.
        assert_eq!(messages(&shop.send(None, &[article("s5")]).await).len(), 1);
        assert_eq!(messages(&shop.send(Some("import-2"), &[article("s5")]).await).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_forgotten_after_a_day() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        shop.send(Some("old"), &[article("one")]).await;
        shop.send(Some("young"), &[article("two")]).await;
        assert_eq!(shop.rows("bulk_part").await, 2);
        let age = "UPDATE bulk_part SET created_at = '2020-01-01T00:00:00+00:00' WHERE results LIKE \
                   '%' || (SELECT MIN(results) FROM bulk_part WHERE first_line = 1) || '%'";
        shop.server.change_environment(&shop.project, age).await;
        let accounts = &shop.server.services.accounts;
        content::upkeep::round(accounts, HistoryRetention::default()).await.expect("a round");
        assert_eq!(shop.rows("bulk_part").await, 1);
        let again = shop.send(Some("young"), &[article("two")]).await;
        assert_eq!(messages(&again), [], "it is not done again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_requests_under_one_key_do_nothing_twice() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let body: String = (0..600).map(|number| format!("{}\n", article(&format!("s{number}")))).collect();
        let (one, other) = tokio::join!(shop.send_text(Some("both"), &body), shop.send_text(Some("both"), &body));
        for results in [one, other] {
            assert_eq!(messages(&results), [], "no line is refused for what the other request did");
        }
        let count = shop.read("{ articlesConnection(stage: DRAFT) { aggregate { count } } }").await;
        assert_eq!(count["articlesConnection"]["aggregate"]["count"], 600);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_on_when_an_import_has_ended_is_told_why() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        shop.send(Some("used"), &[article("one")]).await;
        // More than the system keeps for a receiver that does not read.
        let line = format!("{}\n", article("other"));
        let body = line.repeat(16 * 1024 * 1024 / line.len());
        let results = shop.send_text(Some("used"), &body).await;
        assert_eq!(results.len(), 1, "{:?}", results.first());
        assert_eq!(results[0]["error"]["message"], "this Idempotency-Key was used with other lines");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_no_results_is_waited_for() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let mut connection = shop.open(Some(&shop.token), None).await;
        // Each line is refused at once and answered by a long line, so that results pile up quickly.
        let line = format!("{{\"op\": \"create\", \"model\": \"{}\"}}\n", "M".repeat(2000));
        let piece = line.repeat(100);
        let mut sent: i64 = 0;
        while tokio::time::timeout(Duration::from_secs(2), connection.send(&piece)).await.is_ok() {
            sent += 100;
            // Sockets hold some megabytes each way; the server three portions of at most 1 MiB.
            assert!(sent * (line.len() as i64) < 64 << 20, "the server takes lines without end");
        }
        connection.head().await;
        let first = connection.result().await.expect("a result");
        assert_eq!(first["line"], 1);
        for _ in 1..sent {
            assert!(connection.result().await.expect("a result")["error"].is_object());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_end_ends_the_import() {
    on_both(async |server| {
        let shop = Shop::on(server).await;
        let mut connection = shop.open(Some(&shop.token), None).await;
        connection.send(&text(&[article("one")])).await.expect("sent");
        let piece = "x".repeat(64 * 1024);
        for _ in 0..32 {
            if connection.send(&piece).await.is_err() {
                break;
            }
        }
        connection.head().await;
        let results = connection.results().await;
        assert_eq!(results[0]["line"], 1);
        assert_eq!(results[1]["error"]["message"], "a line is longer than 1 MiB");
        assert_eq!(results.len(), 2);
    })
    .await;
}
