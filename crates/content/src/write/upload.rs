//! The transaction in which the wait for an asset's file ends.

use std::sync::Arc;

use access::Actor;
use assets::Received;
use sql::environment::asset_files;
use sql::environment::content_model::Turn;
use store::{Database, StoreError};

use super::error::WriteError;
use super::run::Writer;
use crate::schema::EnvironmentSchema;

/// What came of a file.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It is here.
    Came(Received),
    /// It does not come.
    Failed {
        /// For programs.
        code: String,
        /// For people.
        message: String,
    },
}

/// Ends the wait for a file: what its asset's rows say of it, event and audit row are one transaction. False when it is not waited
/// for any more; nothing is written then.
///
/// # Errors
/// Any [`WriteError`]; nothing is written then, and the file is waited for still.
pub(crate) async fn settle(
    database: &Database,
    schema: &Arc<EnvironmentSchema>,
    actor: &Actor,
    handle: &str,
    outcome: Outcome,
) -> Result<bool, WriteError> {
    let settlement =
        Arc::new(Settlement { schema: schema.clone(), actor: actor.clone(), handle: handle.to_owned(), outcome });
    match settlement.clone().attempt(database, Turn::Beside).await {
        Err(WriteError::Store(StoreError::Serialization)) => settlement.attempt(database, Turn::Alone).await,
        done => done,
    }
}

struct Settlement {
    schema: Arc<EnvironmentSchema>,
    actor: Actor,
    handle: String,
    outcome: Outcome,
}

impl Settlement {
    async fn attempt(self: Arc<Self>, database: &Database, turn: Turn) -> Result<bool, WriteError> {
        let job = database.write(move |tx| {
            Box::pin(async move {
                let mut writer = Writer::begin(tx, &self.schema, &self.actor, turn).await?;
                let row = writer.tx.query_opt(asset_files::take_expected(writer.tx.engine(), &self.handle)).await?;
                let Some(row) = row else { return Ok(false) };
                let (entry, locale, names_asset) = (row.text(0)?.to_owned(), row.int(1)?, row.bool(3)?);
                let named = names_asset.then_some(locale);
                writer.settle_file(&entry, &self.handle, &self.outcome, named).await?;
                writer.finish().await?;
                Ok(true)
            })
        });
        job.await
    }
}
