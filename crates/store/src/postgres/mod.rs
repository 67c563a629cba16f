//! The PostgreSQL side: one pool for the server, one schema per database.
//!
//! Statements are written without a schema, and a connection serves whichever schema asks: its `search_path` is set
//! when it last served another one, in the same flight as the statement, so it costs no round trip. One pool per schema
//! would need connections for every environment. Prepared statements are kept per schema, since PostgreSQL plans an
//! unqualified name again whenever the path differs.

mod binding;
mod connection;
mod failure;
mod flight;
mod lanes;
mod prepared;
mod server;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use sql::Statement;

pub(crate) use connection::PostgresSession;
pub(crate) use server::Server;

use crate::transaction::Session;
use crate::{Row, StoreError, Transaction};

/// A schema of the server.
#[derive(Clone)]
pub(crate) struct PostgresDatabase {
    server: Server,
    schema: Arc<str>,
    closed: Arc<AtomicBool>,
}

impl PostgresDatabase {
    /// A handle to an existing schema.
    pub(crate) fn new(server: Server, schema: &str) -> Self {
        Self { server, schema: schema.into(), closed: Arc::default() }
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.still_open()?;
        let (server, schema) = (self.server.clone(), Arc::clone(&self.schema));
        to_the_end(async move { server.session(schema).await?.read(&statement).await }).await
    }

    /// As [`PostgresDatabase::query`], beside other short statements on one connection.
    pub(crate) async fn query_short(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.still_open()?;
        match self.server.lanes().pick(&self.schema) {
            Some(lane) => match lane.read(&statement).await {
                // It was not short, or the connection is gone: a connection of the pool is another try.
                Err(StoreError::Timeout) => {}
                Err(_) if lane.is_lost() => {}
                answer => return answer,
            },
            None if self.server.lanes().reserve(&self.schema) => {
                let (server, schema) = (self.server.clone(), Arc::clone(&self.schema));
                tokio::spawn(async move { server.lanes().open(&schema).await });
            }
            None => {}
        }
        self.query(statement).await
    }

    pub(crate) async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.still_open()?;
        let (server, schema) = (self.server.clone(), Arc::clone(&self.schema));
        to_the_end(async move {
            let mut session = server.session(schema).await?;
            session.begin();
            in_transaction(session, job).await
        })
        .await
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.server.lanes().forget(&self.schema);
    }

    fn still_open(&self) -> Result<(), StoreError> {
        if self.closed.load(Ordering::Acquire) { Err(StoreError::Closed) } else { Ok(()) }
    }
}

/// Runs `job` in the transaction that `session` has begun, and ends it.
async fn in_transaction<T, E, F>(session: PostgresSession, job: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>>,
    E: From<StoreError>,
{
    let mut transaction = Transaction::new(Session::Postgres(session));
    let result = job(&mut transaction).await;
    let result = match transaction.take_failure() {
        // PostgreSQL would answer COMMIT with a silent rollback.
        Some(failure) if result.is_ok() => Err(failure.into()),
        _ => result,
    };
    if let Session::Postgres(session) = &mut transaction.session {
        match &result {
            Ok(_) => session.commit().await?,
            Err(_) => session.rollback().await,
        }
    }
    result
}

/// Runs `work` in a task of its own: a caller that goes away drops its handle, and the connection goes back to the pool
/// when the statement on it has ended.
async fn to_the_end<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(ended) if ended.is_panic() => Err(StoreError::Other("a write panicked".to_owned()).into()),
        Err(_) => Err(StoreError::Closed.into()),
    }
}
