//! A pooled connection and what is known of it.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::Object;
use futures_util::future::join;
use futures_util::{TryStreamExt, pin_mut};
use sql::{Statement, Value, session};
use tokio::sync::OwnedRwLockReadGuard;
use tokio_postgres::{Client, Statement as Prepared};

use super::prepared::PreparedStatements;
use super::server::Connector;
use super::{binding, failure};
use crate::{Row, StoreError};

/// How long one statement of a write may run.
const WRITE_LIMIT: Duration = Duration::from_secs(60);

/// A connection with what was set and prepared on it.
pub(crate) struct Connection {
    client: Client,
    /// The schema in the connection's `search_path`; `None` before the first.
    path: Option<Arc<str>>,
    prepared: PreparedStatements,
    /// Whether another caller may have it: not in the middle of a transaction.
    usable: bool,
}

impl Connection {
    pub(super) fn new(client: Client) -> Self {
        Self { client, path: None, prepared: PreparedStatements::new(), usable: true }
    }

    /// Whether another caller may have it.
    pub(super) fn is_clean(&self) -> bool {
        self.usable && !self.client.is_closed()
    }
}

/// A connection on loan, for statements in one schema.
pub(crate) struct PostgresSession {
    connection: Object<Connector>,
    schema: Arc<str>,
    /// Keeps the server open; dropped after the connection.
    _open: OwnedRwLockReadGuard<bool>,
}

impl PostgresSession {
    pub(super) fn new(connection: Object<Connector>, schema: Arc<str>, open: OwnedRwLockReadGuard<bool>) -> Self {
        Self { connection, schema, _open: open }
    }

    /// Runs a reading statement outside a transaction.
    pub(crate) async fn read(&mut self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        match self.read_once(statement).await {
            // Perhaps only the prepared form was old, and it is forgotten now.
            Err(StoreError::SchemaChanged) => self.read_once(statement).await,
            answer => answer,
        }
    }

    async fn read_once(&mut self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        if self.connection.path.as_ref() == Some(&self.schema) {
            return self.query(statement).await;
        }
        // Both go out in one flight, in this order. The rows are given only if the path was set: they might be another
        // schema's, as might be what was prepared, so the connection is not used again then.
        let Connection { client, prepared, .. } = &mut *self.connection;
        let set = session::set_search_path(&self.schema);
        let (set, rows) = join(client.batch_execute(&set), query(client, prepared, &self.schema, statement)).await;
        if let Err(error) = set {
            self.connection.usable = false;
            return Err(failure::map(&error));
        }
        self.connection.path = Some(Arc::clone(&self.schema));
        rows
    }

    /// Begins a writing transaction.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.usable = false;
        self.batch(&session::postgres_begin(&self.schema, WRITE_LIMIT.as_millis())).await
    }

    /// Makes the transaction durable.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        self.batch(session::COMMIT).await?;
        self.connection.usable = true;
        Ok(())
    }

    /// Undoes the transaction. A connection on which that fails is not used again, and the server undoes it then.
    pub(crate) async fn rollback(&mut self) {
        match self.batch(session::ROLLBACK).await {
            Ok(()) => self.connection.usable = true,
            Err(error) => tracing::warn!(%error, "a transaction could not be rolled back"),
        }
    }

    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        let Connection { client, prepared, .. } = &mut *self.connection;
        query(client, prepared, &self.schema, statement).await
    }

    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, StoreError> {
        let Connection { client, prepared, .. } = &mut *self.connection;
        let ready = prepared.ready(client, &self.schema, statement).await?;
        let parameters = binding::parameters(&ready, &statement.params)?;
        let touched = client.execute_raw(&ready, parameters).await.map_err(|error| failure::map(&error));
        prepared.note(&self.schema, statement, touched)
    }

    pub(crate) async fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        self.connection.client.batch_execute(text).await.map_err(|error| failure::map(&error))
    }
}

async fn query(
    client: &Client,
    prepared: &mut PreparedStatements,
    schema: &Arc<str>,
    statement: &Statement,
) -> Result<Vec<Row>, StoreError> {
    let ready = prepared.ready(client, schema, statement).await?;
    prepared.note(schema, statement, rows(client, &ready, &statement.params).await)
}

/// Runs a prepared statement and reads its rows.
pub(super) async fn rows(client: &Client, ready: &Prepared, values: &[Value]) -> Result<Vec<Row>, StoreError> {
    let answer = client.query_raw(ready, binding::parameters(ready, values)?).await;
    let answer = answer.map_err(|error| failure::map(&error))?;
    pin_mut!(answer);
    let mut rows = Vec::new();
    while let Some(row) = answer.try_next().await.map_err(|error| failure::map(&error))? {
        rows.push(binding::read_row(&row)?);
    }
    Ok(rows)
}
