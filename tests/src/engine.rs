//! The engines that tests run on, each with a database of its own.

use std::sync::Once;

use store::StoreConfig;
use tempfile::TempDir;

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestEngine {
    /// SQLite in a temporary folder.
    Sqlite,
    /// PostgreSQL on the server that `EPIGRAPH_TEST_POSTGRES` names, a fresh database each time.
    Postgres,
}

const POSTGRES: &str = "EPIGRAPH_TEST_POSTGRES";

impl TestEngine {
    /// The engines that are there. Says once when PostgreSQL is not.
    #[allow(clippy::print_stderr)]
    pub fn available() -> Vec<TestEngine> {
        if std::env::var_os(POSTGRES).is_some() {
            return vec![TestEngine::Sqlite, TestEngine::Postgres];
        }
        static SAID: Once = Once::new();
        SAID.call_once(|| eprintln!("PostgreSQL skipped: {POSTGRES} names no server"));
        vec![TestEngine::Sqlite]
    }
}

/// A database that nobody else uses, and that goes when it is dropped (a PostgreSQL database goes with its server).
pub struct TestDatabase {
    folder: TempDir,
    url: Option<String>,
}

impl TestDatabase {
    /// A fresh one.
    ///
    /// # Panics
    /// When the engine does not let us.
    pub async fn create(engine: TestEngine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = match engine {
            TestEngine::Sqlite => None,
            TestEngine::Postgres => Some(create_postgres_database().await),
        };
        Self { folder, url }
    }

    /// One whose data folder is in another folder, such as a small file system.
    ///
    /// # Panics
    /// When that cannot be written.
    pub fn sqlite_in(parent: &std::path::Path) -> Self {
        let folder = tempfile::tempdir_in(parent).expect("a folder can be made there");
        Self { folder, url: None }
    }

    /// The same database, reached by another address: PostgreSQL's `host:port` is replaced.
    #[must_use]
    pub fn by_way_of(mut self, address: &str) -> Self {
        self.url = self.url.map(|url| {
            let (scheme, rest) = url.split_once("://").expect("a URL");
            let (user, rest) = rest.split_once('@').expect("a user");
            let (_, path) = rest.split_once('/').expect("a database");
            format!("{scheme}://{user}@{address}/{path}")
        });
        self
    }

    /// What the store is opened with.
    pub fn config(&self) -> StoreConfig {
        StoreConfig { data_dir: self.folder.path().to_owned(), database_url: self.url.clone() }
    }

    /// Flags for the binary.
    pub fn flags(&self) -> Vec<String> {
        let mut flags = vec!["--data".to_owned(), self.folder.path().display().to_string()];
        if let Some(url) = &self.url {
            flags.extend(["--database-url".to_owned(), url.clone()]);
        }
        flags
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

async fn create_postgres_database() -> String {
    let server = std::env::var(POSTGRES).expect("checked when the engine was chosen");
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    let name = format!("test_{}", cuid::cuid1());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
    drop(client);
    driver.await.expect("the connection ends").expect("without error");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}
