//! A pooled connection and what is known of it.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::Object;
use futures_util::future::join;
use futures_util::{TryStreamExt, pin_mut};
use sql::{Statement, Value, session};
use tokio::sync::OwnedRwLockReadGuard;
use tokio_postgres::{Client, Statement as Prepared};

use super::flight::{self, Flight, Landed, Last};
use super::prepared::PreparedStatements;
use super::server::Connector;
use super::{binding, failure};
use crate::{Row, StatementError, StoreError};

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
    /// How the transaction begins, until it has: it goes out with the first statement.
    begin: Option<String>,
    /// What goes out with the end of the transaction.
    last: Vec<Statement>,
    /// Keeps the server open; dropped after the connection.
    _open: OwnedRwLockReadGuard<bool>,
}

impl PostgresSession {
    pub(super) fn new(connection: Object<Connector>, schema: Arc<str>, open: OwnedRwLockReadGuard<bool>) -> Self {
        Self { connection, schema, begin: None, last: Vec::new(), _open: open }
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
            let Connection { client, prepared, .. } = &mut *self.connection;
            return query(client, prepared, &self.schema, statement).await;
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

    /// Begins a writing transaction, with its first statement.
    pub(crate) fn begin(&mut self) {
        self.begin = Some(session::postgres_begin(&self.schema, WRITE_LIMIT.as_millis()));
    }

    /// Makes the transaction durable, with what [`PostgresSession::execute_last`] was told. When that fails, the transaction is undone.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        let last = std::mem::take(&mut self.last);
        if last.is_empty() && self.begin.take().is_some() {
            return Ok(());
        }
        let flight = self.fly(&last, Last::Control(session::COMMIT)).await;
        match flight {
            Ok(_) => {}
            // PostgreSQL takes the COMMIT behind a failed statement for a ROLLBACK; one that was not sent yet is made up for.
            Err(StatementError { error, number }) => {
                if number < last.len() {
                    self.rollback().await;
                }
                return Err(error);
            }
        }
        self.connection.usable = true;
        Ok(())
    }

    /// Undoes the transaction. A connection on which that fails is not used again, and the server undoes it then.
    pub(crate) async fn rollback(&mut self) {
        self.last.clear();
        if self.begin.take().is_some() {
            return;
        }
        match self.batch(session::ROLLBACK).await {
            Ok(()) => self.connection.usable = true,
            Err(error) => tracing::warn!(%error, "a transaction could not be rolled back"),
        }
    }

    /// Runs statements when the transaction ends, before all else that ends it.
    pub(crate) fn execute_last(&mut self, statements: Vec<Statement>) {
        self.last.extend(statements);
    }

    /// Runs a statement that gives rows.
    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        Ok(self.query_behind(&[], statement).await?)
    }

    /// Runs a statement that gives no rows; answers how many rows it touched.
    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, StoreError> {
        Ok(self.execute_behind(&[], statement).await?)
    }

    /// Runs `before` and then a statement that gives rows.
    pub(crate) async fn query_behind(
        &mut self,
        before: &[Statement],
        statement: &Statement,
    ) -> Result<Vec<Row>, StatementError> {
        match self.fly(before, Last::Query(statement)).await? {
            Landed::Rows(rows) => Ok(rows),
            Landed::Touched(_) | Landed::Done => Ok(Vec::new()),
        }
    }

    /// Runs `before` and then a statement that gives no rows.
    pub(crate) async fn execute_behind(
        &mut self,
        before: &[Statement],
        statement: &Statement,
    ) -> Result<u64, StatementError> {
        match self.fly(before, Last::Execute(statement)).await? {
            Landed::Touched(touched) => Ok(touched),
            Landed::Rows(_) | Landed::Done => Ok(0),
        }
    }

    /// In as few flights as will do.
    async fn fly(&mut self, before: &[Statement], last: Last<'_>) -> Result<Landed, StatementError> {
        let mut sent = 0;
        while before.len() - sent > flight::MOST {
            let (next, rest) = (&before[sent..sent + flight::MOST], &before[sent + flight::MOST]);
            self.fly_once(next, Last::Execute(rest)).await.map_err(|error| error.behind(sent))?;
            sent += flight::MOST + 1;
        }
        self.fly_once(&before[sent..], last).await.map_err(|error| error.behind(sent))
    }

    async fn fly_once(&mut self, before: &[Statement], last: Last<'_>) -> Result<Landed, StatementError> {
        let asked = match last {
            Last::Query(statement) | Last::Execute(statement) => Some(statement),
            Last::Control(_) => None,
        };
        // Names are looked up when a statement is prepared, in the schema that the transaction's beginning sets.
        if self.begin.is_some() && !self.flight().is_ready(before.iter().chain(asked)) {
            self.begin_now().await.map_err(StatementError::of_first)?;
        }
        let begin = self.begin.take();
        if begin.is_some() {
            self.connection.usable = false;
        }
        self.flight().run(begin, before, last).await
    }

    fn flight(&mut self) -> Flight<'_> {
        let Connection { client, prepared, .. } = &mut *self.connection;
        Flight { client, prepared, schema: &self.schema }
    }

    async fn begin_now(&mut self) -> Result<(), StoreError> {
        let Some(begin) = self.begin.take() else { return Ok(()) };
        self.connection.usable = false;
        self.connection.client.batch_execute(&begin).await.map_err(|error| failure::map(&error))
    }

    pub(crate) async fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        self.begin_now().await?;
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
