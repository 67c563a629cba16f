//! Installing, changing and uninstalling apps, and the token of an installation.

use access::Identity;
use accounts::secret::fresh_id;
use accounts::{EnvironmentRow, InputError, clock};
use model::ids::{AppTokenId, EnvironmentId, InstallationId};
use serde_json::Value;
use sql::environment::installations::{self, Key};
use sql::environment::{apps as app_tokens, setup_codes};
use store::{Database, StoreError, Transaction};

use crate::app::App;
use crate::apps::Apps;
use crate::audit;
use crate::error::AppError;
use crate::installation::{Installation, InstallationPatch, checked_config};
use crate::kinds::InstallationStatus;

impl Apps {
    /// Installs an app: PENDING unless `status` says COMPLETED. A DISABLED installation begins again under its id: its
    /// token ends and its config is replaced.
    ///
    /// # Errors
    /// [`AppError::Conflict`], whose text holds `already exists`, when the app is installed and not disabled.
    pub async fn install(
        &self,
        environment: &EnvironmentId,
        app_api_id: &str,
        status: Option<InstallationStatus>,
        config: Value,
        by: &Identity,
    ) -> Result<Installation, AppError> {
        let status = status.unwrap_or(InstallationStatus::Pending);
        if status == InstallationStatus::Disabled {
            return Err(InputError::new("status", "An installation begins as PENDING or COMPLETED.").into());
        }
        let config = Value::Object(checked_config(config)?);
        let app = self.app(app_api_id).await?.ok_or_else(|| AppError::no_app(app_api_id))?;
        let database = self.database(environment).await?;
        let now = clock::now();
        let wanted = Installation {
            id: InstallationId::new(fresh_id()),
            environment: environment.clone(),
            app: app.id.clone(),
            app_api_id: app.api_id.clone(),
            status,
            config,
            created_at: now.clone(),
            updated_at: now,
        };
        let (by, name) = (by.clone(), app.name.clone());
        let installed = database.write(move |tx| Box::pin(begin(tx, wanted, app, by))).await;
        self.accounts().forget_app_tokens();
        installed.map_err(|error| match error {
            // Another call was first.
            AppError::Store(StoreError::Unique { .. }) => exists(&name),
            other => other,
        })
    }

    /// Changes status, config or both, and answers the whole installation. COMPLETED keeps the token; DISABLED makes the
    /// server refuse it at once in this process, within 500 ms in others.
    pub async fn update_installation(
        &self,
        environment: &EnvironmentId,
        id: &InstallationId,
        patch: InstallationPatch,
        by: &Identity,
    ) -> Result<Installation, AppError> {
        let (place, key, by) = (environment.clone(), id.clone(), by.clone());
        let database = self.database(environment).await?;
        let job = database.write(move |tx| {
            Box::pin(async move { Installation::change(tx, (&place, &key), patch, &by, &clock::now()).await })
        });
        let changed = job.await;
        self.accounts().forget_app_tokens();
        changed
    }

    /// Uninstalls an app: its token is dead at once in this process, within 500 ms in others. What it made stays.
    pub async fn uninstall(
        &self,
        environment: &EnvironmentId,
        id: &InstallationId,
        by: &Identity,
    ) -> Result<(), AppError> {
        let database = self.database(environment).await?;
        match self.remove_installation(&database, (environment, id.as_str()), by).await? {
            true => Ok(()),
            false => Err(AppError::no_installation()),
        }
    }

