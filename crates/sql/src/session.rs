//! What `store` says to an engine apart from statements of the product: settings, transactions, schemas, and the table
//! of internal migrations.

use crate::names::quote;
use crate::{Engine, Statement, Value};

/// Settings of the SQLite connection that writes. `journal_mode` first: it needs the file for itself when it changes.
/// `synchronous=FULL` makes an acknowledged commit survive a loss of power.
pub const SQLITE_WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456; PRAGMA journal_size_limit = 67108864;";

/// Settings of a SQLite connection that reads.
pub const SQLITE_READER: &str = "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;";

/// Opens SQLite's write transaction at once, so that it waits for other processes here and nowhere later.
pub const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";

/// Opens the part of a SQLite group commit that belongs to one job.
pub const SAVEPOINT: &str = "SAVEPOINT job";

/// Keeps the job's part.
pub const RELEASE: &str = "RELEASE job";

/// Undoes the job's part.
pub const ROLLBACK_TO: &str = "ROLLBACK TO job";

/// Opens a part of a job that may be undone alone.
pub const PART: &str = "SAVEPOINT part";

/// Keeps the part.
pub const KEEP_PART: &str = "RELEASE part";

/// Undoes the part.
pub const UNDO_PART: &str = "ROLLBACK TO part";

/// Ends a transaction, keeping it.
pub const COMMIT: &str = "COMMIT";

/// Ends a transaction, undoing it.
pub const ROLLBACK: &str = "ROLLBACK";

/// Writes a SQLite file's log into the file and empties it, so that the file alone is the database and may be moved. Gives
/// one row.
pub const SQLITE_CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// Gathers statistics of SQLite tables that have none, or other sizes than when they were gathered; of any table of the file,
/// by a sample.
pub const SQLITE_GATHER_STATISTICS: &str = "PRAGMA optimize = 0x10012";

/// The number that SQLite raises when a file's schema changes, for other connections to read it anew: one row, one integer.
pub fn sqlite_schema_version() -> Statement {
    Statement::new("PRAGMA schema_version", Vec::new())
}

/// Sets that number, which must only ever rise.
pub fn set_sqlite_schema_version(version: i64) -> String {
    format!("PRAGMA schema_version = {version}")
}

/// The options of a PostgreSQL connection: reading unless a transaction says otherwise, and a limit for a statement in
/// milliseconds.
///
/// Our statements look up rows of a page by their keys, many times over. PostgreSQL takes a merge join for the cheaper way
/// where a table of links is still small, and walks along a whole table of localisations; and it compiles statements of many
/// parts, which takes longer than to run them.
pub fn postgres_options(statement_timeout_ms: u128) -> String {
    format!(
        "-c default_transaction_read_only=on -c statement_timeout={statement_timeout_ms} -c jit=off \
         -c enable_mergejoin=off"
    )
}

/// Makes the following statements of a PostgreSQL connection mean the tables of `schema`.
pub fn set_search_path(schema: &str) -> String {
    format!("SET search_path TO {}", quote(schema))
}

/// Begins a writing transaction on PostgreSQL in `schema`, with its own limit for a statement in milliseconds. The
/// connection's own settings come back when the transaction ends.
pub fn postgres_begin(schema: &str, statement_timeout_ms: u128) -> String {
    format!(
        "BEGIN READ WRITE; SET LOCAL search_path TO {}; SET LOCAL statement_timeout = {statement_timeout_ms}",
        quote(schema)
    )
}

/// Waits until no other process changes schemas, until the end of the transaction. The number is ours alone.
pub const POSTGRES_MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(6302419811)";

/// Creates a PostgreSQL schema.
pub fn create_schema(schema: &str) -> String {
    format!("CREATE SCHEMA {}", quote(schema))
}

/// Drops a PostgreSQL schema with everything in it.
pub fn drop_schema(schema: &str) -> String {
    format!("DROP SCHEMA IF EXISTS {} CASCADE", quote(schema))
}

/// One row if PostgreSQL has the schema.
pub fn find_schema(schema: &str) -> Statement {
    Statement::new("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", vec![Value::from(schema)])
}

/// Creates the table of internal migrations in a new database.
pub const CREATE_INTERNAL_MIGRATION: &str =
    "CREATE TABLE IF NOT EXISTS internal_migration (version BIGINT NOT NULL PRIMARY KEY)";

/// The version of a database: one row, one integer, 0 for a new one.
pub fn internal_version() -> Statement {
    Statement::new("SELECT COALESCE(MAX(version), 0) FROM internal_migration", Vec::new())
}

/// Records that the database has this version now.
pub fn record_internal_version(version: i64) -> Statement {
    Statement::new("INSERT INTO internal_migration (version) VALUES ($1)", vec![Value::Int(version)])
}

/// An internal migration's text, written once for both engines, as `engine` takes it: on PostgreSQL each column of type
/// `TEXT` gets the collation `C`.
pub fn migration_text(engine: Engine, text: &str) -> String {
    match engine {
        Engine::Sqlite => text.to_owned(),
        Engine::Postgres => text.replace(" TEXT", &format!(" {}", engine.text_type())),
    }
}
