//! A store of its own for a test, on each engine.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use sql::{Engine, Statement, Value};
use store::{Database, Store, StoreConfig, StoreError, Transaction};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Where a test's store is; the folder goes away with it.
pub struct Place {
    pub config: StoreConfig,
    folder: TempDir,
}

impl Place {
    pub async fn open(&self) -> Store {
        Store::open(&self.config).await.expect("the store opens")
    }

    pub fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn new(database_url: Option<String>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self { config: StoreConfig { data_dir: folder.path().to_owned(), database_url }, folder }
    }
}

/// A place on SQLite.
pub fn sqlite() -> Place {
    Place::new(None)
}

/// A place on PostgreSQL: a database of its own. `None`, saying so, when no server is named.
pub async fn postgres() -> Option<Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("EPIGRAPH_TEST_POSTGRES") else {
        eprintln!("PostgreSQL is skipped: EPIGRAPH_TEST_POSTGRES names no server (postgres://user@host:port/postgres)");
        return None;
    };
    let name = format!("store_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (client, connection) = tokio_postgres::connect(&server, NoTls).await.expect("the server answers");
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database for the test");
    drop(client);
    connection.await.expect("the connection ends").expect("in peace");
    let (address, _) = server.rsplit_once('/').expect("the URL names a database");
    Some(Place::new(Some(format!("{address}/{name}"))))
}

/// Runs a test on each engine that is there.
pub async fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Place) -> F) {
    test(sqlite()).await;
    if let Some(place) = postgres().await {
        test(place).await;
    }
}

/// Runs statements in one transaction.
pub async fn apply(database: &Database, statements: Vec<Statement>) -> Result<(), StoreError> {
    let job = database.write(move |tx: &mut Transaction| {
        Box::pin(async move {
            for statement in statements {
                tx.execute(statement).await?;
            }
            Ok(())
        })
    });
    job.await
}

/// A statement that sets a value in the platform's settings.
pub fn put(key: &str, value: &str) -> Statement {
    Statement::new(
        "INSERT INTO server_setting (key, value) VALUES ($1, $2)",
        vec![Value::from(key), Value::from(value)],
    )
}

/// How many settings there are.
pub async fn settings(database: &Database) -> i64 {
    let count = Statement::new("SELECT COUNT(*) FROM server_setting", Vec::new());
    database.query_opt(count).await.expect("counted").expect("one row").int(0).expect("an integer")
}

/// A reading statement that takes long: half a second or more.
pub fn slow(engine: Engine) -> Statement {
    let text = match engine {
        Engine::Sqlite => {
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT MAX(i) FROM n"
        }
        Engine::Postgres => "SELECT 1 FROM pg_sleep(0.5)",
    };
    Statement::new(text, Vec::new())
}
