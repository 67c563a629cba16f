//! One database: the platform's or an environment's.

use futures_util::future::BoxFuture;
use sql::{Engine, Statement};

use crate::postgres::PostgresDatabase;
use crate::sqlite::SqliteDatabase;
use crate::{Row, StoreError, Transaction};

/// A handle to one database; cheap to clone.
#[derive(Clone)]
pub struct Database(Inner);

#[derive(Clone)]
enum Inner {
    Sqlite(SqliteDatabase),
    Postgres(PostgresDatabase),
}

impl Database {
    pub(crate) fn sqlite(database: SqliteDatabase) -> Self {
        Self(Inner::Sqlite(database))
    }

    pub(crate) fn postgres(database: PostgresDatabase) -> Self {
        Self(Inner::Postgres(database))
    }

    /// The engine whose statements this database takes.
    pub fn engine(&self) -> Engine {
        match &self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a reading statement and gives all its rows. It sees every write that was acknowledged before.
    ///
    /// Fails with [`StoreError::ReadOnly`] when the statement writes, [`StoreError::Timeout`] after 20 seconds.
    pub async fn query(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        match &self.0 {
            Inner::Sqlite(database) => database.query(statement).await,
            // On the heap, here and below: what the driver holds meanwhile would be in every future around it, and be
            // moved with it, on SQLite, too.
            Inner::Postgres(database) => Box::pin(database.query(statement)).await,
        }
    }

    /// Like [`Database::query`], for a statement of which the caller knows that it reads few rows by unique keys: it is
    /// spared the way to another thread, or a connection of its own. One that takes long all the same is answered, only later.
    pub async fn query_short(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        match &self.0 {
            Inner::Sqlite(database) => database.query_short(statement).await,
            Inner::Postgres(database) => Box::pin(database.query_short(statement)).await,
        }
    }

    /// Like [`Database::query`], giving the first row if there is one.
    pub async fn query_opt(&self, statement: Statement) -> Result<Option<Row>, StoreError> {
        Ok(self.query(statement).await?.into_iter().next())
    }

    /// Runs `job` in one transaction and answers when it is durable: its value after the commit, or its error after
    /// everything it did is undone.
    ///
    /// ```text
    /// database.write(move |tx| Box::pin(async move { tx.execute(statement).await?; Ok(id) })).await
    /// ```
    ///
    /// Write the closure inside the call, as above: bound to a name first, its lifetimes are not inferred.
    ///
    /// The job may await nothing but `tx`. A statement that fails ends the job: later statements answer the same error,
    /// and a job that returns `Ok` after one is undone and fails with it (PostgreSQL has given the transaction up by
    /// then; SQLite must not differ). A job that has begun runs to its end even if the caller goes away. A job that
    /// fails, panics or takes longer than 60 seconds leaves other jobs alone. Nothing is retried here:
    /// [`StoreError::Serialization`] says that the caller may.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.0 {
            Inner::Sqlite(database) => database.write(job).await,
            Inner::Postgres(database) => Box::pin(database.write(job)).await,
        }
    }

    /// Refuses new writes, ends those that wait, and lets the database's connections go.
    pub(crate) async fn close(&self) {
        match &self.0 {
            Inner::Sqlite(database) => database.close().await,
            Inner::Postgres(database) => database.close(),
        }
    }

    /// Makes connections to a database's removed file go away.
    pub(crate) fn forget(&self) {
        match &self.0 {
            Inner::Sqlite(database) => database.forget(),
            Inner::Postgres(_) => {}
        }
    }
}
