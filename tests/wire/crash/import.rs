//! An import by the bulk path that is killed again and again is done once.

use std::time::Duration;

use serde_json::{Value, json};
use wire_tests::TestEngine;

use super::{Scene, kills};
use crate::binary::Binary;
use crate::lines::LineConnection;

const LINES: usize = 5_000;

#[tokio::test(flavor = "multi_thread")]
async fn case_70_an_import_goes_on_after_kill_9() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let mut scene = Scene::set(&binary, engine).await;
        let body: String = (0..LINES).map(|number| format!("{}\n", line(number))).collect();
        let mut told: Vec<Value> = Vec::new();
        for _ in 0..kills().min(20) / 2 {
            let reading = tokio::spawn(open(&scene).await.exchange(body.clone()));
            tokio::time::sleep(Duration::from_millis(rand::random_range(100..600))).await;
            scene.kill().await;
            let results = reading.await.expect("no panic");
            let known = told.len().min(results.len());
            assert_eq!(results[..known], told[..known], "results of lines that are done stay the same");
            if results.len() > told.len() {
                told = results;
            }
            scene.start().await;
        }
        let results = open(&scene).await.exchange(body.clone()).await;
        assert_eq!(results[..told.len()], told, "what was told is so");
        assert_eq!(results.last(), Some(&json!({ "done": { "lines": LINES, "failed": 0 } })));
        let count = "{ partsConnection(stage: DRAFT) { aggregate { count } } }";
        let counted = scene.endpoint().send(count, json!({})).await;
        assert_eq!(counted["partsConnection"]["aggregate"]["count"], LINES);
    }
}

fn line(number: usize) -> Value {
    json!({ "op": "create", "model": "Part", "id": format!("part-{number}"), "data": { "name": format!("Part {number}") } })
}

async fn open(scene: &Scene) -> LineConnection {
    LineConnection::open(scene.base(), &scene.path, Some(&scene.token), Some("the import")).await
}
