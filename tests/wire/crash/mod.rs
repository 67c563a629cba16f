//! A server that is killed while it writes loses nothing that it acknowledged and leaves nothing half done.

mod halves;
mod import;
mod ledger;
mod writer;

use std::time::Duration;

use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use crate::below::Below;
use crate::binary::{Binary, Endpoint, Running};
use ledger::{Copy, Entry, Ledger};
use writer::Writer;

/// How often the server is killed on each engine: this variable of the environment says it for long runs.
const KILLS: &str = "EPIGRAPH_CRASH_KILLS";

/// How often it is killed in an ordinary run.
const FEW: i64 = 10;

/// Writers that run at once, so that kills meet group commits and several transactions.
const WRITERS: i64 = 6;

/// Children that are made together with each entry.
const CHILDREN: usize = 3;

/// Entries of one page: as many as the Content API gives at once.
const PAGE: usize = 100;

fn kills() -> i64 {
    std::env::var(KILLS).ok().and_then(|text| text.parse().ok()).unwrap_or(FEW)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_70_acknowledged_writes_survive_kill_9_whole() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let mut scene = Scene::set(&binary, engine).await;
        let mut ledger = Ledger::default();
        for round in 1..=kills() {
            scene.write_until_killed(round, &mut ledger).await;
            scene.check(round, &ledger).await;
        }
        scene.check_whole(&ledger).await;
        ledger.report(engine, kills());
    }
}

/// A project with two models, on a server that is killed and started again.
struct Scene {
    binary: Binary,
    database: TestDatabase,
    server: Option<Running>,
    environment: String,
    path: String,
    token: String,
    /// The end of the events that were checked.
    seen: String,
}

impl Scene {
    async fn set(binary: &Binary, engine: TestEngine) -> Self {
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:4000").await;
        let server = binary.serve(&database).await;
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        let (environment, token) = (text("environmentId"), text("token"));
        let management = Endpoint::new(format!("{}/graphql", server.base), token.clone());
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let data = json!({ "environmentId": environment, "changes": changes() });
        let answer = management.send(submit, json!({ "data": data })).await;
        assert_eq!(answer["submitBatchChanges"]["migration"]["status"], "SUCCESS", "{answer}");
        let path = format!("/v2/{}/master", text("projectId"));
        Self { binary: binary.clone(), database, server: Some(server), environment, path, token, seen: String::new() }
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::new(format!("{}{}", self.base(), self.path), self.token.clone())
    }

    fn base(&self) -> &str {
        &self.server.as_ref().expect("it runs").base
    }

    /// Kills the server as a crash or a loss of power would.
    async fn kill(&mut self) {
        self.server.take().expect("it runs").kill().await;
    }

    async fn start(&mut self) {
        self.server = Some(self.binary.serve(&self.database).await);
    }

    /// Lets the writers write, kills the server at a random moment, and starts it again.
    async fn write_until_killed(&mut self, round: i64, ledger: &mut Ledger) {
        let writers: Vec<_> =
            (0..WRITERS).map(|number| tokio::spawn(Writer::new(self.endpoint(), round, number).write())).collect();
        tokio::time::sleep(Duration::from_millis(rand::random_range(50..900))).await;
        self.kill().await;
        for writer in writers {
            ledger.extend(writer.await.expect("no writer was refused"));
        }
        self.start().await;
    }

    /// Compares what a round has left with what its writers know, by the API and by its events.
    async fn check(&mut self, round: i64, ledger: &Ledger) {
        let endpoint = self.endpoint();
        let mut found: std::collections::BTreeMap<String, Entry> = Default::default();
        for entry in read_all(&endpoint, "DRAFT", round).await {
            found.entry(name(&entry)).or_default().draft = Some(Copy::read(&entry));
        }
        for entry in read_all(&endpoint, "PUBLISHED", round).await {
            found.entry(name(&entry)).or_default().published = Some(Copy::read(&entry));
        }
        ledger.compare(round, found);
        let below = Below::open_unchecked(&self.database, &self.environment).await;
        ledger.compare_events(round, &below.events_since(&self.seen).await);
        self.seen = below.end_of_events().await;
    }

    /// Compares all that is there, below the API: what a kill has broken stays so, and shows at the end as well.
    async fn check_whole(&self, ledger: &Ledger) {
        let below = Below::open(&self.database, &self.environment).await;
        assert_eq!(halves::halves(&below).await, 0, "rows without their other half");
        let events = below.events().await;
        below.compare(&events).await;
        (1..=kills()).for_each(|round| ledger.compare_events(round, &events));
    }
}

fn name(entry: &Value) -> String {
    entry["name"].as_str().expect("a name").to_owned()
}

fn changes() -> Value {
    let field = |parent: &str, api_id: &str, kind: &str, more: Value| {
        let mut input = json!({ "parentApiId": parent, "apiId": api_id, "displayName": api_id, "type": kind });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({ "createSimpleField": input })
    };
    json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        { "createModel": { "apiId": "Counter", "apiIdPlural": "Counters", "displayName": "Counter" } },
        { "createModel": { "apiId": "Part", "apiIdPlural": "Parts", "displayName": "Part" } },
        field("Counter", "name", "STRING", json!({ "isUnique": true, "isRequired": true })),
        field("Counter", "round", "INT", json!({})),
        field("Counter", "number", "INT", json!({})),
        field("Counter", "label", "STRING", json!({ "isLocalized": true, "isRequired": true })),
        field("Part", "name", "STRING", json!({ "isRequired": true })),
        { "createRelationalField": { "parentApiId": "Counter", "apiId": "parts", "displayName": "Parts", "type": "RELATION",
            "isList": true, "reverseField": { "modelApiId": "Part", "apiId": "counter", "displayName": "Counter" } } },
    ])
}

/// The entries that were written in a round.
async fn read_all(endpoint: &Endpoint, stage: &str, round: i64) -> Vec<Value> {
    let query = "query($stage: Stage!, $round: Int!, $first: Int!, $skip: Int!) { \
        counters(stage: $stage, where: { round: $round }, locales: [en, de], orderBy: createdAt_ASC, first: $first, skip: $skip) { \
        name number localizations(locales: [en, de], includeCurrent: true) { locale label } } }";
    let mut entries = Vec::new();
    loop {
        let variables = json!({ "stage": stage, "round": round, "first": PAGE, "skip": entries.len() });
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
