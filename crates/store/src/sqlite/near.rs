//! Connections for short reads, which run on the thread that asks.
//!
//! A read by a unique key takes SQLite five microseconds. To hand it to a reader thread and to be woken with its answer
//! takes two or three times that, in the kernel and in the runtime. So it runs where it is asked for, as making the
//! answer's bytes does. What keeps it from holding up a thread of the runtime:
//!
//! - only statements come here whose caller knows that they read few rows by unique keys;
//! - SQLite is interrupted after [`LIMIT`], and waits for no lock; what did not end begins anew on a reader thread, as a
//!   read may;
//! - connections are opened by reader threads, never here: who finds none goes to a reader thread, too.
//!
//! What is left is a page that is not in memory: a few tenths of a millisecond, as with any page of the program itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hashlink::LruCache;
use sql::Statement;

use super::connection::{DatabaseFile, SqliteSession};
use crate::{Row, StoreError};

/// How long a statement may hold the thread that asks: a hundred times what it should take.
const LIMIT: Duration = Duration::from_micros(500);

/// Of how many databases connections stay open.
const OPEN_DATABASES: usize = 32;

/// The connections that nobody uses right now, by database.
pub(super) struct NearReaders {
    idle: Mutex<LruCache<u64, Connections>>,
    /// How many there are of a database at most: as many as threads may ask at once.
    most: usize,
}

#[derive(Default)]
struct Connections {
    idle: Vec<SqliteSession>,
    /// Idle, in use, or being opened.
    count: usize,
}

impl NearReaders {
    /// None are open yet; at most so many of each database will be.
    pub(super) fn new(most: usize) -> Self {
        Self { idle: Mutex::new(LruCache::new(OPEN_DATABASES)), most }
    }

    /// Runs a short statement here and now. None when it has to go to a reader thread.
    pub(super) fn query(
        &self,
        file: &Arc<DatabaseFile>,
        statement: &Statement,
    ) -> Option<Result<Vec<Row>, StoreError>> {
        let session = self.lock().get_mut(&file.number)?.idle.pop()?;
        session.allow(LIMIT);
        let answer = session.query(statement);
        self.give_back(file, session);
        match answer {
            // Interrupted, or somebody has a lock: both pass, on a thread that may wait.
            Err(StoreError::Timeout) => None,
            answer => Some(answer),
        }
    }

    /// Opens one more connection, unless there are enough. Called by reader threads.
    pub(super) fn open_one(&self, file: &Arc<DatabaseFile>) {
        if file.is_dropped() || !self.reserve(file) {
            return;
        }
        match SqliteSession::open_hasty_reader(&file.path) {
            Ok(session) => self.give_back(file, session),
            Err(error) => {
                tracing::debug!(%error, "no connection for short reads");
                if let Some(connections) = self.lock().get_mut(&file.number) {
                    connections.count = connections.count.saturating_sub(1);
                }
            }
        }
    }

    /// Closes the connections to dropped files.
    pub(super) fn forget(&self, file: &DatabaseFile) {
        let closed = self.lock().remove(&file.number);
        drop(closed);
    }

    /// Closes all.
    pub(super) fn close(&self) {
        let closed = std::mem::replace(&mut *self.lock(), LruCache::new(OPEN_DATABASES));
        drop(closed);
    }

    fn reserve(&self, file: &DatabaseFile) -> bool {
        let mut idle = self.lock();
        if !idle.contains_key(&file.number) {
            idle.insert(file.number, Connections::default());
        }
        match idle.get_mut(&file.number) {
            Some(connections) if connections.count < self.most => {
                connections.count += 1;
                true
            }
            Some(_) | None => false,
        }
    }

    /// A connection whose database was forgotten meanwhile is closed.
    fn give_back(&self, file: &DatabaseFile, session: SqliteSession) {
        match self.lock().get_mut(&file.number) {
            Some(connections) => connections.idle.push(session),
            None => drop(session),
        }
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<u64, Connections>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
