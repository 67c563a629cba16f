//! Stores of their own for tests, on each engine that is there. The tests of `apps` use this file, too.

use std::sync::atomic::{AtomicU32, Ordering};

use store::{Store, StoreConfig};
use tempfile::TempDir;

/// A fresh store. Its folder goes away with it.
pub(crate) struct Place {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

impl Place {
    async fn open(database_url: Option<String>) -> Place {
        let folder = TempDir::new().unwrap();
        let config = StoreConfig { data_dir: folder.path().to_owned(), database_url };
        Place { store: Store::open(&config).await.unwrap(), folder }
    }
}

/// Runs a test on SQLite and, where `EPIGRAPH_TEST_POSTGRES` names a server, on PostgreSQL.
pub(crate) async fn on_each_engine(test: impl AsyncFn(Place)) {
    test(Place::open(None).await).await;
    match std::env::var("EPIGRAPH_TEST_POSTGRES") {
        Ok(server) => test(Place::open(Some(fresh_database(&server).await)).await).await,
        Err(_) => eprintln!("PostgreSQL is skipped: EPIGRAPH_TEST_POSTGRES names no server"),
    }
}

async fn fresh_database(server: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("accounts_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}
