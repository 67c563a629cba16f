//! How the wait for a file ends.

use access::{Actor, Identity};
use accounts::{Accounts, AuthError, EnvironmentRow};
use model::ContentModel;
use sql::environment::asset_files;
use store::{Database, StoreError};

use crate::environment::EnvironmentError;
use crate::request::Content;
use crate::write::WriteError;
use crate::write::upload::{Outcome, settle};

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conclusion {
    /// As the outcome says.
    Settled,
    /// Before: the file is not waited for any more.
    NotExpected,
    /// Who asked for the file may not act here any more, and gets none.
    Revoked,
}

/// Why it has not ended. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConcludeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// How often it is tried when the content model changes meanwhile.
const MOST_ATTEMPTS: usize = 5;

/// Ends the wait in the name of whoever asked for the file, with the rights of now.
pub(super) async fn conclude(
    content: &Content,
    accounts: &Accounts,
    (place, database): (&EnvironmentRow, &Database),
    handle: &str,
    outcome: Outcome,
) -> Result<Conclusion, ConcludeError> {
    let Some(row) = database.query_opt(asset_files::expected(handle)).await? else {
        return Ok(Conclusion::NotExpected);
    };
    let (id, kind) = (row.text(4)?, row.text(5)?);
    let mut attempts = 0;
    loop {
        let model = content.environments.content_model(database, &place.id).await?;
        let (actor, outcome, conclusion) = match accounts.earlier_actor((kind, id), place, &model).await {
            Ok(actor) => (actor, outcome.clone(), Conclusion::Settled),
            Err(AuthError::Store(error)) => return Err(error.into()),
            Err(AuthError::Invalid | AuthError::NotAToken) => {
                let message = "whoever asked for the file may not act here any more".to_owned();
                let outcome = Outcome::Failed { code: "REVOKED".to_owned(), message };
                (own_actor(accounts, place, &model).await?, outcome, Conclusion::Revoked)
            }
        };
        let schema = content.environments.schema(&model, &actor.default_stage, &place.id).await?;
        let settled = settle(database, &schema, &actor, handle, outcome).await;
        content.wrote(&place.id);
        attempts += 1;
        match settled {
            Ok(true) => return Ok(conclusion),
            Ok(false) => return Ok(Conclusion::NotExpected),
            Err(WriteError::SchemaChanged) if attempts < MOST_ATTEMPTS => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Who gives files up that nobody else can.
async fn own_actor(accounts: &Accounts, place: &EnvironmentRow, content: &ContentModel) -> Result<Actor, StoreError> {
    let public = accounts.earlier_actor(("PUBLIC", ""), place, content).await.map_err(|error| match error {
        AuthError::Store(error) => error,
        AuthError::Invalid | AuthError::NotAToken => StoreError::Other(error.to_string()),
    })?;
    Ok(Actor { identity: Identity::System { job: "uploads" }, ..public })
}
