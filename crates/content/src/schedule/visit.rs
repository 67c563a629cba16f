//! One look at an environment: everything that is due runs, release by release, operation by operation.

use std::sync::Arc;

use accounts::{Accounts, AuthError, EnvironmentRow, clock};
use sql::environment::{scheduled_operations, scheduled_releases};
use store::{Database, StoreError};

use crate::background::Stopping;
use crate::environment::EnvironmentError;
use crate::request::Content;
use crate::write::schedule::due::{self, DueOperation, Step};
use crate::write::{FailedAction, WriteError};

/// A look at one environment.
pub(super) struct Visit {
    pub(super) accounts: Accounts,
    pub(super) content: Content,
    pub(super) place: EnvironmentRow,
    pub(super) stopping: Stopping,
}

/// When the next look has to come, other than with the rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// At this moment (canonical text) a release is due.
    At(String),
    /// Nothing is known of a moment: nothing waits, or another node is at it.
    Unknown,
}

/// Why a look ended early. What is due still waits.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Write(WriteError),
}

impl Visit {
    /// Runs what is due.
    pub(super) async fn run(&self) -> Result<Next, VisitError> {
        let Some(database) = self.accounts.store().environment(&self.place.id).await? else {
            return Ok(Next::Unknown);
        };
        while !self.stopping.is_asked() {
            let Some(row) = database.query_opt(scheduled_releases::next()).await? else { return Ok(Next::Unknown) };
            let (release, has_begun) = (row.text(0)?.to_owned(), row.text(1)? == "IN_PROGRESS");
            let step = match row.opt_text(2)? {
                _ if has_begun => self.go_on(&database, release).await?,
                Some(at) if at > clock::now().as_str() => return Ok(Next::At(at.to_owned())),
                Some(_) => due::begin_release(&database, release).await?,
                None => return Ok(Next::Unknown),
            };
            self.content.wrote(&self.place.id);
            match step {
                Step::Done => {}
                Step::Elsewhere => return Ok(Next::Unknown),
            }
        }
        Ok(Next::Unknown)
    }

    /// The next step of a release that has begun: an operation, or the end.
    async fn go_on(&self, database: &Database, release: String) -> Result<Step, VisitError> {
        let Some(row) = database.query_opt(scheduled_operations::next(&release)).await? else {
            return Ok(due::end_release(database, release).await?);
        };
        let due = Arc::new(DueOperation::read(&row, &release)?);
        let content = self.content.environments.content_model(database, &self.place.id).await?;
        let actor = match &due.by {
            Some((id, kind)) => self.accounts.earlier_actor((kind, id), &self.place, &content).await,
            None => Err(AuthError::Invalid),
        };
        let actor = match actor {
            Ok(actor) => Arc::new(actor),
            Err(AuthError::Store(error)) => return Err(error.into()),
            Err(AuthError::Invalid | AuthError::NotAToken) => {
                let text = "whoever scheduled this may not act here any more".to_owned();
                return Ok(due::fail(database, &due, text).await?);
            }
        };
        let schema = self.content.environments.schema(&content, &actor.default_stage, &self.place.id).await?;
        match due::run(database, &schema, &actor, &due).await {
            Ok(step) => Ok(step),
            Err(error) if may_pass(&error) => Err(VisitError::Write(error)),
            Err(error) => Ok(due::fail(database, &due, self.told(&due, &error)).await?),
        }
    }

    /// What `errorMessage` says.
    fn told(&self, due: &DueOperation, error: &WriteError) -> String {
        match error {
            WriteError::Permission(failed) => {
                let missing: Vec<String> = failed.iter().map(missing).collect();
                format!("{error}: {}", missing.join(", "))
            }
            WriteError::Store(cause) => {
                let (environment, operation) = (self.place.id.as_str(), due.id.as_str());
                tracing::error!(environment, operation, %cause, "a scheduled operation failed");
                "internal error".to_owned()
            }
            error => error.to_string(),
        }
    }
}

/// A missing right in words.
fn missing(failed: &FailedAction) -> String {
    let action = failed.action.name().to_lowercase();
    let locale = failed.locale.as_ref().map_or_else(String::new, |locale| format!(", locale {locale}"));
    format!("{action} {} in {}{locale}", failed.model, failed.stage)
}

/// Whether the same may work a moment later: then it is tried again and not given up.
fn may_pass(error: &WriteError) -> bool {
    match error {
        WriteError::SchemaChanged => true,
        WriteError::Store(error) => match error {
            StoreError::Serialization
            | StoreError::Closed
            | StoreError::Timeout
            | StoreError::Full
            | StoreError::ReadOnly
            | StoreError::Unreachable(_)
            | StoreError::SchemaChanged => true,
            StoreError::Unique { .. } | StoreError::Other(_) => false,
        },
        WriteError::Permission(_)
        | WriteError::NotAllowed { .. }
        | WriteError::NotUnique(_)
        | WriteError::Outdated(_)
        | WriteError::Input(_)
        | WriteError::Read(_) => false,
    }
}
