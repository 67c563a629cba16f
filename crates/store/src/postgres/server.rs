//! The pool of connections to one PostgreSQL server.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{self, Metrics, PoolError, RecycleError, RecycleResult};
use sql::session;
use tokio::sync::RwLock;
use tokio_postgres::config::Host;
use tokio_postgres::{Config, NoTls};

use super::connection::{Connection, PostgresSession};
use super::failure;
use super::lanes::Lanes;
use crate::{OpenError, StoreError};

/// How many connections this process opens at most; PostgreSQL allows 100 altogether by default.
const CONNECTIONS: usize = 16;

/// How long a caller waits for a free connection.
const WAIT: Duration = Duration::from_secs(10);

/// How long the server may take to let us in.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a reading statement may run.
const READ_LIMIT: Duration = Duration::from_secs(20);

/// A server and the way to its connections; cheap to clone.
#[derive(Clone)]
pub(crate) struct Server {
    pool: managed::Pool<Connector>,
    lanes: Arc<Lanes>,
    /// True until the server is closed. Sessions hold it for reading, so closing waits for them.
    open: Arc<RwLock<bool>>,
}

impl Server {
    /// Reads the URL and connects once, so that a wrong address or password is known at the start.
    pub(crate) async fn connect(url: &str) -> Result<Self, OpenError> {
        let wrong = |reason: String| OpenError::DatabaseUrl { reason };
        let mut config = Config::from_str(url).map_err(|error| wrong(describe(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        let ours = session::postgres_options(READ_LIMIT.as_millis());
        let options = config.get_options().map_or_else(|| ours.clone(), |given| format!("{given} {ours}"));
        config.options(options).application_name("epigraph");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        let address = address(&config);
        let lanes = Arc::new(Lanes::new(&config));
        let pool = managed::Pool::builder(Connector { config })
            .max_size(CONNECTIONS)
            .runtime(deadpool::Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(2 * CONNECT))
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let unreachable = |reason: String| OpenError::Unreachable { server: address, reason };
        match pool.get().await {
            Ok(_) => Ok(Self { pool, lanes, open: Arc::new(RwLock::new(true)) }),
            Err(PoolError::Backend(error)) => Err(unreachable(describe(&error))),
            Err(_) => Err(unreachable("it did not answer in time".to_owned())),
        }
    }

    /// A connection for statements in `schema`, given back when the session is dropped.
    pub(crate) async fn session(&self, schema: Arc<str>) -> Result<PostgresSession, StoreError> {
        let open = Arc::clone(&self.open).read_owned().await;
        if !*open {
            return Err(StoreError::Closed);
        }
        match self.pool.get().await {
            Ok(connection) => Ok(PostgresSession::new(connection, schema, open)),
            Err(PoolError::Backend(error)) => Err(failure::map(&error)),
            Err(PoolError::Timeout(_)) => Err(StoreError::Timeout),
            Err(PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_)) => {
                Err(StoreError::Closed)
            }
        }
    }

    /// Connections for short reads.
    pub(super) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Gives out no more connections, waits for those on loan, and closes all.
    pub(crate) async fn close(&self) {
        *self.open.write().await = false;
        self.lanes.close();
        self.pool.close();
    }
}

/// The error with its cause, in one line: the driver's own text names only the kind.
fn describe(error: &tokio_postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return answer.message().to_owned();
    }
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// Host and port as people write them, without user and password.
fn address(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => String::new(),
    };
    format!("{host}:{}", config.get_ports().first().copied().unwrap_or(5432))
}

/// Opens connections for the pool.
pub(crate) struct Connector {
    config: Config,
}

impl managed::Manager for Connector {
    type Type = Connection;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Connection, tokio_postgres::Error> {
        let (client, connection) = self.config.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "a connection to PostgreSQL was lost");
            }
        });
        Ok(Connection::new(client))
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<tokio_postgres::Error> {
        if connection.is_clean() { Ok(()) } else { Err(RecycleError::message("closed, or left in a transaction")) }
    }
}
