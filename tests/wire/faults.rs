//! A full disk, a folder that can only be read, a database server that goes away: errors of the right shape, no damage, and everything
//! works again when the fault is gone, without a restart.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use wire_tests::{TestDatabase, TestEngine};

use crate::below::Below;
use crate::binary::{Binary, Endpoint, Running};
use crate::lines::LineConnection;

/// How long a server may take until it works again.
const LIMIT: Duration = Duration::from_secs(20);

const CREATE: &str = "mutation($text: String!) { createNote(data: { text: $text }) { id } }";

/// A server with one model.
struct Scene {
    binary: Binary,
    database: TestDatabase,
    server: Running,
    environment: String,
    path: String,
    token: String,
}

impl Scene {
    async fn set(binary: Binary, database: TestDatabase) -> Self {
        assert!(binary.create_owner(&database).await.status.success());
        let project = binary.create_project(&database, "http://127.0.0.1:4000").await;
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        let server = binary.serve(&database).await;
        let management = Endpoint::new(format!("{}/graphql", server.base), text("token"));
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let changes = json!([
            { "createModel": { "apiId": "Note", "apiIdPlural": "Notes", "displayName": "Note" } },
            { "createSimpleField": { "parentApiId": "Note", "apiId": "text", "displayName": "Text", "type": "STRING" } },
        ]);
        let data = json!({ "environmentId": text("environmentId"), "changes": changes });
        let answer = management.send(submit, json!({ "data": data })).await;
        assert_eq!(answer["submitBatchChanges"]["migration"]["status"], "SUCCESS", "{answer}");
        let path = format!("/v2/{}/master", text("projectId"));
        Self { binary, database, server, environment: text("environmentId"), path, token: text("token") }
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::new(format!("{}{}", self.server.base, self.path), self.token.clone())
    }

    async fn create(&self, text: &str) -> (u16, Value) {
        self.endpoint().try_send(CREATE, json!({ "text": text })).await.expect("the server answers")
    }

    async fn count(&self) -> Value {
        let count = "{ notesConnection(stage: DRAFT) { aggregate { count } } }";
        self.endpoint().send(count, json!({})).await["notesConnection"]["aggregate"]["count"].clone()
    }

