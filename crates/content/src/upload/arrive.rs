//! A file comes with a form.

use accounts::{Accounts, EnvironmentRow, clock};
use assets::{Allowed, FormError, ReceiveError, SentForm};
use bytes::Bytes;
use futures_util::Stream;
use model::ids::EnvironmentId;
use sql::environment::asset_files;
use store::StoreError;

use super::conclude::{Conclusion, conclude};
use crate::environment::Environment;
use crate::request::Content;
use crate::write::upload::Outcome;

/// A form whose file may come now.
#[derive(Debug)]
pub struct Upload(Allowed);

/// Why a file does not become an asset's. The texts are for who sent it, but for those of [`ArriveError::Failed`].
#[derive(Debug, thiserror::Error)]
pub enum ArriveError {
    /// The form is not right.
    #[error(transparent)]
    Form(#[from] FormError),
    /// It was used, or its asset is gone.
    #[error("The file of this form has come already, or is not waited for any more.")]
    NotExpected,
    /// It is fetched from an address (content-api-write.md §4).
    #[error("This asset's file is fetched from its uploadUrl: it cannot be sent, too.")]
    Fetched,
    /// Who asked for it has lost the right to act here.
    #[error("Whoever asked for this form may not act here any more.")]
    Revoked,
    /// The file itself.
    #[error(transparent)]
    File(ReceiveError),
    /// A matter of ours.
    #[error("{0}")]
    Failed(String),
}

impl From<StoreError> for ArriveError {
    fn from(error: StoreError) -> Self {
        ArriveError::Failed(error.to_string())
    }
}

/// Whether a form may be sent: asked before its file is taken.
///
/// # Errors
/// [`ArriveError`]
pub async fn check_form(content: &Content, environment: &Environment, sent: &SentForm) -> Result<Upload, ArriveError> {
    let allowed = content.assets().forms.check(&environment.id, sent, &clock::now())?;
    let row = environment.database.query_opt(asset_files::expected(&allowed.handle)).await?;
    let row = row.ok_or(ArriveError::NotExpected)?;
    if row.opt_text(2)?.is_some() {
        return Err(ArriveError::Fetched);
    }
    Ok(Upload(allowed))
}

/// Takes the file of a form, and makes it the asset's.
///
/// # Errors
/// [`ArriveError`]; no asset has changed then.
pub async fn arrive(
    content: &Content,
    accounts: &Accounts,
    (place, environment): (&EnvironmentRow, &Environment),
    upload: Upload,
    file_name: &str,
    pieces: impl Stream<Item = Result<Bytes, ReceiveError>>,
) -> Result<(), ArriveError> {
    let Upload(Allowed { handle, largest }) = upload;
    let received = content.assets().receive(&environment.id, file_name, largest, pieces).await;
    let received = received.map_err(ArriveError::File)?;
    let object = received.object.clone();
    let place = (place, &environment.database);
    let concluded = conclude(content, accounts, place, &handle, Outcome::Came(received)).await;
    // After an error nobody knows whether the row names it: if not, it is a stray.
    if matches!(concluded, Ok(Conclusion::NotExpected | Conclusion::Revoked)) {
        discard(content, &environment.id, &object).await;
    }
    match concluded {
        Ok(Conclusion::Settled) => Ok(()),
        Ok(Conclusion::NotExpected) => Err(ArriveError::NotExpected),
        Ok(Conclusion::Revoked) => Err(ArriveError::Revoked),
        Err(error) => Err(ArriveError::Failed(error.to_string())),
    }
}

/// Removes an object that became nobody's. What cannot be removed now is a stray, and removed later.
pub(super) async fn discard(content: &Content, environment: &EnvironmentId, object: &str) {
    if let Err(error) = content.assets().storage.remove(environment, object).await {
        tracing::warn!(%environment, object, %error, "a file that is nobody's is removed later");
    }
}
