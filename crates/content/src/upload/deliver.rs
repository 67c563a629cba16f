//! What is delivered under a handle.

use sql::environment::asset_files::{self, FileStatus};
use store::{Database, StoreError};

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its name in the object store.
    pub object: String,
    /// The name that it came with.
    pub file_name: String,
    /// What it is, by its content.
    pub mime_type: String,
    /// Whether the handle will stand for this file for ever. Before, it is the one that another is to replace.
    pub is_final: bool,
}

/// The file of a handle; none before it has come, or when no asset has it any more.
///
/// # Errors
/// The database's.
pub async fn delivered(database: &Database, handle: &str) -> Result<Option<Delivered>, StoreError> {
    let Some(row) = database.query_opt(asset_files::delivered(handle)).await? else { return Ok(None) };
    Ok(Some(Delivered {
        object: row.text(0)?.to_owned(),
        file_name: row.opt_text(1)?.unwrap_or("file").to_owned(),
        mime_type: row.opt_text(2)?.unwrap_or("application/octet-stream").to_owned(),
        is_final: row.text(4)? == FileStatus::Complete.name(),
    }))
}