    /// Whether there was an installation to remove.
    pub(crate) async fn remove_installation(
        &self,
        database: &Database,
        (environment, id): (&EnvironmentId, &str),
        by: &Identity,
    ) -> Result<bool, AppError> {
        let (place, id, by) = (environment.clone(), id.to_owned(), by.clone());
        let job = database.write(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.query_opt(installations::lock(Key::Id, &id)).await? else { return Ok(false) };
                let installation = Installation::read(&place, &row)?;
                // Tokens and codes go with it; touching them first would be another order of locks than everywhere else.
                tx.execute(installations::delete(&id)).await?;
                audit::uninstalled(&installation).write(tx, &by, &clock::now()).await?;
                Ok::<_, AppError>(true)
            })
        });
        let removed = job.await;
        self.accounts().forget_app_tokens();
        removed
    }

    /// The environment's installation with that id.
    pub async fn installation(
        &self,
        environment: &EnvironmentId,
        id: &InstallationId,
    ) -> Result<Option<Installation>, AppError> {
        let row = self.database(environment).await?.query_opt(installations::by(Key::Id, id.as_str())).await?;
        Ok(row.map(|row| Installation::read(environment, &row)).transpose()?)
    }

    /// The installation in the environment of the app with that API ID.
    pub async fn installation_of(
        &self,
        environment: &EnvironmentId,
        app_api_id: &str,
    ) -> Result<Option<Installation>, AppError> {
        let Some(app) = self.app(app_api_id).await? else { return Ok(None) };
        let row = self.database(environment).await?.query_opt(installations::by(Key::App, app.id.as_str())).await?;
        Ok(row.map(|row| Installation::read(environment, &row)).transpose()?)
    }

    /// The environment's installations, oldest first.
    pub async fn installations(&self, environment: &EnvironmentId) -> Result<Vec<Installation>, AppError> {
        let rows = self.database(environment).await?.query(installations::all()).await?;
        Ok(rows.iter().map(|row| Installation::read(environment, row)).collect::<Result<_, _>>()?)
    }

    /// The first of the environments that has an installation with that id, and the installation: for who knows the id
    /// alone.
    pub async fn find_installation(
        &self,
        environments: &[EnvironmentRow],
        id: &InstallationId,
    ) -> Result<Option<(EnvironmentRow, Installation)>, AppError> {
        for environment in environments {
            if let Some(installation) = self.installation(&environment.id, id).await? {
                return Ok(Some((environment.clone(), installation)));
            }
        }
        Ok(None)
    }

    /// The text of the installation's token, which is made when it is first needed: after an exchange, the token that the
    /// exchange gave. The server refuses it while the installation is DISABLED.
    pub async fn installation_token(
        &self,
        environment: &EnvironmentRow,
        id: &InstallationId,
    ) -> Result<String, AppError> {
        let database = self.database(&environment.id).await?;
        let (token, issued_at) = match database.query_opt(app_tokens::current_token(id.as_str())).await? {
            Some(row) => (AppTokenId::new(row.text(0)?), row.text(2)?.to_owned()),
            None => {
                let key = id.clone();
                database.write(move |tx| Box::pin(mint(tx, key))).await?
            }
        };
        Ok(self.accounts().app_token_value(&token, &issued_at, &environment.project, &environment.id))
    }
}

fn exists(app_name: &str) -> AppError {
    AppError::Conflict(format!("An installation of \"{app_name}\" already exists in this environment."))
}

/// Makes the installation, or begins a disabled one again.
async fn begin(
    tx: &mut Transaction,
    mut wanted: Installation,
    app: App,
    by: Identity,
) -> Result<Installation, AppError> {
    let (status, now) = (wanted.status.wire(), wanted.created_at.clone());
    let Some(row) = tx.query_opt(installations::lock(Key::App, wanted.app.as_str())).await? else {
        let of = (wanted.app.as_str(), wanted.app_api_id.as_str());
        tx.execute(installations::insert(wanted.id.as_str(), of, status, &wanted.config, &now)).await?;
        audit::installed(&wanted, &app, None).write(tx, &by, &now).await?;
        return Ok(wanted);
    };
    let present = Installation::read(&wanted.environment, &row)?;
    if present.status != InstallationStatus::Disabled {
        return Err(exists(&app.name));
    }
    wanted.id = present.id.clone();
    wanted.created_at = present.created_at.clone();
    let id = wanted.id.as_str();
    tx.execute(app_tokens::revoke_tokens_of(id, &now)).await?;
    tx.execute(setup_codes::delete_unused(id)).await?;
    tx.execute(installations::update(id, status, &wanted.config, &now)).await?;
    audit::installed(&wanted, &app, Some(&present)).write(tx, &by, &now).await?;
    Ok(wanted)
}

/// The installation's token, made now unless another call was first.
async fn mint(tx: &mut Transaction, id: InstallationId) -> Result<(AppTokenId, String), AppError> {
    tx.query_opt(installations::lock(Key::Id, id.as_str())).await?.ok_or_else(AppError::no_installation)?;
    if let Some(row) = tx.query_opt(app_tokens::current_token(id.as_str())).await? {
        return Ok((AppTokenId::new(row.text(0)?), row.text(2)?.to_owned()));
    }
    let (token, now) = (fresh_id(), clock::now());
    tx.execute(app_tokens::insert_token(&token, id.as_str(), &now)).await?;
    Ok((AppTokenId::new(token), now))
}

#[cfg(test)]
mod tests;
