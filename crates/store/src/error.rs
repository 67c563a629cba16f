//! What can go wrong, as callers must tell it apart.

use std::path::PathBuf;

/// Why a statement or a write failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A unique index or primary key holds the value already.
    #[error("another row has this value already ({constraint})")]
    Unique {
        /// The columns as `table.column`, several joined by `, `, without quotes; the same on both engines.
        constraint: String,
    },
    /// Another transaction was in the way; the whole job may be tried again.
    #[error("another transaction was in the way")]
    Serialization,
    /// The store or the database is closed or dropped.
    #[error("the database is closed")]
    Closed,
    /// The statement, or the waiting for a connection, took too long.
    #[error("the database took too long")]
    Timeout,
    /// The disk is full. Nothing was written.
    #[error("the database's disk is full")]
    Full,
    /// A writing statement on a reading connection, or a database that cannot be written.
    #[error("the database can only be read")]
    ReadOnly,
    /// The database's server, or its file, cannot be reached now. What was under way may or may not have been done.
    #[error("the database cannot be reached ({0})")]
    Unreachable(String),
    /// A table or column is not there: the plan is older than the database. Plan again.
    #[error("the tables have changed")]
    SchemaChanged,
    /// Anything else: a defect, or a database in trouble. The text is for the log, not for a client.
    #[error("{0}")]
    Other(String),
}

/// Which of several statements failed, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct StatementError {
    /// Its place among them, counted from 0.
    pub number: usize,
    /// Why it failed.
    pub error: StoreError,
}

impl StatementError {
    /// Of the first one.
    pub(crate) fn of_first(error: StoreError) -> Self {
        Self { number: 0, error }
    }

    /// The same behind so many others.
    pub(crate) fn behind(self, others: usize) -> Self {
        Self { number: self.number + others, error: self.error }
    }
}

impl From<StatementError> for StoreError {
    fn from(failed: StatementError) -> Self {
        failed.error
    }
}

/// Why the store cannot be opened: one line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The data folder cannot be made, read or written.
    #[error(
        "The data folder {} cannot be used ({reason}): give this user the right to write there, or choose another \
         folder with --data.", path.display()
    )]
    DataFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database URL cannot be read. The URL itself is not shown: it may hold a password.
    #[error(
        "The database URL cannot be read ({reason}): write it as \
         postgres://user:password@host:port/database."
    )]
    DatabaseUrl {
        /// What is wrong with it.
        reason: String,
    },
    /// PostgreSQL does not answer, or does not let us in.
    #[error("PostgreSQL at {server} cannot be used ({reason}): check --database-url and that the server is running.")]
    Unreachable {
        /// Host and port.
        server: String,
        /// What the network or the server said.
        reason: String,
    },
    /// The database was written by a newer Epigraph.
    #[error(
        "The platform database has version {found}, but this Epigraph knows only versions up to {known}: start the \
         Epigraph that made it, or a newer one."
    )]
    Newer {
        /// The database's version.
        found: i64,
        /// The newest version that this binary knows.
        known: i64,
    },
    /// The database does not do what it is asked.
    #[error("The platform database cannot be opened ({0}): see the log, and restore a backup if the file is damaged.")]
    Database(StoreError),
}
