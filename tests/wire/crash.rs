//! A server that is killed while it writes loses nothing that it acknowledged and leaves nothing half done.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use crate::binary::{Binary, Endpoint, Running};

/// How many seconds the test may take; longer runs kill at more moments.
const SECONDS: &str = "EPIGRAPH_CRASH_SECONDS";

/// Writers that run at once, so that kills meet group commits and several transactions.
const WRITERS: i64 = 6;

/// Entries of one page: as many as the Content API gives at once.
const PAGE: usize = 100;

#[tokio::test(flavor = "multi_thread")]
async fn case_70_acknowledged_writes_survive_kill_9_whole() {
    let Some(binary) = Binary::find() else { return };
    let seconds = std::env::var(SECONDS).ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let engines = TestEngine::available();
    for engine in &engines {
        let end = Instant::now() + Duration::from_secs(seconds) / engines.len() as u32;
        let mut scene = Scene::set(&binary, *engine).await;
        let mut round = 0;
        while round < 2 || Instant::now() < end {
            round += 1;
            scene.write_until_killed(round).await;
            scene.check(round).await;
        }
        scene.report(*engine, round);
    }
}

/// An entry in one stage.
#[derive(Clone, Debug, PartialEq)]
struct Copy {
    number: i64,
    /// Labels by locale. They repeat the number: a copy that is half an old one and half a new one shows.
    labels: BTreeMap<String, String>,
}

/// An entry in both stages.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    draft: Option<Copy>,
    published: Option<Copy>,
}

/// What a writer knows of an entry: the last state that was acknowledged, and the one that it asked for after that.
#[derive(Clone, Debug, Default)]
struct Known {
    acknowledged: Entry,
    asked_for: Option<Entry>,
}

impl Copy {
    fn of(number: i64) -> Self {
        let label = |locale: &str| (locale.to_owned(), format!("{locale} {number}"));
        Self { number, labels: ["en", "de"].iter().map(|locale| label(locale)).collect() }
    }

