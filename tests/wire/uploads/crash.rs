//! A server that is killed while files come loses none that it acknowledged, and names none that is not there.

use std::time::Duration;

use serde_json::{Value, json};
use wire_tests::{TestDatabase, TestEngine};

use super::site::{FORM, fields, multipart};
use crate::binary::{Binary, Endpoint};

/// How often the server is killed on each engine.
const KILLS: usize = 5;

/// Senders that run at once.
const SENDERS: usize = 4;

/// Bytes of a file: enough to be killed in the middle of.
const SIZE: usize = 300_000;

#[tokio::test(flavor = "multi_thread")]
async fn case_62_acknowledged_files_survive_kill_9() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:4000").await;
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        let path = format!("/v2/{}/master", text("projectId"));
        let mut acknowledged: Vec<String> = Vec::new();
        for round in 0..KILLS {
            let server = binary.serve(&database).await;
            let endpoint = Endpoint::new(format!("{}{path}", server.base), text("token"));
            let senders: Vec<_> = (0..SENDERS)
                .map(|number| tokio::spawn(send(endpoint.clone(), (round * SENDERS + number) as u8)))
                .collect();
            tokio::time::sleep(Duration::from_millis(rand::random_range(100..700))).await;
            server.kill().await;
            for sender in senders {
                acknowledged.extend(sender.await.expect("no sender was refused"));
            }
        }
        let server = binary.serve(&database).await;
        let endpoint = Endpoint::new(format!("{}{path}", server.base), text("token"));
        let asked =
            "{ assets(first: 100, stage: DRAFT, where: {upload: {status: ASSET_UPLOAD_COMPLETE}}) { id size url } }";
        let told = endpoint.send(asked, json!({})).await;
        let complete = told["assets"].as_array().expect("a list");
        for asset in complete {
            let url = asset["url"].as_str().expect("an address");
            let path = url.strip_prefix(&server.base).expect("an address of ours");
            let answer = server.request(reqwest::Method::GET, path).send().await.expect("the server answers");
            let bytes = answer.bytes().await.expect("the body arrives");
            assert!(
                bytes.len() == SIZE && asset["size"] == SIZE && bytes.iter().all(|byte| *byte == bytes[0]),
                "{asset}"
            );
        }
        for id in &acknowledged {
            // Only the first hundred are asked for: no test sends so many.
            assert!(complete.len() == 100 || complete.iter().any(|asset| asset["id"] == id.as_str()), "{id} is lost");
        }
        assert!(!acknowledged.is_empty(), "nothing was sent: the test shows nothing");
    }
}

/// Sends files until the server is gone: the ids of the assets whose files it acknowledged.
async fn send(endpoint: Endpoint, byte: u8) -> Vec<String> {
    let http = reqwest::Client::new();
    let create = format!("mutation {{ createAsset(data: {{}}) {{ id upload {{ requestPostData {{ {FORM} }} }} }} }}");
    let mut taken = Vec::new();
    loop {
        let Ok((status, body)) = endpoint.try_send(&create, json!({})).await else { return taken };
        assert_eq!(status, 200, "{body}");
        let asset = &body["data"]["createAsset"];
        let form: &Value = &asset["upload"]["requestPostData"];
        let (kind, body) = multipart(&fields(form), "a.bin", &vec![byte; SIZE]);
        let url = form["url"].as_str().expect("an address");
        let Ok(answer) = http.post(url).header("content-type", kind).body(body).send().await else { return taken };
        assert_eq!(answer.status().as_u16(), 204);
        taken.push(asset["id"].as_str().expect("an id").to_owned());
    }
}
