//! Many writers on few entries: whatever order they come in, what is there afterwards is whole, and none is told of another's lock.

use std::time::Duration;

use rand::seq::IndexedRandom;
use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use crate::below::Below;
use crate::binary::{Binary, Endpoint, Running};

const WRITERS: usize = 64;

const ENTRIES: usize = 10;

/// Operations of each writer.
const OPERATIONS: usize = 12;

/// Processes that share one PostgreSQL; SQLite belongs to one.
const PROCESSES: usize = 3;

/// How long one operation may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What a writer may be told when another was there before.
const REFUSALS: [&str; 3] =
    ["value is not unique for the field", "could not find document of model", "is not connected"];

struct Scene {
    database: TestDatabase,
    environment: String,
    servers: Vec<Running>,
    endpoints: Vec<Endpoint>,
}

impl Scene {
    async fn set(binary: &Binary, engine: TestEngine) -> Self {
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:4000").await;
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        let mut servers = Vec::new();
        let processes = match engine {
            TestEngine::Sqlite => 1,
            TestEngine::Postgres => PROCESSES,
        };
        for _ in 0..processes {
            servers.push(binary.serve(&database).await);
        }
        let management = Endpoint::new(format!("{}/graphql", servers[0].base), text("token"));
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let data = json!({ "environmentId": text("environmentId"), "changes": changes() });
        let answer = management.send(submit, json!({ "data": data })).await;
        assert_eq!(answer["submitBatchChanges"]["migration"]["status"], "SUCCESS", "{answer}");
        let path = format!("/v2/{}/master", text("projectId"));
        let endpoints =
            servers.iter().map(|server| Endpoint::new(format!("{}{path}", server.base), text("token"))).collect();
        Self { database, environment: text("environmentId"), servers, endpoints }
    }
}

fn changes() -> Value {
    let field = |api_id: &str, kind: &str, is_unique: bool, is_localized: bool| {
        json!({ "createSimpleField": { "parentApiId": "Thing", "apiId": api_id, "displayName": api_id, "type": kind,
            "isUnique": is_unique, "isLocalized": is_localized } })
    };
    json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        { "createModel": { "apiId": "Thing", "apiIdPlural": "Things", "displayName": "Thing" } },
        field("name", "STRING", true, false),
        field("left", "INT", false, false),
        field("right", "INT", false, false),
        field("label", "STRING", false, true),
        { "createRelationalField": { "parentApiId": "Thing", "apiId": "next", "displayName": "Next", "type": "RELATION",
            "isList": true, "reverseField": { "modelApiId": "Thing", "apiId": "before", "displayName": "Before", "isList": true } } },
    ])
}

const UPSERT: &str = "mutation($name: String!, $n: Int!, $label: String!) { upsertThing(where: { name: $name }, upsert: { \
    create: { name: $name, left: $n, right: $n, label: $label, localizations: { create: [{ locale: de, data: { label: $label } }] } }, \
    update: { left: $n, right: $n, label: $label, localizations: { upsert: [{ locale: de, create: { label: $label }, update: { label: $label } }] } } \
    }) { left right } }";
const UPDATE: &str = "mutation($name: String!, $n: Int!) { updateThing(where: { name: $name }, data: { left: $n, right: $n }) { left right } }";
const PUBLISH: &str = "mutation($name: String!) { publishThing(where: { name: $name }) { id } }";
const UNPUBLISH: &str = "mutation($name: String!) { unpublishThing(where: { name: $name }) { id } }";
const DELETE: &str = "mutation($name: String!) { deleteThing(where: { name: $name }) { id } }";
const LINK: &str = "mutation($name: String!, $other: String!, $third: String!) { \
    updateThing(where: { name: $name }, data: { next: { connect: [{ where: { name: $other } }, { where: { name: $third } }] } }) { id } }";
const UNLINK: &str = "mutation($name: String!, $other: String!) { \
    updateThing(where: { name: $name }, data: { next: { disconnect: [{ name: $other }] }, left: 0, right: 0 }) { id } }";