    fn read(entry: &Value) -> Self {
        let label = |found: &Value| (text(&found["locale"]), text(&found["label"]));
        let labels = entry["localizations"].as_array().expect("a list").iter().map(label).collect();
        Self { number: entry["number"].as_i64().expect("a number"), labels }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A project with one model, on a server that is killed and started again.
struct Scene {
    binary: Binary,
    database: TestDatabase,
    server: Option<Running>,
    environment: String,
    path: String,
    token: String,
    known: BTreeMap<String, Known>,
}

impl Scene {
    async fn set(binary: &Binary, engine: TestEngine) -> Self {
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:4000").await;
        let server = binary.serve(&database).await;
        let environment = text(&project["environmentId"]);
        let field = |api_id: &str, kind: &str, more: Value| {
            let mut input = json!({ "parentApiId": "Counter", "apiId": api_id, "displayName": api_id, "type": kind });
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!({ "createSimpleField": input })
        };
        let changes = json!([
            { "createLocale": { "apiId": "de", "displayName": "German" } },
            { "createModel": { "apiId": "Counter", "apiIdPlural": "Counters", "displayName": "Counter" } },
            field("name", "STRING", json!({ "isUnique": true, "isRequired": true })),
            field("round", "INT", json!({})),
            field("number", "INT", json!({})),
            field("label", "STRING", json!({ "isLocalized": true, "isRequired": true })),
        ]);
        let management = Endpoint::new(format!("{}/graphql", server.base), text(&project["token"]));
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let data = json!({ "environmentId": environment, "changes": changes });
        let answer = management.send(submit, json!({ "data": data })).await;
        assert_eq!(answer["submitBatchChanges"]["migration"]["status"], "SUCCESS", "{answer}");
        let path = format!("/v2/{}/master", text(&project["projectId"]));
        let token = text(&project["token"]);
        let (binary, server) = (binary.clone(), Some(server));
        Self { binary, database, server, environment, path, token, known: BTreeMap::new() }
    }

    fn endpoint(&self) -> Endpoint {
        let base = &self.server.as_ref().expect("it runs").base;
        Endpoint::new(format!("{base}{}", self.path), self.token.clone())
    }

    /// Lets the writers write, kills the server at a random moment, and starts it again.
    async fn write_until_killed(&mut self, round: i64) {
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                let writer = Writer { endpoint: self.endpoint(), round, number, known: BTreeMap::new() };
                tokio::spawn(writer.write())
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(rand::random_range(100..1500))).await;
        self.server.take().expect("it runs").kill().await;
        for writer in writers {
            self.known.extend(writer.await.expect("no writer was refused"));
        }
        self.server = Some(self.binary.serve(&self.database).await);
    }

    /// Compares what is there with what the writers know, by the API and below it.
    async fn check(&self, round: i64) {
        let mut found: BTreeMap<String, Entry> = BTreeMap::new();
        let endpoint = self.endpoint();
        for entry in read_all(&endpoint, "DRAFT").await {
            found.entry(text(&entry["name"])).or_default().draft = Some(Copy::read(&entry));
        }
        for entry in read_all(&endpoint, "PUBLISHED").await {
            found.entry(text(&entry["name"])).or_default().published = Some(Copy::read(&entry));
        }
        for (name, known) in &self.known {
            let there = found.remove(name).unwrap_or_default();
            let fits = there == known.acknowledged || known.asked_for.as_ref() == Some(&there);
            assert!(fits, "round {round}: {name} is {there:?} after {known:?}");
        }
        assert!(found.is_empty(), "round {round}: nobody wrote {found:?}");
        let halves = match self.database.config().database_url {
            None => halves_in_sqlite(&self.database, &self.environment),
            Some(url) => halves_in_postgres(&url, &self.environment).await,
        };
        assert_eq!(halves, 0, "round {round}: rows without their other half");
    }

    #[allow(clippy::print_stderr)]
    fn report(&self, engine: TestEngine, rounds: i64) {
        let acknowledged = self.known.values().filter(|known| known.acknowledged != Entry::default()).count();
        let open = self.known.values().filter(|known| known.asked_for.is_some()).count();
        eprintln!(
            "{engine:?}: {rounds} kills, {acknowledged} entries acknowledged, {open} writes under way when killed"
        );
        assert!(acknowledged > 0, "the kills came before any writing");
    }
}

async fn read_all(endpoint: &Endpoint, stage: &str) -> Vec<Value> {
    let query = "query($stage: Stage!, $first: Int!, $skip: Int!) { \
        counters(stage: $stage, locales: [en, de], orderBy: createdAt_ASC, first: $first, skip: $skip) { \
        name number localizations(locales: [en, de], includeCurrent: true) { locale label } } }";
    let mut entries = Vec::new();
    loop {
        let variables = json!({ "stage": stage, "first": PAGE, "skip": entries.len() });
        let mut answer = endpoint.send(query, variables).await;
        let page = answer["counters"].take();
        let page = page.as_array().cloned().expect("a list of counters");
        let size = page.len();
        entries.extend(page);
        if size < PAGE {
            return entries;
        }
    }
}

/// One client that creates, changes, publishes and deletes entries, one after the other.
struct Writer {
    endpoint: Endpoint,
    round: i64,
    number: i64,
    known: BTreeMap<String, Known>,
}

impl Writer {
    /// Writes until the server goes away.
    async fn write(mut self) -> BTreeMap<String, Known> {
        for count in 0.. {
            let name = format!("{}-{}-{count}", self.round, self.number);
            if self.write_entry(&name, count).await.is_none() {
                break;
            }
        }
        self.known
    }

    /// The life of one entry; `None` when the server went away in it. Not every entry lives through all of it.
    async fn write_entry(&mut self, name: &str, count: i64) -> Option<()> {
        let variables = |number: i64| {
            json!({ "name": name, "round": self.round, "number": number,
            "en": format!("en {number}"), "de": format!("de {number}") })
        };
        let (first, second) = (variables(count), variables(count + 1_000_000));
        let draft = |number| Entry { draft: Some(Copy::of(number)), published: None };

        self.step(name, CREATE, first, draft(count)).await?;
        if count % 4 == 0 {
            return Some(());
        }
        self.step(name, UPDATE, second, draft(count + 1_000_000)).await?;
        let both = Some(Copy::of(count + 1_000_000));
        self.step(name, PUBLISH, json!({ "name": name }), Entry { draft: both.clone(), published: both }).await?;
        if count % 4 == 1 {
            self.step(name, DELETE, json!({ "name": name }), Entry::default()).await?;
        }
        Some(())
    }

