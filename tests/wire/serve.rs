//! The running binary: what it prints, what it logs, and several of it on one database.

use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use wire_tests::{TestDatabase, TestEngine};

use crate::binary::{Binary, Endpoint, PASSWORD, Running};

/// The one-time link that the server printed.
fn owner_link(server: &Running) -> String {
    let printed = server.printed();
    let link = printed.split_whitespace().find(|word| word.contains("/setup?token="));
    link.expect("a link to create the owner").to_owned()
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("the server answers");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

/// An app that is registered and installed, PENDING, in the project.
struct App {
    client_id: String,
    client_secret: String,
    installation: String,
    code: String,
}

async fn installed_app(owner: &Endpoint, environment: &Value) -> App {
    let create = "mutation($data: CreateAppInput!) { createApp(data: $data) { createdApp { clientId clientSecret } } }";
    let data = json!({ "name": "App", "apiId": "app", "setupUrl": "https://app.example/setup", "description": "",
        "avatarUrl": "https://app.example/a.png", "permissions": { "SCHEMA": "READ" } });
    let app = owner.send(create, json!({ "data": data })).await["createApp"]["createdApp"].take();
    let install = "mutation($data: CreateAppInstallationInput!) { createAppInstallation(data: $data) { createdAppInstallation { id } } }";
    let data = json!({ "appApiId": "app", "environment": environment, "config": {} });
    let installed = owner.send(install, json!({ "data": data })).await;
    let code = "mutation($data: CreateAppExchangeTokenInput!) { createAppExchangeToken(data: $data) { createdAppExchangeToken } }";
    let data = json!({ "appApiId": "app", "environment": environment });
    let code = owner.send(code, json!({ "data": data })).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    App {
        client_id: text(&app["clientId"]),
        client_secret: text(&app["clientSecret"]),
        installation: text(&installed["createAppInstallation"]["createdAppInstallation"]["id"]),
        code: text(&code["createAppExchangeToken"]["createdAppExchangeToken"]),
    }
}

impl App {
    async fn exchange(&self, server: &Running, secret: &str) -> (u16, Value) {
        let body = json!({ "clientId": self.client_id, "clientSecret": secret, "exchangeCode": self.code });
        answer(server.request(Method::POST, "/app-exchange-token").json(&body)).await
    }

    async fn set_status(&self, owner: &Endpoint, status: &str) {
        let query = "mutation($data: UpdateAppInstallationInput!) { updateAppInstallation(data: $data) { updatedAppInstallation { id } } }";
        let data = json!({ "appInstallationId": self.installation, "config": {}, "status": status });
        owner.send(query, json!({ "data": data })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_26_the_owners_link_begins_with_the_public_url() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let server = binary.serve_with(&database, &["--public-url", "https://cms.example.org/"], "warn").await;
        let link = owner_link(&server);
        let token = link.strip_prefix("https://cms.example.org/setup?token=").expect("the public URL");
        for line in ["https://cms.example.org/", "https://cms.example.org/graphql", "https://cms.example.org/v2/"] {
            assert!(server.printed().contains(line), "{}", server.printed());
        }
        let body = json!({ "setupToken": token, "email": "owner@example.org", "name": "", "password": PASSWORD });
        let make = |origin: &str| {
            let request = server.request(Method::POST, "/studio-api/owner").header("x-epigraph-studio", "1");
            request.header("origin", origin).header("host", "evil.example").json(&body)
        };
        // The public URL, and not the Host of the request, is whose pages may ask.
        assert_eq!(answer(make("http://evil.example")).await.0, 403);
        let made = make("https://cms.example.org").send().await.expect("an answer");
        assert_eq!(made.status(), 201);
        let cookie = made.headers()["set-cookie"].to_str().expect("text").to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(answer(make("https://cms.example.org")).await.0, 409, "the link works once");
        server.kill().await;
        let again = binary.serve(&database).await;
        assert!(!again.printed().contains("token="), "{}", again.printed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_36_no_log_line_holds_a_secret() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        // Everything that any part of the server could say.
        let server = binary.serve_with(&database, &["--log-format", "json"], "trace").await;
        let link = owner_link(&server);
        let setup_token = link.split_once("token=").expect("a token").1.to_owned();
        server.request(Method::GET, &format!("/setup?token={setup_token}")).send().await.expect("a page");
        let studio = |path: &str| server.request(Method::POST, path).header("x-epigraph-studio", "1");
        let new = json!({ "setupToken": setup_token, "email": "owner@example.org", "name": "O", "password": PASSWORD });
        assert_eq!(answer(studio("/studio-api/owner").json(&new)).await.0, 201);
        let wrong = json!({ "email": "owner@example.org", "password": "mistyped passphrase" });
        assert_eq!(answer(studio("/studio-api/session").json(&wrong)).await.0, 401);
        let right = json!({ "email": "owner@example.org", "password": PASSWORD });
        let signed_in = studio("/studio-api/session").json(&right).send().await.expect("an answer");
        let cookie = signed_in.headers()["set-cookie"].to_str().expect("text").to_owned();
        let session = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
        let who = server.request(Method::GET, "/studio-api/session").header("cookie", &cookie);
        assert_eq!(answer(who).await.1["user"]["email"], "owner@example.org");

        let project = binary.create_project(&database, &server.base).await;
        let permanent = project["token"].as_str().expect("a token").to_owned();
        let user = binary.run(&["user", "token", "--email", "owner@example.org"], &database).await;
        let user = String::from_utf8(user.stdout).expect("text").trim().to_owned();
        let owner = Endpoint::new(format!("{}/graphql", server.base), user.as_str());
        let app = installed_app(&owner, &project["environmentId"]).await;
        let setup =
            format!("/{}/master/apps/app/setup?code={}", project["projectId"].as_str().expect("an id"), app.code);
        server.request(Method::GET, &setup).send().await.expect("a page");
        assert_eq!(app.exchange(&server, "mistyped secret").await.0, 401);
        let (status, body) = app.exchange(&server, &app.client_secret).await;
        assert_eq!(status, 200, "{body}");
        let app_token = body["appToken"].as_str().expect("a token").to_owned();
        assert_eq!(app.exchange(&server, &app.client_secret).await.0, 400);
        for token in [&permanent, &app_token, &user] {
            let content = Endpoint::new(project["contentApi"].as_str().expect("an address"), token.as_str());
            content.send("{ __typename }", json!({})).await;
            // Cut short, it is a token that nobody made.
            let forged = Endpoint::new(format!("{}/graphql", server.base), &token[..token.len() - 8]);
            assert_eq!(forged.try_send("{ viewer { id } }", json!({})).await.expect("an answer").0, 401);
        }

        let log = server.logged();
        let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        let of_exchange =
            |line: &&Value| line["span"]["path"] == "/app-exchange-token" && line["fields"]["message"] == "answered";
        let exchanges: Vec<&Value> = lines.iter().filter(of_exchange).collect();
        assert_eq!(exchanges.len(), 3, "each request is logged once");
        assert_eq!(exchanges[0]["span"]["request_id"].as_str().map(str::len), Some(25));
        let secrets = [
            ("setup token", setup_token),
            ("password", PASSWORD.to_owned()),
            ("wrong password", "mistyped passphrase".to_owned()),
            ("session", session),
            ("permanent token", permanent),
            ("user token", user),
            ("client secret", app.client_secret),
            ("wrong secret", "mistyped secret".to_owned()),
            ("setup code", app.code),
            ("app token", app_token),
            ("password hash", "$argon2".to_owned()),
        ];
        for (name, secret) in secrets {
            // Not even its first half, which a forged token has in common with it.
            let begin = &secret[..secret.len().min(secret.len() / 2 + 8)];
            let line = log.lines().find(|line| line.contains(begin));
            assert!(line.is_none(), "the {name} is in the log of {engine:?}: {line:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_a_revocation_reaches_the_other_node_within_a_second() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let database = TestDatabase::create(engine).await;
        let (one, other) = (binary.serve(&database).await, binary.serve(&database).await);
        binary.create_owner(&database).await;
        let project = binary.create_project(&database, &one.base).await;
        let user = binary.run(&["user", "token", "--email", "owner@example.org"], &database).await;
        let user = String::from_utf8(user.stdout).expect("text").trim().to_owned();
        let owner = Endpoint::new(format!("{}/graphql", one.base), user);
        let app = installed_app(&owner, &project["environmentId"]).await;
        // The code that one node made is exchanged at the other, and by one of them alone.
        let (status, body) = app.exchange(&other, &app.client_secret).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(app.exchange(&one, &app.client_secret).await.0, 400);
        app.set_status(&owner, "COMPLETED").await;
        let at_other = Endpoint::new(format!("{}/graphql", other.base), body["appToken"].as_str().expect("a token"));
        let ask = async || at_other.try_send("{ viewer { id } }", json!({})).await.expect("an answer").0;
        let becomes = async |status: u16| {
            let begin = Instant::now();
            while ask().await != status {
                assert!(begin.elapsed() < Duration::from_secs(1), "{engine:?}: not {status} after a second");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        becomes(200).await;
        app.set_status(&owner, "DISABLED").await;
        becomes(401).await;
        app.set_status(&owner, "COMPLETED").await;
        becomes(200).await;
        let query =
            "mutation($id: ID!) { deleteAppInstallation(data: {appInstallationId: $id}) { deletedAppInstallationId } }";
        owner.send(query, json!({ "id": app.installation })).await;
        becomes(401).await;

        // What one writes, the other reads: model and content.
        let create = "mutation($data: CreateModelInput!) { createModel(data: $data) { migration { status } } }";
        let data = json!({ "environmentId": project["environmentId"], "apiId": "Note", "apiIdPlural": "Notes",
            "displayName": "Note" });
        owner.send(create, json!({ "data": data })).await;
        let path = format!("/v2/{}/master", project["projectId"].as_str().expect("an id"));
        let content = |server: &Running| {
            Endpoint::new(format!("{}{path}", server.base), project["token"].as_str().expect("a token"))
        };
        let note = content(&other).send("mutation { createNote(data: {}) { id } }", json!({})).await;
        let notes = content(&one).send("{ notes(stage: DRAFT) { id } }", json!({})).await;
        assert_eq!(notes["notes"], json!([note["createNote"]]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_names_the_port_that_the_system_chose() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let mut command = binary.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child =
        command.args(database.flags()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let first = lines.next_line().await.expect("text").expect("a line");
    let studio = first.split_whitespace().last().expect("an address");
    assert!(studio.starts_with("http://127.0.0.1:") && !studio.ends_with(":0/"), "{first}");
    let answer = reqwest::get(format!("{studio}healthz")).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    child.kill().await.expect("our own child");
}