    /// Creates until it works; how many attempts failed before.
    async fn create_again(&self) -> usize {
        let begin = Instant::now();
        for failed in 0.. {
            let (status, body) = self.create("again").await;
            if status == 200 && body.get("errors").is_none() {
                return failed;
            }
            assert!(begin.elapsed() < LIMIT, "it does not work again: {status} {body}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        0
    }

    async fn check_below(&self) {
        let below = Below::open(&self.database, &self.environment).await;
        below.compare(&below.events().await).await;
        assert_eq!(below.strays().await, 0);
    }
}

/// The shape of a failure that the sender can do nothing about (platform.md §1.8), with these words.
#[track_caller]
fn assert_failure((status, body): &(u16, Value), message: &str) {
    assert_eq!((*status, &body["errors"][0]["message"]), (503, &json!(message)), "{body}");
    assert_eq!(body["data"], Value::Null);
    assert_eq!(body["extensions"]["requestId"].as_str().map(str::len), Some(25), "{body}");
}

/// A folder that something is mounted on, as long as this lives.
struct Mount(tempfile::TempDir);

impl Mount {
    /// A small file system in memory. Only root may do that; says so when it cannot be done.
    #[allow(clippy::print_stderr)]
    fn small(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if mount(&["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "none"], folder.path()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: only root may mount a file system to fill");
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

fn mount(options: &[&str], place: &Path) -> bool {
    let mounted = Command::new("mount").args(options).arg(place).output();
    mounted.is_ok_and(|output| output.status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn case_71_a_full_disk_refuses_writes_until_there_is_room() {
    let (Some(binary), Some(disk)) = (Binary::find(), Mount::small(16)) else { return };
    let scene = Scene::set(binary, TestDatabase::sqlite_in(disk.0.path())).await;
    let filler = disk.0.path().join("filler");
    std::fs::write(&filler, vec![0; 9 << 20]).expect("room for the filler");
    let text = "x".repeat(100_000);
    let mut written = 0;
    let full = loop {
        let answer = scene.create(&text).await;
        if answer.0 != 200 {
            break answer;
        }
        written += 1;
        assert!(written < 200, "the disk is not full");
    };
    assert_failure(&full, "the server's disk is full");
    assert_eq!(scene.count().await, written, "what is there can be read");
    let mut import = LineConnection::open(&scene.server.base, &scene.path, Some(&scene.token), Some("full")).await;
    let line = json!({ "op": "create", "model": "Note", "data": { "text": text } });
    import.send(&format!("{line}\n")).await.expect("sent");
    import.end().await;
    // Without room for what the import keeps of itself it may end before its first line.
    let (head, results) = (import.head().await, import.results().await);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(results.last().expect("a line")["error"]["message"], "the server's disk is full");

    std::fs::remove_file(&filler).expect("removed");
    assert!(scene.create_again().await < 2, "it works again at once");
    assert_eq!(scene.count().await, written + 1);
    scene.check_below().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_can_only_be_read_refuses_writes_until_it_is_writable() {
    let (Some(binary), Some(disk)) = (Binary::find(), Mount::small(32)) else { return };
    let mut scene = Scene::set(binary, TestDatabase::sqlite_in(disk.0.path())).await;
    assert_eq!(scene.create("first").await.0, 200);
    assert!(scene.server.terminate(LIMIT).await.success());
    let environments = scene.database.folder().join("environments");
    let source = environments.display().to_string();
    assert!(mount(&["--bind", &source], &environments), "root may bind");
    assert!(mount(&["-o", "remount,ro,bind"], &environments), "root may remount");
    scene.server = scene.binary.serve(&scene.database).await;
    for _ in 0..3 {
        assert_failure(&scene.create("second").await, "the server can only read its database");
    }
    assert!(mount(&["-o", "remount,rw,bind"], &environments), "root may remount");
    assert!(scene.create_again().await < 2, "it works again at once");
    assert_eq!(scene.count().await, 2);
    scene.check_below().await;
    assert!(scene.server.terminate(LIMIT).await.success());
    let _ = Command::new("umount").arg(&environments).output();
}

/// A way to a server that can be cut.
struct Way {
    address: String,
    open: Arc<Mutex<Option<JoinSet<()>>>>,
}

impl Way {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let open = Arc::new(Mutex::new(Some(JoinSet::new())));
        let connections = open.clone();
        tokio::spawn(async move {
            while let Ok((mut from, _)) = listener.accept().await {
                let server = server.clone();
                // Without a set the way is cut: the connection is closed at once.
                if let Some(connections) = connections.lock().await.as_mut() {
                    connections.spawn(async move {
                        if let Ok(mut to) = TcpStream::connect(server).await {
                            let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                        }
                    });
                }
            }
        });
        Self { address, open }
    }

    async fn cut(&self) {
        drop(self.open.lock().await.take());
    }

    async fn restore(&self) {
        *self.open.lock().await = Some(JoinSet::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_goes_away_and_comes_back_is_found_again() {
    let Some(binary) = Binary::find() else { return };
    if !TestEngine::available().contains(&TestEngine::Postgres) {
        return;
    }
    let database = TestDatabase::create(TestEngine::Postgres).await;
    let url = database.config().database_url.expect("PostgreSQL has one");
    let server = url.split(['@', '/']).nth(3).expect("an address").to_owned();
    let way = Way::to(server).await;
    let scene = Scene::set(binary, database.by_way_of(&way.address)).await;
    assert_eq!(scene.create("first").await.0, 200);
    way.cut().await;
    for _ in 0..3 {
        assert_failure(&scene.create("lost").await, "the database cannot be reached, please retry");
    }
    let read = scene.endpoint().try_send("{ notes(stage: DRAFT) { id } }", json!({})).await.expect("an answer");
    assert_failure(&read, "the database cannot be reached, please retry");
    way.restore().await;
    assert!(scene.create_again().await < 2, "it works again at once");
    assert_eq!(scene.count().await, 2);

    // A server that restarts ends its connections with words of its own.
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the database");
    tokio::spawn(connection);
    let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended: i64 = client.query_one(end, &[]).await.expect("ended").get(0);
    assert!(ended > 0);
    assert!(scene.create_again().await < 4, "connections that were ended are not used again");
    scene.check_below().await;
}
