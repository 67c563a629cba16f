//! The content model that a new environment starts with.

use model::{ContentModel, Fresh};
use sql::environment::content_objects;
use store::{Database, StoreError};

use crate::secret;
use crate::writing::execute_all;

/// Writes the blank content model into a new environment's database, in one transaction.
pub(crate) async fn write_blank(database: &Database, now: &str) -> Result<(), StoreError> {
    let blank = ContentModel::blank(&mut Fresh { id: &mut secret::fresh_id, now, by: None });
    let mut rows = vec![content_objects::set_version(blank.version)];
    rows.extend(blank.to_objects().iter().map(content_objects::upsert));
    execute_all(database, rows).await.map(|_| ())
}
