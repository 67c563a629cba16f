//! A database file and the connections to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use sql::{Statement, session};

use super::{binding, failure, functions};
use crate::{Row, StoreError};

/// How long a connection waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many statements a connection keeps prepared.
const PREPARED: usize = 256;

/// How many steps of SQLite's machine pass between two looks at the clock: about a tenth of a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// One database's file. Its number tells it from a later file at the same path.
pub(crate) struct DatabaseFile {
    pub(super) number: u64,
    pub(super) path: PathBuf,
    dropped: AtomicBool,
}

impl DatabaseFile {
    pub(super) fn new(path: PathBuf) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { number: NEXT.fetch_add(1, Ordering::Relaxed), path, dropped: AtomicBool::new(false) }
    }

    pub(super) fn mark_dropped(&self) {
        self.dropped.store(true, Ordering::Release);
    }

    pub(super) fn is_dropped(&self) -> bool {
        self.dropped.load(Ordering::Acquire)
    }
}

/// A connection with its limit of time.
pub(crate) struct SqliteSession {
    connection: Connection,
    deadline: Arc<Deadline>,
}

impl SqliteSession {
    /// Opens a connection that writes; the file is made if it is not there.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        Self::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, session::SQLITE_WRITER)
    }

    /// Opens a connection that writes to an existing file.
    pub(crate) fn open_writer(path: &Path) -> Result<Self, StoreError> {
        let opened = Self::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, session::SQLITE_WRITER)?;
        // SQLite opens what it may only read for reading, and all connections of the process would stay like that.
        if opened.connection.is_readonly(MAIN_DB).unwrap_or(true) { Err(StoreError::ReadOnly) } else { Ok(opened) }
    }

    /// Opens a connection that only reads an existing file.
    pub(super) fn open_reader(path: &Path) -> Result<Self, StoreError> {
        Self::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, session::SQLITE_READER)
    }

    /// The same for a connection that waits for nobody: what others have locked is [`StoreError::Timeout`] at once.
    pub(super) fn open_hasty_reader(path: &Path) -> Result<Self, StoreError> {
        let session = Self::open_reader(path)?;
        session.connection.busy_timeout(Duration::ZERO).map_err(failure::map)?;
        Ok(session)
    }

    fn open(path: &Path, access: OpenFlags, settings: &str) -> Result<Self, StoreError> {
        let deadline = Arc::new(Deadline::default());
        let watched = Arc::clone(&deadline);
        let open = || {
            let mut connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            // Else an unknown column in double quotes would be a text, and answer rows instead of an error.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
            // Plans must not depend on values: SQLite would compile a kept statement anew at each use, since its values are
            // cleared in between, and that takes longer than to run it.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.execute_batch(settings)?;
            connection.set_prepared_statement_cache_capacity(PREPARED);
            connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || watched.passed()))?;
            functions::register(&connection)?;
            Ok(connection)
        };
        Ok(Self { connection: open().map_err(failure::map)?, deadline })
    }

    /// Statements from now on must end within `limit` altogether.
    pub(super) fn allow(&self, limit: Duration) {
        self.deadline.set(limit);
    }

    /// Statements have no limit from now on.
    pub(super) fn allow_any(&self) {
        self.deadline.clear();
    }

    /// Whether no transaction is open: SQLite ends one by itself after some errors (full disk, interruption).
    pub(super) fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// How many rows this connection has changed.
    pub(super) fn changed_rows(&self) -> u64 {
        self.connection.total_changes()
    }

    /// Runs one statement of `sql::session` that has no values.
    pub(crate) fn control(&self, text: &str) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached(text)?.raw_execute();
        run().map(drop).map_err(failure::map)
    }

    pub(crate) fn execute(&self, statement: &Statement) -> Result<u64, StoreError> {
        let mut prepared = self.connection.prepare_cached(&statement.text).map_err(failure::map)?;
        binding::bind(&mut prepared, &statement.params)?;
        prepared.raw_execute().map(|touched| touched as u64).map_err(failure::map)
    }

    pub(crate) fn query(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        let mut prepared = self.connection.prepare_cached(&statement.text).map_err(failure::map)?;
        binding::bind(&mut prepared, &statement.params)?;
        binding::read_rows(&mut prepared)
    }

    pub(crate) fn batch(&self, text: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(text).map_err(failure::map)
    }
}

/// The moment after which SQLite shall stop, as microseconds since the first use; 0 for none.
#[derive(Default)]
struct Deadline(AtomicU64);

impl Deadline {
    fn now() -> u64 {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        u64::try_from(START.get_or_init(Instant::now).elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn set(&self, limit: Duration) {
        let limit = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
        self.0.store(Self::now().saturating_add(limit).max(1), Ordering::Relaxed);
    }

    fn clear(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn passed(&self) -> bool {
        let deadline = self.0.load(Ordering::Relaxed);
        deadline != 0 && Self::now() > deadline
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;
    use sql::Value;

    use super::*;

    #[test]
    fn a_kept_statement_is_compiled_once_whatever_its_values() {
        let session = SqliteSession::create(Path::new(":memory:")).expect("opened");
        session.batch("CREATE TABLE t (a TEXT, b INTEGER); CREATE INDEX i ON t (a, b)").expect("a table");
        let text = "SELECT b FROM t WHERE a = $1 AND b > $2 AND a LIKE $3 ORDER BY b LIMIT $4 OFFSET $5";
        for number in 0..4 {
            let (word, number) = (format!("w{number}"), Value::Int(number));
            let values = vec![word.as_str().into(), number.clone(), word.as_str().into(), number.clone(), number];
            session.query(&Statement::new(text, values)).expect("rows");
        }
        let kept = session.connection.prepare_cached(text).expect("kept");
        assert_eq!(kept.get_status(StatementStatus::RePrepare), 0);
    }

    #[test]
    fn a_statement_that_never_ends_is_stopped() {
        let session = SqliteSession::create(Path::new(":memory:")).expect("opened");
        let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n";
        session.allow(Duration::from_millis(20));
        assert_eq!(session.query(&Statement::new(endless, Vec::new())), Err(StoreError::Timeout));
        session.allow_any();
        assert!(session.query(&Statement::new("SELECT 1", Vec::new())).is_ok());
    }
}
