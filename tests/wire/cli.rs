//! The binary's commands, settings and ends, as an operator meets them.

use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use wire_tests::{TestDatabase, TestEngine};

use crate::binary::{Binary, Endpoint, PASSWORD, free_port, run};

/// A command that failed as it should: not 0, one line, which is given.
#[track_caller]
fn one_line(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).expect("text");
    assert!(!output.status.success(), "{output:?}");
    assert!(output.status.code().is_some(), "ended by a signal: {output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert_eq!(text.trim_end().lines().count(), 1, "not one line: {text}");
    text
}

#[track_caller]
fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("text").trim_end().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_owner() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let arguments = ["owner", "create", "--email", "owner@example.org", "--password-stdin"];
        let short = one_line(&binary.run_with_input(&arguments, &database, "short\n").await);
        assert!(short.to_lowercase().contains("password"), "{short}");
        printed(&binary.create_owner(&database).await);
        one_line(&binary.create_owner(&database).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_work_beside_a_running_server() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let server = binary.serve(&database).await;
        printed(&binary.create_owner(&database).await);

        let project = binary.create_project(&database, &server.base).await;
        let keys: Vec<&str> = project.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["projectId", "environmentId", "environment", "contentApi", "managementApi", "token"]);
        assert_eq!(project["environment"], "master");
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        assert!(text("contentApi").starts_with(&server.base) && text("managementApi").starts_with(&server.base));
        token_works_on_both_apis(&project).await;

        let token = printed(&binary.run(&["user", "token", "--email", "owner@example.org"], &database).await);
        let as_owner = Endpoint::new(text("managementApi"), token);
        let query = "query($id: ID!) { viewer { __typename project(id: $id) { name environments { id } } } }";
        let seen = as_owner.send(query, json!({ "id": text("projectId") })).await;
        assert_eq!(seen["viewer"]["__typename"], "UserViewer");
        assert_eq!(seen["viewer"]["project"]["name"], "Shop");
        assert_eq!(seen["viewer"]["project"]["environments"], json!([{ "id": text("environmentId") }]));

        one_line(&binary.run(&["user", "token", "--email", "nobody@example.org"], &database).await);
        let stranger = ["project", "create", "--owner", "nobody@example.org", "--name", "Shop", "--json"];
        one_line(&binary.run(&stranger, &database).await);
    }
}

