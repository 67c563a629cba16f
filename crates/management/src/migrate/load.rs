//! The content model inside a migration's transaction.

use content::environment::content_model_of;
use model::ContentModel;
use sql::environment::{content_model, content_objects};
use store::Transaction;

use super::MigrateError;

/// Reads the content model, after the migrations before this one have ended.
pub(super) async fn content_model(tx: &mut Transaction) -> Result<ContentModel, MigrateError> {
    let engine = tx.engine();
    // A statement of its own: on PostgreSQL the next one sees what the holder of the lock committed.
    tx.query_opt(content_objects::lock_version(engine)).await?;
    Ok(content_model_of(&tx.query(content_model::objects()).await?)?)
}
