//! The transaction that a write job works in.

use sql::session::{KEEP_PART, PART, UNDO_PART};
use sql::{Engine, Statement};

use crate::postgres::PostgresSession;
use crate::sqlite::SqliteSession;
use crate::{Row, StatementError, StoreError};

/// An open transaction. Whoever made it ends it: a job only runs statements.
pub struct Transaction {
    pub(crate) session: Session,
    /// The first error of a statement: the transaction is given up then.
    failure: Option<StoreError>,
}

/// The engine's side of a transaction.
pub(crate) enum Session {
    /// The writer thread's connection.
    Sqlite(SqliteSession),
    /// A connection taken from the pool.
    Postgres(PostgresSession),
}

impl Transaction {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, failure: None }
    }

    /// Forgets the last job's error and gives it.
    pub(crate) fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }

    /// The engine whose statements this transaction takes.
    pub fn engine(&self) -> Engine {
        match &self.session {
            Session::Sqlite(_) => Engine::Sqlite,
            Session::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement that gives no rows; answers how many rows it touched.
    pub async fn execute(&mut self, statement: Statement) -> Result<u64, StoreError> {
        Ok(self.execute_behind(&[], statement).await?)
    }

    /// Runs a statement that gives rows: a reading one, or one with `RETURNING`.
    pub async fn query(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        Ok(self.query_behind(&[], statement).await?)
    }

    /// Runs these statements in their order, and then one that gives no rows, as [`Transaction::execute`] does. Together they take
    /// one flight to PostgreSQL. None is run after one that fails.
    pub async fn execute_behind(&mut self, before: &[Statement], statement: Statement) -> Result<u64, StatementError> {
        self.still_good().map_err(StatementError::of_first)?;
        let result = match &mut self.session {
            Session::Sqlite(session) => match run_all(session, before) {
                Ok(()) => session.execute(&statement).map_err(|error| StatementError { number: before.len(), error }),
                Err(error) => Err(error),
            },
            Session::Postgres(session) => session.execute_behind(before, &statement).await,
        };
        self.note(result)
    }

    /// Like [`Transaction::execute_behind`], for a statement that gives rows.
    pub async fn query_behind(
        &mut self,
        before: &[Statement],
        statement: Statement,
    ) -> Result<Vec<Row>, StatementError> {
        self.still_good().map_err(StatementError::of_first)?;
        let result = match &mut self.session {
            Session::Sqlite(session) => match run_all(session, before) {
                Ok(()) => session.query(&statement).map_err(|error| StatementError { number: before.len(), error }),
                Err(error) => Err(error),
            },
            Session::Postgres(session) => session.query_behind(before, &statement).await,
        };
        self.note(result)
    }

    /// Runs statements of whose results nothing follows, behind all others: to PostgreSQL they go with the end of the transaction,
    /// and what fails then is the whole write's error.
    pub async fn execute_last(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
        self.still_good()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => run_all(session, &statements),
            Session::Postgres(session) => {
                session.execute_last(statements);
                Ok(())
            }
        };
        Ok(self.note(result)?)
    }

    /// Like [`Transaction::query`], giving the first row if there is one.
    pub async fn query_opt(&mut self, statement: Statement) -> Result<Option<Row>, StoreError> {
        Ok(self.query(statement).await?.into_iter().next())
    }

    /// Runs several statements without values, separated by `;` (DDL).
    pub async fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.still_good()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.batch(sql),
            Session::Postgres(session) => session.batch(sql).await,
        };
        self.note(result)
    }

    /// Begins a part of the job that can be undone without the rest. Parts do not nest.
    pub async fn begin_part(&mut self) -> Result<(), StoreError> {
        self.still_good()?;
        let begun = self.control(PART).await;
        self.note(begun)
    }

    /// Keeps what was done since [`Transaction::begin_part`].
    pub async fn keep_part(&mut self) -> Result<(), StoreError> {
        self.still_good()?;
        let kept = self.control(KEEP_PART).await;
        self.note(kept)
    }

    /// Undoes what was done since [`Transaction::begin_part`], and forgets a statement's error in it. Fails where the engine has
    /// given up the whole transaction with that error.
    pub async fn undo_part(&mut self) -> Result<(), StoreError> {
        let failed = self.failure.take();
        let mut undone = self.control(UNDO_PART).await;
        if undone.is_ok() {
            undone = self.control(KEEP_PART).await;
        }
        // The part's own error is why the transaction is lost.
        let undone = undone.map_err(|error| failed.unwrap_or(error));
        self.note(undone)
    }

    async fn control(&mut self, text: &str) -> Result<(), StoreError> {
        match &mut self.session {
            Session::Sqlite(session) => session.control(text),
            Session::Postgres(session) => session.batch(text).await,
        }
    }

    fn still_good(&self) -> Result<(), StoreError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn note<T, E: Clone + Into<StoreError>>(&mut self, result: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &result {
            self.failure = Some(error.clone().into());
        }
        result
    }
}

/// Runs statements one after the other: SQLite is not far away.
fn run_all(session: &SqliteSession, statements: &[Statement]) -> Result<(), StatementError> {
    for (number, statement) in statements.iter().enumerate() {
        session.execute(statement).map_err(|error| StatementError { number, error })?;
    }
    Ok(())
}
