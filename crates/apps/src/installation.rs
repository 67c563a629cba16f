//! Installations: one per app and environment (apps.md §3).

use access::Identity;
use accounts::InputError;
use model::ids::{AppId, EnvironmentId, InstallationId};
use serde_json::{Map, Value};
use sql::environment::installations::{self, Key};
use store::{Row, StoreError, Transaction};

use crate::audit;
use crate::error::AppError;
use crate::kinds::InstallationStatus;

/// An app's installation in an environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Installation {
    /// The installation's id; the frames' `extensionUid`.
    pub id: InstallationId,
    /// Where it is installed.
    pub environment: EnvironmentId,
    /// The app.
    pub app: AppId,
    /// The app's API ID.
    pub app_api_id: String,
    /// How far it is.
    pub status: InstallationStatus,
    /// What the app keeps with it: a JSON object.
    pub config: Value,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

/// How an update treats the config.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigChange {
    /// The new config takes the place of the old one: the mutation `updateAppInstallation`.
    Replace(Value),
    /// The new keys are laid over the old ones, at the top level: the batch change `updateAppInstallation`.
    Merge(Value),
}

/// Changes of an installation; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct InstallationPatch {
    /// The new status.
    pub status: Option<InstallationStatus>,
    /// The new config.
    pub config: Option<ConfigChange>,
}

/// Largest config as JSON text, in bytes.
const MAX_CONFIG: usize = 64 * 1024;

/// A config that may be kept: a JSON object of bounded size; `null` counts as empty.
pub(crate) fn checked_config(config: Value) -> Result<Map<String, Value>, InputError> {
    let wrong = |message: &str| Err(InputError::new("config", message));
    if config.to_string().len() > MAX_CONFIG {
        return wrong("The config must be at most 64 KiB of JSON.");
    }
    match config {
        Value::Object(fields) => Ok(fields),
        Value::Null => Ok(Map::new()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            wrong("The config must be a JSON object.")
        }
    }
}

impl Installation {
    /// Reads a row of [`sql::environment::installations`].
    pub(crate) fn read(environment: &EnvironmentId, row: &Row) -> Result<Self, StoreError> {
        let unknown = |what: &str| StoreError::Other(format!("an installation's {what} cannot be read"));
        Ok(Self {
            id: InstallationId::new(row.text(0)?),
            environment: environment.clone(),
            app: AppId::new(row.text(1)?),
            app_api_id: row.text(2)?.to_owned(),
            status: InstallationStatus::from_wire(row.text(3)?).ok_or_else(|| unknown("status"))?,
            config: serde_json::from_str(row.json(4)?).map_err(|_| unknown("config"))?,
            created_at: row.text(5)?.to_owned(),
            updated_at: row.text(6)?.to_owned(),
        })
    }

    /// The installation after a change.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when the status cannot follow, [`AppError::BadInput`] for a config that cannot be kept.
    pub(crate) fn patched(mut self, patch: InstallationPatch, now: &str) -> Result<Self, AppError> {
        if let Some(next) = patch.status {
            if !self.status.may_become(next) {
                return Err(AppError::Conflict(self.refusal(next)));
            }
            self.status = next;
        }
        match patch.config {
            None => {}
            Some(ConfigChange::Replace(config)) => self.config = Value::Object(checked_config(config)?),
            Some(ConfigChange::Merge(config)) => {
                let mut fields = self.config.as_object().cloned().unwrap_or_default();
                fields.extend(checked_config(config)?);
                self.config = Value::Object(checked_config(Value::Object(fields))?);
            }
        }
        self.updated_at = now.to_owned();
        Ok(self)
    }

    /// Changes an installation in a transaction, and tells the audit log who did.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is gone; those of [`Installation::patched`].
    pub async fn change(
        tx: &mut Transaction,
        (environment, id): (&EnvironmentId, &InstallationId),
        patch: InstallationPatch,
        by: &Identity,
        now: &str,
    ) -> Result<Self, AppError> {
        let row = tx.query_opt(installations::lock(Key::Id, id.as_str())).await?;
        let before = Self::read(environment, &row.ok_or_else(AppError::no_installation)?)?;
        let after = before.clone().patched(patch, now)?;
        tx.execute(installations::update(id.as_str(), after.status.wire(), &after.config, now)).await?;
        audit::patched(&before, &after).write(tx, by, now).await?;
        Ok(after)
    }

    fn refusal(&self, next: InstallationStatus) -> String {
        match next {
            InstallationStatus::Disabled => {
                "The installation is not completed yet. Complete its setup, or uninstall the app.".to_owned()
            }
            InstallationStatus::Pending | InstallationStatus::Completed => format!(
                "The installation is {} and cannot become {}. Uninstall and install the app to start over.",
                self.status.wire(),
                next.wire()
            ),
        }
    }
}
