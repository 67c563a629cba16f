//! Bytes that nothing names any more.

use std::time::Duration;

use accounts::{Accounts, clock};
use assets::{Storage, StorageError};
use model::ids::EnvironmentId;
use model::{ContentModel, ModelKind};
use sql::dml::FileColumns;
use sql::environment::asset_files;
use store::{Database, StoreError};

use crate::environment::EnvironmentError;
use crate::request::Content;

/// For how long bytes are left alone that no row names: what names them may be on its way.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// How many files one step looks at.
const STEP: usize = 500;

/// Why something was not cleaned. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub enum CleanError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The content model.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// Where the bytes are.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Removes the bytes that nothing names any more, in all environments.
///
/// # Errors
/// The first thing that failed ends it.
pub async fn clean_all(accounts: &Accounts, content: &Content) -> Result<(), CleanError> {
    for place in accounts.all_environments().await? {
        let Some(database) = accounts.store().environment(&place.id).await? else { continue };
        let model = content.environments.content_model(&database, &place.id).await?;
        clean(&database, &place.id, &model, &content.assets().storage).await?;
    }
    Ok(())
}

/// Removes files that no asset and no version has any more, and objects that never became a file's.
async fn clean(
    database: &Database,
    environment: &EnvironmentId,
    content: &ContentModel,
    storage: &Storage,
) -> Result<(), CleanError> {
    let before = clock::before(&clock::now(), GRACE);
    for columns in content.models.iter().filter(|model| model.kind == ModelKind::Asset).filter_map(FileColumns::of) {
        let statement = columns.forget_unnamed(&before);
        database.write(move |tx| Box::pin(async move { tx.execute(statement).await })).await?;
    }
    while remove_gone(database, environment, storage).await? {}
    let strays = storage.strays(environment, GRACE).await?;
    for names in strays.chunks(STEP) {
        let rows = database.query(asset_files::objects_in_use(database.engine(), names.to_vec())).await?;
        let used: Vec<&str> = rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
        for name in names.iter().filter(|name| !used.contains(&name.as_str())) {
            storage.remove(environment, name).await?;
        }
    }
    Ok(())
}

/// Removes the bytes of some files that are gone, then their rows: whoever is interrupted begins again. Answers whether there
/// may be more.
pub(super) async fn remove_gone(
    database: &Database,
    environment: &EnvironmentId,
    storage: &Storage,
) -> Result<bool, CleanError> {
    let rows = database.query(asset_files::gone(STEP as i64)).await?;
    for row in &rows {
        if let Some(object) = row.opt_text(1)? {
            storage.remove(environment, object).await?;
        }
        let forget = asset_files::forget(row.text(0)?);
        database.write(move |tx| Box::pin(async move { tx.execute(forget).await })).await?;
    }
    Ok(rows.len() == STEP)
}
