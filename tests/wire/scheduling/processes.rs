//! What only processes show: the job survives them, and several do nothing twice.

use std::time::{Duration, Instant};

use accounts::clock;
use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use super::{LIMIT, ahead};
use crate::binary::{Binary, Endpoint, Running};

/// A project with one model on a database, without a server.
struct Scene {
    binary: Binary,
    database: TestDatabase,
    project: Value,
}

const MODEL: &str =
    "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";

impl Scene {
    async fn set(engine: TestEngine) -> Option<Scene> {
        let binary = Binary::find()?;
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:1").await;
        Some(Scene { binary, database, project })
    }

    async fn serve(&self) -> Running {
        self.binary.serve(&self.database).await
    }

    fn text(&self, name: &str) -> &str {
        self.project[name].as_str().expect("text")
    }

    fn content(&self, server: &Running) -> Endpoint {
        let url = format!("{}/v2/{}/master", server.base, self.text("projectId"));
        Endpoint::new(url, self.text("token"))
    }

    /// Makes the model and so many entries in DRAFT.
    async fn fill(&self, server: &Running, entries: usize) {
        let management = Endpoint::new(format!("{}/graphql", server.base), self.text("token"));
        let changes = json!([
            { "createModel": { "apiId": "Item", "apiIdPlural": "Items", "displayName": "Item" } },
            { "createSimpleField": { "parentApiId": "Item", "apiId": "name", "displayName": "Name", "type": "STRING", "isUnique": true } },
        ]);
        let data = json!({ "environmentId": self.text("environmentId"), "changes": changes });
        let done = management.send(MODEL, json!({ "data": data })).await;
        assert_eq!(done["submitBatchChanges"]["migration"]["status"], "SUCCESS", "{done}");
        let content = self.content(server);
        for number in 0..entries {
            let create = "mutation($n: String) { createItem(data: {name: $n}) { id } }";
            content.send(create, json!({ "n": format!("item {number}") })).await;
        }
    }
}

/// Schedules the publishing of every entry, each in a release of its own.
async fn schedule(content: &Endpoint, entries: usize, at: &str) {
    for number in 0..entries {
        let mutation =
            "mutation($n: String, $at: DateTime) { schedulePublishItem(where: {name: $n}, releaseAt: $at) { id } }";
        content.send(mutation, json!({ "n": format!("item {number}"), "at": at })).await;
    }
}

/// Waits until nothing waits any more; each entry's revisions and the states of its operations.
async fn outcome(content: &Endpoint, entries: usize) -> Vec<Value> {
    let begin = Instant::now();
    loop {
        let query = "{ items(first: 100, stage: DRAFT) { scheduledIn { status errorMessage release { status } } \
            documentInStages(stages: [PUBLISHED]) { history { revision } } } }";
        let found = content.send(query, json!({})).await["items"].take();
        let items = found.as_array().expect("a list").clone();
        assert_eq!(items.len(), entries);
        let waits = |item: &Value| {
            item["scheduledIn"].as_array().expect("a list").iter().any(|o| {
                o["status"] == "PENDING"
                    || o["release"]["status"] == "PENDING"
                    || o["release"]["status"] == "IN_PROGRESS"
            })
        };
        if !items.iter().any(waits) {
            return items;
        }
        assert!(begin.elapsed() < LIMIT, "not everything ran: {items:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Each entry was published by one operation, once.
fn assert_once(items: &[Value]) {
    for item in items {
        let operations = json!([{ "status": "COMPLETED", "errorMessage": null, "release": { "status": "COMPLETED" } }]);
        assert_eq!(item["scheduledIn"], operations);
        assert_eq!(item["documentInStages"], json!([{ "history": [{ "revision": 1 }] }]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_while_no_server_runs_is_made_up_for_once() {
    for engine in TestEngine::available() {
        let Some(scene) = Scene::set(engine).await else { return };
        let server = scene.serve().await;
        scene.fill(&server, 2).await;
        schedule(&scene.content(&server), 2, &ahead(1_500)).await;
        let at = clock::after(&clock::now(), Duration::from_millis(1_500));
        server.kill().await;
        while clock::now() < at {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut server = scene.serve().await;
        assert_once(&outcome(&scene.content(&server), 2).await);
        assert!(server.terminate(LIMIT).await.success());
        let server = scene.serve().await;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_once(&outcome(&scene.content(&server), 2).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_it_runs_a_release_leaves_nothing_half_done() {
    const ENTRIES: usize = 40;
    for engine in TestEngine::available() {
        let Some(scene) = Scene::set(engine).await else { return };
        let mut server = scene.serve().await;
        scene.fill(&server, ENTRIES).await;
        for round in 1..=5 {
            let content = scene.content(&server);
            schedule_in_one_release(&content, ENTRIES).await;
            // At another moment each time: before it begins, within, and near its end.
            tokio::time::sleep(Duration::from_millis(15 * round * round)).await;
            server.kill().await;
            server = scene.serve().await;
            for item in outcome(&scene.content(&server), ENTRIES).await {
                let operations = item["scheduledIn"].as_array().expect("a list");
                assert!(operations.iter().all(|operation| operation["status"] == "COMPLETED"), "{item}");
                let revisions = item["documentInStages"][0]["history"].as_array().map(Vec::len);
                assert_eq!(revisions, Some(round as usize), "each release published it once: {item}");
            }
        }
    }
}

/// Schedules the publishing of every entry in one release, which is due at once.
async fn schedule_in_one_release(content: &Endpoint, entries: usize) {
    let create = "mutation { createScheduledRelease(data: {}) { id } }";
    let release = content.send(create, json!({})).await["createScheduledRelease"]["id"].take();
    let each = (0..entries).map(|number| {
        format!("i{number}: schedulePublishItem(where: {{name: \"item {number}\"}}, releaseId: $r) {{ id }}")
    });
    let mutation = format!("mutation($r: String) {{ {} }}", each.collect::<Vec<_>>().join(" "));
    content.send(&mutation, json!({ "r": release })).await;
    let start =
        "mutation($r: ID, $at: DateTime) { updateScheduledRelease(where: {id: $r}, data: {releaseAt: $at}) { id } }";
    content.send(start, json!({ "r": release, "at": ahead(0) })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_run_everything_once() {
    const ENTRIES: usize = 20;
    if !TestEngine::available().contains(&TestEngine::Postgres) {
        return;
    }
    let Some(scene) = Scene::set(TestEngine::Postgres).await else { return };
    let (one, other) = (scene.serve().await, scene.serve().await);
    scene.fill(&one, ENTRIES).await;
    schedule(&scene.content(&one), ENTRIES, &ahead(3_000)).await;
    assert_once(&outcome(&scene.content(&other), ENTRIES).await);

    // What one node takes in, another runs when the first is gone.
    schedule(&scene.content(&one), ENTRIES, &ahead(2_000)).await;
    one.kill().await;
    let items = outcome(&scene.content(&other), ENTRIES).await;
    for item in items {
        assert_eq!(item["documentInStages"][0]["history"].as_array().map(Vec::len), Some(2), "{item}");
    }
}
