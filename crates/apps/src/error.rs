//! Why something about an app did not happen.

use accounts::InputError;
use store::StoreError;

/// Every text but the store's is for the person.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// There is no such app, installation or environment for this person.
    #[error("{0}")]
    NotFound(String),
    /// The present state does not allow it.
    #[error("{0}")]
    Conflict(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    pub(crate) fn no_app(api_id: &str) -> Self {
        Self::NotFound(format!("There is no app with the API ID \"{api_id}\"."))
    }

    pub(crate) fn no_installation() -> Self {
        Self::NotFound("There is no such installation. The app may have been uninstalled.".to_owned())
    }
}
