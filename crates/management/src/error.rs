//! Errors of the layers below in the words and codes of this API (management-api.md §4.4).

use std::fmt;

use accounts::{ProjectError, TeamError, TokenError};
use apps::AppError;
use graphql::{ErrorCode, FieldError};
use model::ChangeError;
use store::StoreError;

use crate::changes::InputError;
use crate::migrate::MigrateError;

/// What a resolver gives back.
pub(crate) type FieldResult<T> = Result<T, FieldError>;

/// Something that is not there, or that the viewer may not see.
pub(crate) fn not_found(what: &str, value: &str) -> FieldError {
    FieldError::new(ErrorCode::NotFound, format!("Could not find {what} \"{value}\"."))
}

/// Input that breaks a rule.
pub(crate) fn bad_input(text: impl Into<String>) -> FieldError {
    FieldError::new(ErrorCode::BadUserInput, text)
}

/// A fault of the server: the cause goes to the log, the client learns nothing of it.
pub(crate) fn internal(cause: impl fmt::Display) -> FieldError {
    tracing::error!(%cause, "a request to the Management API failed");
    FieldError::new(ErrorCode::Internal, "Internal server error. Try again; the server's log says more.")
}

/// Faults of the server in results.
pub(crate) trait ResultExt<T> {
    /// Turns any error into an internal one.
    fn or_internal(self) -> FieldResult<T>;
}

impl<T, E: fmt::Display> ResultExt<T> for Result<T, E> {
    fn or_internal(self) -> FieldResult<T> {
        self.map_err(internal)
    }
}

/// The error of an input.
pub(crate) fn of_input(error: InputError) -> FieldError {
    match error {
        InputError::Bad(text) => FieldError::new(ErrorCode::BadUserInput, text),
        InputError::NotImplemented(text) => FieldError::new(ErrorCode::NotImplemented, text),
    }
}

/// The error of a migration that was not stored.
pub(crate) fn of_migration(error: MigrateError) -> FieldError {
    let text = error.to_string();
    match error {
        MigrateError::NameTaken(_) => FieldError::new(ErrorCode::Conflict, text),
        MigrateError::Refused { cause, .. } => FieldError::new(code_of_change(&cause), text),
        MigrateError::Installation(error) => of_app(error),
        MigrateError::Store(StoreError::Timeout) => {
            // Scripts wait and try again when they read these two words.
            let text = "There is a pending migration in this environment that takes long. Try again later.";
            FieldError::new(ErrorCode::Conflict, text)
        }
        MigrateError::Unreadable(_) | MigrateError::Store(_) | MigrateError::Failed(_) => internal(text),
    }
}

fn code_of_change(error: &ChangeError) -> ErrorCode {
    match error {
        ChangeError::Duplicate { .. } => ErrorCode::Conflict,
        ChangeError::NotFound { .. } => ErrorCode::NotFound,
        ChangeError::NotImplemented(_) => ErrorCode::NotImplemented,
        ChangeError::EmptyApiId
        | ChangeError::ApiIdTooLong
        | ChangeError::Reserved(_)
        | ChangeError::BadApiId { .. }
        | ChangeError::BadDisplayName
        | ChangeError::Rule(_) => ErrorCode::BadUserInput,
    }
}

/// The error of making a project.
pub(crate) fn of_project(error: ProjectError) -> FieldError {
    match error {
        ProjectError::BadInput(error) => bad_input(error.message),
        ProjectError::Store(error) => internal(error),
    }
}

/// The error of making or changing a permanent auth token.
pub(crate) fn of_token(error: TokenError) -> FieldError {
    match error {
        TokenError::BadInput(error) => bad_input(error.message),
        TokenError::NotFound => FieldError::new(ErrorCode::NotFound, error.to_string()),
        TokenError::Store(error) => internal(error),
    }
}

/// The error of changing a team.
pub(crate) fn of_team(error: TeamError) -> FieldError {
    let text = error.to_string();
    let code = match error {
        TeamError::Store(error) => return internal(error),
        TeamError::BadInput(_) | TeamError::SystemRole(_) | TeamError::OwnerRole | TeamError::IsOwner => {
            ErrorCode::BadUserInput
        }
        TeamError::NotFound { .. } | TeamError::InviteClosed => ErrorCode::NotFound,
        TeamError::NameTaken(_) | TeamError::AlreadyMember(_) => ErrorCode::Conflict,
        TeamError::NotOwner | TeamError::OtherAddress => ErrorCode::Forbidden,
        TeamError::Hashing => ErrorCode::Internal,
    };
    FieldError::new(code, text)
}

/// The error of an app or installation.
pub(crate) fn of_app(error: AppError) -> FieldError {
    match error {
        AppError::BadInput(error) => bad_input(error.message),
        AppError::NotFound(text) => FieldError::new(ErrorCode::NotFound, text),
        AppError::Conflict(text) => FieldError::new(ErrorCode::Conflict, text),
        AppError::Store(error) => internal(error),
    }
}