    /// Asks for the next state of an entry; `None` when the server went away before it acknowledged.
    async fn step(&mut self, name: &str, query: &str, variables: Value, next: Entry) -> Option<()> {
        self.known.entry(name.to_owned()).or_default().asked_for = Some(next.clone());
        let (status, body) = self.endpoint.try_send(query, variables).await.ok()?;
        assert!(status == 200 && body.get("errors").is_none(), "{name}: {status} {body}");
        self.known.insert(name.to_owned(), Known { acknowledged: next, asked_for: None });
        Some(())
    }
}

const CREATE: &str = "mutation($name: String!, $round: Int!, $number: Int!, $en: String!, $de: String!) { \
    createCounter(data: { name: $name, round: $round, number: $number, label: $en, \
    localizations: { create: [{ locale: de, data: { label: $de } }] } }) { id } }";

const UPDATE: &str = "mutation($name: String!, $round: Int!, $number: Int!, $en: String!, $de: String!) { \
    updateCounter(where: { name: $name }, data: { round: $round, number: $number, label: $en, \
    localizations: { update: [{ locale: de, data: { label: $de } }] } }) { id } }";

const PUBLISH: &str = "mutation($name: String!) { publishCounter(where: { name: $name }, locales: [en, de]) { id } }";

const DELETE: &str = "mutation($name: String!) { deleteCounter(where: { name: $name }) { id } }";

/// The test's own model and Asset, which every environment has.
const MODELS: usize = 2;

/// The API cannot show a row that lacks its localisations, nor localisations without a row: they are counted below it.
fn halves(model: &str) -> String {
    format!(
        "SELECT (SELECT COUNT(*) FROM m_{model} b WHERE 2 <> \
           (SELECT COUNT(*) FROM l_{model} l WHERE l.id = b.id AND l.stage = b.stage)) \
         + (SELECT COUNT(*) FROM l_{model} l WHERE NOT EXISTS \
           (SELECT 1 FROM m_{model} b WHERE b.id = l.id AND b.stage = l.stage))"
    )
}

fn halves_in_sqlite(database: &TestDatabase, environment: &str) -> i64 {
    let open = |path| rusqlite::Connection::open(database.folder().join(path)).expect("the database");
    let one = |file: &rusqlite::Connection, query: &str| file.query_row(query, [], |row| row.get::<_, String>(0));
    let content = open(format!("environments/{environment}.db"));
    for file in [&open("platform.db".to_owned()), &content] {
        assert_eq!(one(file, "PRAGMA integrity_check").expect("an answer"), "ok");
        assert!(one(file, "SELECT \"table\" FROM pragma_foreign_key_check").is_err(), "a foreign key points nowhere");
    }
    let find = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'm\\_%' ESCAPE '\\'";
    let mut find = content.prepare(find).expect("the catalogue");
    let tables = find.query_map([], |row| row.get::<_, String>(0)).expect("the models' tables");
    let count =
        |table: String| -> i64 { content.query_row(&halves(&table[2..]), [], |row| row.get(0)).expect("a count") };
    let counts: Vec<i64> = tables.map(|table| count(table.expect("a name"))).collect();
    assert_eq!(counts.len(), MODELS);
    counts.iter().sum()
}

async fn halves_in_postgres(url: &str, environment: &str) -> i64 {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the database");
    tokio::spawn(connection);
    client.batch_execute(&format!("SET search_path TO env_{environment}")).await.expect("the schema");
    let find = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename LIKE 'm\\_%'";
    let tables = client.query(find, &[&format!("env_{environment}")]).await.expect("the models' tables");
    assert_eq!(tables.len(), MODELS);
    let mut sum = 0;
    for row in tables {
        let table: String = row.get(0);
        sum += client.query_one(&halves(&table[2..]), &[]).await.expect("a count").get::<_, i64>(0);
    }
    sum
}