/// Two entries in one transaction, in an order that others have the other way round.
const BOTH: &str = "mutation($name: String!, $other: String!, $n: Int!) { \
    a: updateThing(where: { name: $name }, data: { left: $n, right: $n }) { id } \
    b: updateThing(where: { name: $other }, data: { left: $n, right: $n }) { id } }";

/// How an operation ended; nothing but data or a refusal that another writer explains is right.
async fn operate(endpoint: Endpoint, seed: usize) -> Result<(), String> {
    let operations =
        [UPSERT, UPSERT, UPDATE, UPDATE, PUBLISH, PUBLISH, UNPUBLISH, DELETE, LINK, LINK, UNLINK, BOTH, BOTH];
    for turn in 0..OPERATIONS {
        let query = *operations.choose(&mut rand::rng()).expect("some");
        let name = || format!("thing {}", rand::random_range(0..ENTRIES));
        let number = i32::try_from(seed * 1000 + turn).expect("small");
        let variables =
            json!({ "name": name(), "other": name(), "third": name(), "n": number, "label": format!("{number}") });
        let answer = tokio::time::timeout(LIMIT, endpoint.try_send(query, variables)).await;
        let (status, body) = answer.map_err(|_| format!("no answer: {query}"))?.map_err(|error| error.to_string())?;
        let message = body["errors"][0]["message"].as_str().unwrap_or_default();
        let refused = status == 400 && REFUSALS.iter().any(|refusal| message.contains(refusal));
        if !(refused || status == 200 && body.get("errors").is_none()) {
            return Err(format!("{status} {body} to {query}"));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn case_73_many_writers_on_few_entries_leave_them_whole() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let scene = Scene::set(&binary, engine).await;
        let endpoint = |number: usize| scene.endpoints[number % scene.endpoints.len()].clone();
        let writers: Vec<_> = (0..WRITERS).map(|number| tokio::spawn(operate(endpoint(number), number))).collect();
        for writer in writers {
            writer.await.expect("no panic").expect("no writer is told of another's lock");
        }
        check(&scene).await;
        assert_eq!(scene.servers.len(), scene.endpoints.len());
    }
}

async fn check(scene: &Scene) {
    let below = Below::open(&scene.database, &scene.environment).await;
    assert_eq!(below.strays().await, 0, "rows that belong to nothing");
    let events = below.events().await;
    below.compare(&events).await;
    let revisions = "SELECT COUNT(*) FROM (SELECT entry, stage FROM version GROUP BY entry, stage \
        HAVING COUNT(*) <> MAX(revision) - MIN(revision) + 1) AS gaps";
    assert_eq!(below.number(revisions).await, 0, "versions follow each other");
    for stage in ["DRAFT", "PUBLISHED"] {
        let query = format!(
            "{{ things(stage: {stage}, first: 20) {{ id name left right localizations(includeCurrent: true) {{ label }} \
             next(first: 20) {{ id before(first: 20) {{ id }} }} }} }}"
        );
        for endpoint in &scene.endpoints {
            let answer = endpoint.send(&query, json!({})).await;
            let things = answer["things"].as_array().expect("a list");
            let mut names: Vec<&str> = things.iter().filter_map(|thing| thing["name"].as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), things.len(), "{stage}: a name is there once");
            for thing in things {
                assert_eq!(thing["left"], thing["right"], "{stage}: half an update in {thing}");
                let labels = thing["localizations"].as_array().expect("a list");
                assert!(labels.iter().all(|label| *label == labels[0]), "{stage}: half an update in {thing}");
            }
        }
    }
    let published = below.tables("m_").await;
    for table in published {
        let orphans = format!(
            "SELECT COUNT(*) FROM {table} p WHERE p.stage = 2 AND NOT EXISTS (SELECT 1 FROM {table} d WHERE d.stage = 1 AND d.id = p.id)"
        );
        assert_eq!(below.number(&orphans).await, 0, "what is deleted is deleted in all stages");
    }
}