/// The token of `project create` makes a model and an entry of it.
async fn token_works_on_both_apis(project: &Value) {
    let endpoint = |key: &str| {
        let text = |key: &str| project[key].as_str().expect("a text").to_owned();
        Endpoint::new(text(key), text("token"))
    };
    let (management, content) = (endpoint("managementApi"), endpoint("contentApi"));
    let viewer = management.send("{ viewer { __typename } }", json!({})).await;
    assert_eq!(viewer["viewer"]["__typename"], "TokenViewer");
    let create = "mutation($data: CreateModelInput!) { createModel(data: $data) { migration { status } } }";
    let data = json!({ "environmentId": project["environmentId"], "apiId": "Note", "apiIdPlural": "Notes",
        "displayName": "Note" });
    let made = management.send(create, json!({ "data": data })).await;
    assert_eq!(made["createModel"]["migration"]["status"], "SUCCESS");
    let note = content.send("mutation { createNote(data: {}) { id } }", json!({})).await;
    let notes = content.send("{ notes(stage: DRAFT) { id } }", json!({})).await;
    assert_eq!(notes["notes"], json!([note["createNote"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_told_in_one_line() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let line = one_line(&binary.run(&["serve", "--listen", &address], &database).await);
    assert!(line.contains(&address) && line.contains("--listen"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_made_is_told_in_one_line() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    // Below a file there can be no folder, whoever the tests run as.
    let file = database.folder().join("file");
    std::fs::write(&file, "").expect("a file");
    let folder = file.join("data").display().to_string();
    let listen = format!("127.0.0.1:{}", free_port());
    let serve = binary.command(&["serve", "--listen", &listen, "--data", &folder]);
    let create = binary.command(&["project", "create", "--owner", "o@example.org", "--name", "N", "--data", &folder]);
    for command in [serve, create] {
        let line = one_line(&run(command, "").await);
        assert!(line.contains(&folder) && line.contains("--data"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_database_url_is_told_in_one_line_without_its_password() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let folder = database.folder().display().to_string();
    let listen = format!("127.0.0.1:{}", free_port());
    let nobody_listens = format!("postgres://someone:sesame@127.0.0.1:{}/none", free_port());
    let mut urls = vec!["sesame".to_owned(), "mysql://someone:sesame@127.0.0.1/none".to_owned(), nobody_listens];
    if TestEngine::available().contains(&TestEngine::Postgres) {
        let existing = TestDatabase::create(TestEngine::Postgres).await.config().database_url.expect("PostgreSQL");
        urls.push(format!("{existing}_that_is_not_there"));
    }
    for url in urls {
        let arguments = ["serve", "--listen", &listen, "--data", &folder, "--database-url", &url];
        let line = one_line(&run(binary.command(&arguments), "").await);
        assert!(!line.contains("sesame"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_told_in_one_line() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        printed(&binary.create_owner(&database).await);
        raise_version(&database).await;
        let listen = format!("127.0.0.1:{}", free_port());
        let line = one_line(&binary.run(&["serve", "--listen", &listen], &database).await);
        assert!(line.contains("newer"), "{line}");
        one_line(&binary.run(&["user", "token", "--email", "owner@example.org"], &database).await);
    }
}

/// Makes the platform database look as if a later Epigraph had made it.
async fn raise_version(database: &TestDatabase) {
    let later = "INSERT INTO internal_migration (version) VALUES (1000)";
    match database.config().database_url {
        None => {
            let file = rusqlite::Connection::open(database.folder().join("platform.db")).expect("the database");
            file.execute_batch(later).expect("the table of versions");
        }
        Some(url) => {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the database");
            tokio::spawn(connection);
            client
                .batch_execute(&format!("SET search_path TO platform; {later}"))
                .await
                .expect("the table of versions");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn help_explains_every_flag() {
    let Some(binary) = Binary::find() else { return };
    let help = printed(&run(binary.command(&["serve", "--help"]), "").await);
    let flags = ["--listen", "--public-url", "--data", "--database-url", "--log-format", "--server-key"];
    for flag in flags {
        assert!(help.contains(flag), "{flag} is missing: {help}");
        let variable = format!("EPIGRAPH_{}", flag[2..].replace('-', "_").to_uppercase());
        assert!(help.contains(&format!("[env: {variable}")), "{variable} is missing: {help}");
    }
    let lines: Vec<&str> = help.lines().collect();
    let begins_flag = |line: &str| line.trim_start().starts_with('-') && line.contains("--");
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| begins_flag(line)) {
        let explanation = lines.get(number + 1).copied().unwrap_or_default();
        let words = explanation.split_whitespace().count();
        assert!(words >= 2 && !begins_flag(explanation), "not explained: {line}");
    }
    let unknown = run(binary.command(&["serve", "--nonsense"]), "").await;
    assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("--nonsense"));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_come_from_environment_variables_too() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let folder = database.folder().join("elsewhere");
    let mut serve = binary.command(&["serve"]);
    serve.env("EPIGRAPH_LISTEN", &address).env("EPIGRAPH_DATA", &folder);
    let line = one_line(&run(serve, "").await);
    assert!(line.contains(&address), "{line}");
    // The port comes first: a second server by mistake leaves the data alone.
    assert!(!folder.exists());

    let mut create = binary.command(&["owner", "create", "--email", "owner@example.org", "--password-stdin"]);
    create.env("EPIGRAPH_DATA", &folder);
    printed(&run(create, PASSWORD).await);
    assert!(folder.join("platform.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_the_server_whatever_its_clients_do() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let mut server = binary.serve(&database).await;
        let address = server.base.trim_start_matches("http://").to_owned();
        // One connection waits for its next request, another has sent half of one: neither may hold up the end.
        let idle = reqwest::Client::new();
        idle.get(format!("{}/healthz", server.base)).send().await.expect("an answer").text().await.expect("a body");
        let mut stalled = TcpStream::connect(&address).await.expect("the server listens");
        stalled.write_all(b"POST /graphql HTTP/1.1\r\nhost: localhost\r\n").await.expect("it reads");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let status = server.terminate(Duration::from_secs(15)).await;
        assert_eq!(status.code(), Some(0), "{status:?}");
        assert!(TcpStream::connect(&address).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_at_once_after_the_start_ends_the_server_in_order() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    // Whoever sees the server ready may stop it: a supervisor that changed its mind, or a script.
    for _ in 0..10 {
        let mut server = binary.serve(&database).await;
        let status = server.terminate(Duration::from_secs(15)).await;
        assert_eq!(status.code(), Some(0), "{status:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_url_that_is_none_is_told_in_one_line() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let listen = format!("127.0.0.1:{}", free_port());
    for url in ["cms.example.org", "https://cms.example.org/path", "ftp://cms.example.org"] {
        let serve = binary.run(&["serve", "--listen", &listen, "--public-url", url], &database).await;
        let project = ["project", "create", "--owner", "o@example.org", "--name", "N", "--public-url", url];
        for output in [serve, binary.run(&project, &database).await] {
            let line = one_line(&output);
            assert!(line.contains(url) && line.contains("https://cms.example.org"), "{line}");
        }
    }
}
