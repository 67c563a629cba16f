//! Connections, transactions, the writer thread, internal migrations: the one place that knows the drivers.
//!
//! A [`Store`] is one installation of Epigraph: its platform database and its environments' databases, on SQLite (one
//! file each) or PostgreSQL (one schema each). Both engines keep the same promises:
//!
//! - [`Database::query`] only reads; a statement that writes is refused ([`StoreError::ReadOnly`]).
//! - [`Database::write`] runs one job in one transaction and answers after it is durable. A job is all or nothing.
//! - A caller that goes away neither stops a write that has begun nor gives back a connection in use.
//! - A statement has a limit of time ([`StoreError::Timeout`]).
//! - Several processes may use the same store at once.
//!
//! Connections to PostgreSQL are not encrypted: it is expected on the same machine or in a private network. A pooler
//! that shares connections between transactions (PgBouncer's transaction mode) cannot stand between: connections carry
//! settings.

mod database;
mod error;
mod migrations;
mod postgres;
mod row;
mod sqlite;
mod store;
mod transaction;

pub use database::Database;
pub use error::{OpenError, StatementError, StoreError};
pub use row::{Row, content_objects};
pub use store::{Store, StoreConfig};
pub use transaction::Transaction;
