//! Why a write fails, with what the wire says about it (content-api-write.md §5).

use access::ContentAction;
use store::StoreError;

/// A right that was missing: one entry of `failedActions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedAction {
    /// What was to be done.
    pub action: ContentAction,
    /// apiId of the model.
    pub model: String,
    /// apiId of the stage.
    pub stage: String,
    /// apiId of the locale, when it is only that one that may not be touched.
    pub locale: Option<String>,
}

/// A refused or failed write. Nothing of the request is in the database then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WriteError {
    /// Rights are missing; all that are missing over the whole request.
    #[error("Mutation failed due to permission errors")]
    Permission(Vec<FailedAction>),
    /// The caller may not read what it named and must not learn whether it exists (security case 11).
    #[error("not allowed")]
    NotAllowed {
        /// Response key of the root field.
        response_key: String,
    },
    /// Two entries of a stage would have the same value.
    #[error("value is not unique for the field \"{0}\"")]
    NotUnique(String),
    /// `If-Match` names another version than the document has; `None` when there is no such document.
    #[error("{}", outdated(.0.as_deref()))]
    Outdated(Option<String>),
    /// The input breaks a rule; the text says which.
    #[error("{0}")]
    Input(String),
    /// The schema changed since the request was planned: plan again.
    #[error("the schema changed")]
    SchemaChanged,
    /// Reading the written entry back could not be planned.
    #[error(transparent)]
    Read(#[from] crate::errors::ContentError),
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

fn outdated(version: Option<&str>) -> String {
    match version {
        Some(version) => {
            format!("the document has changed: its version is \"{version}\" and not the one in If-Match; read it again")
        }
        None => "the document that If-Match is about does not exist".to_owned(),
    }
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::SchemaChanged => WriteError::SchemaChanged,
            other => WriteError::Store(other),
        }
    }
}

impl WriteError {
    /// A field that must hold something holds nothing (content-api-write.md §5).
    pub(super) fn required(field: &str) -> Self {
        WriteError::Input(format!("value for required field \"{field}\" must not be null"))
    }

    /// What is to be changed or deleted is not where it is said to be (content-api-write.md §5).
    pub(super) fn not_connected(model: &str) -> Self {
        WriteError::Input(format!("document of model \"{model}\" is not connected"))
    }

    /// A broken rule.
    pub(super) fn input(text: impl Into<String>) -> Self {
        WriteError::Input(text.into())
    }
}
