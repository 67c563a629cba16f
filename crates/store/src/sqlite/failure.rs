//! SQLite's errors as ours.

use rusqlite::ErrorCode;
use rusqlite::ffi::{
    SQLITE_BUSY_SNAPSHOT, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_IOERR_SHMSIZE,
};

use crate::StoreError;

const UNIQUE: &str = "UNIQUE constraint failed: ";
const UNKNOWN_NAMES: [&str; 3] = ["no such table", "no such column", "has no column named"];

/// What an error of the driver means to a caller.
pub(super) fn map(error: rusqlite::Error) -> StoreError {
    let (code, text) = match error {
        rusqlite::Error::SqliteFailure(code, text) => (code, text.unwrap_or_else(|| code.to_string())),
        // An error at a place of the text; the text is left out, being long.
        rusqlite::Error::SqlInputError { error, msg, offset, .. } => (error, format!("{msg} at byte {offset}")),
        other => return StoreError::Other(other.to_string()),
    };
    match code.code {
        ErrorCode::ConstraintViolation
            if matches!(code.extended_code, SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY) =>
        {
            StoreError::Unique { constraint: text.strip_prefix(UNIQUE).unwrap_or(&text).to_owned() }
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked if code.extended_code == SQLITE_BUSY_SNAPSHOT => {
            StoreError::Serialization
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => StoreError::Timeout,
        ErrorCode::DiskFull => StoreError::Full,
        // No room for the log's index, which is a file, too.
        ErrorCode::SystemIoFailure if code.extended_code == SQLITE_IOERR_SHMSIZE => StoreError::Full,
        ErrorCode::CannotOpen => StoreError::Unreachable(text),
        ErrorCode::ReadOnly => StoreError::ReadOnly,
        _ if UNKNOWN_NAMES.iter().any(|unknown| text.contains(unknown)) => {
            tracing::debug!(error = %text, "a statement is older than the database");
            StoreError::SchemaChanged
        }
        _ => StoreError::Other(text),
    }
}
