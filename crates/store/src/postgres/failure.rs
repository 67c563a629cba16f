//! PostgreSQL's errors as ours.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use crate::StoreError;

/// What an error of the driver means to a caller.
pub(super) fn map(error: &Error) -> StoreError {
    let Some(answer) = error.as_db_error() else {
        let cause = std::error::Error::source(error);
        let is_lost = error.is_closed() || cause.is_some_and(|cause| cause.is::<std::io::Error>());
        let text = match cause {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        };
        return if is_lost { StoreError::Unreachable(text) } else { StoreError::Other(text) };
    };
    match answer.code() {
        &SqlState::UNIQUE_VIOLATION => StoreError::Unique { constraint: columns(answer) },
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED | &SqlState::LOCK_NOT_AVAILABLE => {
            StoreError::Serialization
        }
        &SqlState::QUERY_CANCELED => StoreError::Timeout,
        // It is stopping, starting, or has no connection left.
        &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::TOO_MANY_CONNECTIONS => StoreError::Unreachable(answer.to_string()),
        &SqlState::DISK_FULL => StoreError::Full,
        &SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        &SqlState::UNDEFINED_TABLE | &SqlState::UNDEFINED_COLUMN | &SqlState::INVALID_SCHEMA_NAME => {
            tracing::debug!(error = %answer, "a statement is older than the database");
            StoreError::SchemaChanged
        }
        // "cached plan must not change result type": a column under a prepared statement has another type now.
        &SqlState::FEATURE_NOT_SUPPORTED if answer.routine() == Some("RevalidateCachedQuery") => {
            StoreError::SchemaChanged
        }
        _ => StoreError::Other(answer.to_string()),
    }
}

/// The columns of a unique violation as SQLite names them, from the table and the detail, which reads
/// `Key (project_id, name)=(…) already exists.` in the server's language.
fn columns(answer: &DbError) -> String {
    let detail = answer.detail().unwrap_or_default();
    let listed = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=("));
    match (answer.table(), listed) {
        (Some(table), Some((columns, _))) => {
            let qualified = columns.split(", ").map(|column| format!("{table}.{}", column.trim_matches('"')));
            qualified.collect::<Vec<_>>().join(", ")
        }
        _ => answer.constraint().unwrap_or_default().to_owned(),
    }
}
