//! The databases that the server is measured on.

use std::path::PathBuf;

use model::ids::EnvironmentId;
use store::StoreConfig;
use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::Result;
use crate::cpu::DatabaseProcesses;
use crate::report::counted;

/// The PostgreSQL server to measure on, as a superuser's URL.
const POSTGRES: &str = "EPIGRAPH_TEST_POSTGRES";

/// As many connections as the server's own pool has: more would be another comparison.
const POOL: usize = 16;

/// A database of the bench's own.
pub struct Database {
    folder: TempDir,
    postgres: Option<Postgres>,
}

struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    fn url(&self) -> String {
        let base = self.server.rsplit_once('/').map_or(self.server.as_str(), |(base, _)| base);
        format!("{base}/{}", self.name)
    }
}

impl Database {
    /// A fresh one of each engine that is there.
    pub async fn available() -> Result<Vec<Self>> {
        let mut databases = vec![Self { folder: tempfile::tempdir()?, postgres: None }];
        match std::env::var(POSTGRES) {
            Ok(server) => {
                let name = format!("bench_{}", cuid::cuid1());
                execute(&server, &format!("CREATE DATABASE {name}")).await?;
                databases.push(Self { folder: tempfile::tempdir()?, postgres: Some(Postgres { server, name }) });
            }
            Err(_) => println!("PostgreSQL is not measured: {POSTGRES} names no server.\n"),
        }
        Ok(databases)
    }

    /// Measures on each engine that is there. A database goes whatever came of it.
    pub async fn on_each(measure: impl AsyncFn(&Self) -> Result<()>) -> Result<()> {
        for database in Self::available().await? {
            let measured = measure(&database).await;
            database.drop().await?;
            measured?;
        }
        Ok(())
    }

    /// The engine's name.
    pub fn name(&self) -> &'static str {
        if self.postgres.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// Flags that lead the binary to it.
    pub fn flags(&self) -> Vec<String> {
        let mut flags = vec!["--data".to_owned(), self.folder.path().display().to_string()];
        if let Some(postgres) = &self.postgres {
            flags.extend(["--database-url".to_owned(), postgres.url()]);
        }
        flags
    }

    /// What the store is opened with.
    pub fn config(&self) -> StoreConfig {
        StoreConfig { data_dir: self.folder.path().to_owned(), database_url: self.url() }
    }

    /// The URL; none for SQLite.
    pub fn url(&self) -> Option<String> {
        self.postgres.as_ref().map(Postgres::url)
    }

    /// Its processes.
    pub fn processes(&self) -> DatabaseProcesses {
        let name = |postgres: &Postgres| DatabaseProcesses::Postgres(postgres.name.clone());
        self.postgres.as_ref().map_or(DatabaseProcesses::None, name)
    }

    /// SQLite's file of an environment.
    pub fn file(&self, environment: &EnvironmentId) -> PathBuf {
        self.folder.path().join("environments").join(format!("{environment}.db"))
    }

    /// How many workers the bare driver is measured with: one, and as many as the server has. SQLite's work is done by
    /// threads, one per core; PostgreSQL's by the connections of a pool.
    pub fn bare_workers(&self) -> [usize; 2] {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        [1, if self.postgres.is_some() { POOL } else { cores }]
    }

    /// What the bare driver is called with so many workers.
    pub fn bare_label(&self, workers: usize) -> String {
        match self.postgres {
            Some(_) => format!("tokio-postgres, {}", counted(workers, "connection")),
            None => format!("rusqlite, {}", counted(workers, "thread")),
        }
    }

    /// Runs a statement beside the product; on PostgreSQL only.
    pub async fn execute(&self, statement: &str) -> Result<()> {
        let url = self.url().ok_or("statements beside the product are for PostgreSQL only")?;
        execute(&url, statement).await
    }

    /// Lets PostgreSQL look at what is there now, as its own service would some time later. SQLite is left as the product
    /// leaves it.
    pub async fn analyze(&self) -> Result<()> {
        if self.postgres.is_some() { self.execute("VACUUM ANALYZE").await } else { Ok(()) }
    }

    /// Removes it.
    pub async fn drop(self) -> Result<()> {
        match self.postgres {
            Some(Postgres { server, name }) => execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
            None => Ok(()),
        }
    }
}

async fn execute(server: &str, statement: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    Ok(driver.await??)
}
