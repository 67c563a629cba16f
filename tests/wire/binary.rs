//! The real binary, for what only a process of its own can show.

use std::fs::File;
use std::path::PathBuf;
use std::process::{ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use wire_tests::TestDatabase;

/// Where the binary is when it is not beside the tests.
const PLACE: &str = "EPIGRAPH_BIN";

/// How long a command or a start may take. Much longer than either does: machines that run tests are busy.
const LIMIT: Duration = Duration::from_secs(30);

/// The password of every owner here.
pub const PASSWORD: &str = "correct horse battery";

/// The `epigraph` binary.
#[derive(Clone)]
pub struct Binary(PathBuf);

impl Binary {
    /// The binary that was built with the tests. Says so when there is none.
    #[allow(clippy::print_stderr)]
    pub fn find() -> Option<Self> {
        let place = match std::env::var_os(PLACE) {
            Some(place) => PathBuf::from(place),
            // The tests' own executable lies in `target/<profile>/deps`.
            None => std::env::current_exe().expect("a running test").ancestors().nth(2)?.join("epigraph"),
        };
        if !place.exists() {
            eprintln!("skipped: {} is not there; build it, or name another in {PLACE}", place.display());
            return None;
        }
        Some(Self(place))
    }

    /// The binary with arguments, and without settings from the tests' own environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        let own = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("EPIGRAPH_"));
        own.for_each(|(name, _)| {
            command.env_remove(name);
        });
        command.args(arguments).env_remove("RUST_LOG").kill_on_drop(true);
        command
    }

    /// Runs a command of the binary to its end.
    pub async fn run(&self, arguments: &[&str], database: &TestDatabase) -> Output {
        self.run_with_input(arguments, database, "").await
    }

    /// Runs a command of the binary to its end, with this on its standard input.
    pub async fn run_with_input(&self, arguments: &[&str], database: &TestDatabase, input: &str) -> Output {
        let mut command = self.command(arguments);
        command.args(database.flags());
        run(command, input).await
    }

    /// Creates the owner.
    pub async fn create_owner(&self, database: &TestDatabase) -> Output {
        let arguments = ["owner", "create", "--email", "owner@example.org", "--password-stdin"];
        self.run_with_input(&arguments, database, &format!("{PASSWORD}\n")).await
    }

    /// Creates a project of the owner's; what the command printed.
    pub async fn create_project(&self, database: &TestDatabase, public_url: &str) -> Value {
        let arguments = ["project", "create", "--owner", "owner@example.org", "--name", "Shop"];
        let more = ["--template", "blank", "--json", "--public-url", public_url];
        let output = self.run(&[&arguments[..], &more[..]].concat(), database).await;
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).expect("JSON on standard output")
    }

    /// Starts the server on a free port and waits until it is ready.
    pub async fn serve(&self, database: &TestDatabase) -> Running {
        self.serve_with(database, &[], "warn").await
    }

    /// The same with more flags, and with this much in its log, as `RUST_LOG` says it.
    pub async fn serve_with(&self, database: &TestDatabase, flags: &[&str], log: &str) -> Running {
        let begin = Instant::now();
        loop {
            let port = free_port();
            let base = format!("127.0.0.1:{port}");
            let file = |name: &str| database.folder().join(format!("serve-{port}.{name}"));
            let (printed, logged) = (file("out"), file("log"));
            let mut command = self.command(&["serve", "--listen", &base]);
            command.args(flags).args(database.flags()).env("RUST_LOG", log).stdin(Stdio::null());
            command.stdout(File::create(&printed).expect("a file")).stderr(File::create(&logged).expect("a file"));
            let child = command.spawn().expect("the binary runs");
            let http = reqwest::Client::new();
            let mut running = Running { child, base: format!("http://{base}"), http, printed, logged };
            if running.is_ready(begin).await {
                return running;
            }
            // Somebody else may have taken the port meanwhile.
            let text = running.logged();
            assert!(begin.elapsed() < LIMIT && text.contains("cannot be used"), "the server did not start: {text}");
        }
    }
}

/// Runs a command to its end, with this on its standard input.
pub async fn run(mut command: Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("piped");
    // A command that ends without reading closes the pipe: that is its right.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = tokio::time::timeout(LIMIT, child.wait_with_output()).await;
    output.expect("the command ends").expect("its output can be read")
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

/// A running server. It is killed when this is dropped.
pub struct Running {
    child: Child,
    /// Base address.
    pub base: String,
    http: reqwest::Client,
    printed: PathBuf,
    logged: PathBuf,
}

impl Running {
    /// What it has written on its standard output so far.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.printed).expect("text")
    }

    /// Its log so far.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(&self.logged).expect("text")
    }

    /// A request to a path of it, without credential.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Whether the server became ready; false when its process ended before.
    async fn is_ready(&mut self, begin: Instant) -> bool {
        while begin.elapsed() < LIMIT {
            let answer = self.http.get(format!("{}/readyz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return true;
            }
            if self.child.try_wait().expect("our own child").is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    /// Kills the process at once, as a crash or a loss of power would.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("our own child");
    }

    /// Asks the process to end, and waits for it.
    pub async fn terminate(&mut self, limit: Duration) -> ExitStatus {
        let id = self.child.id().and_then(|id| id.try_into().ok()).and_then(Pid::from_raw).expect("it runs");
        kill_process(id, Signal::TERM).expect("our own child");
        let ended = tokio::time::timeout(limit, self.child.wait()).await;
        ended.expect("the server ends").expect("our own child")
    }
}

/// A GraphQL endpoint and a token for it.
#[derive(Clone)]
pub struct Endpoint {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Endpoint {
    /// The endpoint at an address.
    pub fn new(url: impl Into<String>, token: impl Into<String>) -> Self {
        Self { http: reqwest::Client::new(), url: url.into(), token: token.into() }
    }

    /// Status and body of an operation; an error when the server went away.
    pub async fn try_send(&self, query: &str, variables: Value) -> reqwest::Result<(u16, Value)> {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.http.post(&self.url).bearer_auth(&self.token).json(&body).send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// `data` of an operation.
    #[track_caller]
    pub fn send(&self, query: &str, variables: Value) -> impl Future<Output = Value> {
        let place = std::panic::Location::caller();
        async move {
            let (status, mut body) = self.try_send(query, variables).await.expect("the server answers");
            assert!(status == 200 && body.get("errors").is_none(), "{place}: {status} {body}");
            body["data"].take()
        }
    }
}
