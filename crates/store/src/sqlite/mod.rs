//! The SQLite side: one file per database, reader threads for the whole process, one writer thread per database.

mod binding;
mod connection;
mod failure;
mod functions;
mod near;
mod reader;
mod statistics;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sql::Statement;
use tokio::sync::oneshot;

pub(crate) use connection::{DatabaseFile, SqliteSession};
pub(crate) use reader::{Length, Readers};
use writer::{Finished, Writer};

use crate::{Row, StoreError, Transaction};

/// A SQLite database: its file, the process's readers, its own writer.
#[derive(Clone)]
pub(crate) struct SqliteDatabase {
    file: Arc<DatabaseFile>,
    readers: Arc<Readers>,
    writer: Arc<Writer>,
}

impl SqliteDatabase {
    /// A handle to an existing file; connections are opened when they are needed.
    pub(crate) fn new(path: PathBuf, readers: Arc<Readers>) -> Self {
        let file = Arc::new(DatabaseFile::new(path));
        let writer = Arc::new(Writer::new(Arc::clone(&file)));
        Self { file, readers, writer }
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let answer = self.readers.submit(&self.file, statement, Length::Any)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// As [`SqliteDatabase::query`], on this thread if it really is short.
    pub(crate) async fn query_short(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        if let Some(answer) = self.readers.query_here(&self.file, &statement) {
            return answer;
        }
        let answer = self.readers.submit(&self.file, statement, Length::Short)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel::<Result<T, E>>();
        self.writer.submit(Box::new(move |transaction| {
            let result = match transaction {
                Ok(transaction) => run_job(job, transaction),
                Err(refused) => Err(refused.into()),
            };
            Finished {
                keep: result.is_ok(),
                acknowledge: Box::new(move |committed| {
                    let outcome = result.and_then(|value| committed.map(|()| value).map_err(E::from));
                    // The caller may have gone away: the write stands all the same.
                    let _ = reply.send(outcome);
                }),
            }
        }));
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Drains and ends the writer; waiting reads of a dropped file fail.
    pub(crate) async fn close(&self) {
        self.writer.close().await;
    }

    /// Makes the readers let the file go.
    pub(crate) fn forget(&self) {
        self.file.mark_dropped();
        self.readers.forget_dropped(&self.file);
    }
}

/// Runs a job to its end on this thread. Its future never waits, since nothing in a SQLite transaction does.
fn run_job<T, E, F>(job: F, transaction: &mut Transaction) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>>,
    E: From<StoreError>,
{
    // A panic leaves nothing half done that anybody sees: the job's part of the transaction is rolled back.
    let run = std::panic::AssertUnwindSafe(|| job(transaction).now_or_never());
    let result = match std::panic::catch_unwind(run) {
        Ok(Some(result)) => result,
        Ok(None) => Err(StoreError::Other("a write waited for something besides its transaction".to_owned()).into()),
        Err(_) => Err(StoreError::Other("a write panicked".to_owned()).into()),
    };
    match transaction.take_failure() {
        Some(failure) if result.is_ok() => Err(failure.into()),
        _ => result,
    }
}
