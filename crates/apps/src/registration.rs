//! Registering, changing and deleting apps.

use access::Identity;
use accounts::secret::fresh_id;
use accounts::writing::execute_all;
use accounts::{InputError, Person, clock};
use model::ids::AppId;
use sql::Statement;
use sql::environment::installations::{self, Key};
use sql::platform::apps;
use store::StoreError;

use crate::app::{self, App, AppPatch, NewApp};
use crate::apps::Apps;
use crate::audit::{self, Told};
use crate::element;
use crate::error::AppError;
use crate::kinds::PublicationStatus;
use crate::secrets::{AppWithSecrets, ClientSecret};
use crate::urls::StudioOrigin;

impl Apps {
    /// Registers an app for its author and gives its client secret, which is shown this once.
    pub async fn register(
        &self,
        author: &Person,
        new: NewApp,
        studio: &StudioOrigin,
    ) -> Result<AppWithSecrets, AppError> {
        let now = clock::now();
        let app = App {
            id: AppId::new(fresh_id()),
            author: author.id.clone(),
            api_id: app::checked_api_id(&new.api_id)?,
            name: new.name,
            description: new.description,
            avatar_url: new.avatar_url,
            setup_url: new.setup_url,
            webhook_url: new.webhook_url,
            configuration_url: new.configuration_url,
            publication_status: PublicationStatus::Private,
            permissions: new.permissions,
            client_id: fresh_id(),
            elements: element::checked(new.elements, &[], studio, &now)?,
            created_at: now.clone(),
            updated_at: now.clone(),
        };
        let app = app.checked(studio)?;
        let secret = ClientSecret::random();
        let mut statements =
            vec![apps::insert(app.row(), &now), apps::insert_secret(app.id.as_str(), &secret.hash(), &now)];
        statements.extend(element_rows(&app));
        statements.push(audit::registered(&app).of_server(&author.into(), &now));
        execute_all(self.platform(), statements).await.map_err(|error| taken(error, &app))?;
        Ok(AppWithSecrets { app, client_secret: Some(secret) })
    }

    /// Changes the author's app. Elements that are given replace all that it has; one that keeps its id stays the same
    /// element.
    pub async fn update(
        &self,
        author: &Person,
        api_id: &str,
        patch: AppPatch,
        studio: &StudioOrigin,
    ) -> Result<App, AppError> {
        let now = clock::now();
        let before = self.own_app(&author.id, api_id).await?;
        let mut app = before.clone();
        app.name = patch.name.unwrap_or(app.name);
        app.description = patch.description.unwrap_or(app.description);
        app.avatar_url = patch.avatar_url.unwrap_or(app.avatar_url);
        app.setup_url = patch.setup_url.unwrap_or(app.setup_url);
        app.webhook_url = patch.webhook_url.unwrap_or(app.webhook_url);
        app.configuration_url = patch.configuration_url.unwrap_or(app.configuration_url);
        app.updated_at = now.clone();
        let mut app = app.checked(studio)?;
        let mut statements = vec![apps::update(&app.row(), &now)];
        if let Some(drafts) = patch.elements {
            app.elements = element::checked(drafts, &app.elements, studio, &now)?;
            statements.push(apps::delete_elements(app.id.as_str()));
            statements.extend(element_rows(&app));
        }
        let told = audit::changed(&before, &app);
        statements.push(told.of_server(&author.into(), &now));
        execute_all(self.platform(), statements).await.map_err(|error| taken(error, &app))?;
        self.tell_where_installed(&app.id, &told, &author.into(), &now).await?;
        Ok(app)
    }

    /// Deletes the author's app and every installation of it; their tokens are dead at once.
    ///
    /// Environments come first, so that a failure on the way can be tried again, and once more after the app is gone, for
    /// what was installed meanwhile. The token of an app that is gone is refused in any case.
    pub async fn delete(&self, author: &Person, api_id: &str) -> Result<AppId, AppError> {
        let app = self.own_app(&author.id, api_id).await?;
        let by = Identity::from(author);
        self.uninstall_everywhere(&app.id, &by).await?;
        let told = audit::deleted(&app).of_server(&by, &clock::now());
        execute_all(self.platform(), vec![apps::delete(app.id.as_str()), told]).await?;
        self.accounts().forget_app_tokens();
        self.uninstall_everywhere(&app.id, &by).await?;
        Ok(app.id)
    }

    async fn uninstall_everywhere(&self, app: &AppId, by: &Identity) -> Result<(), AppError> {
        for environment in self.accounts().all_environments().await? {
            let database = self.database(&environment.id).await?;
            if let Some(row) = database.query_opt(installations::by(Key::App, app.as_str())).await? {
                self.remove_installation(&database, (&environment.id, row.text(0)?), by).await?;
            }
        }
        Ok(())
    }

    /// Writes the row into the log of every environment that the app is installed in. The change itself is made by now, and
    /// each of these is a database of its own.
    pub(crate) async fn tell_where_installed(
        &self,
        app: &AppId,
        told: &Told,
        by: &Identity,
        now: &str,
    ) -> Result<(), AppError> {
        for environment in self.accounts().all_environments().await? {
            let database = self.database(&environment.id).await?;
            if database.query_opt(installations::by(Key::App, app.as_str())).await?.is_some() {
                execute_all(&database, told.in_environment(by, now)).await?;
            }
        }
        Ok(())
    }
}

fn element_rows(app: &App) -> Vec<Statement> {
    let rows = app.elements.iter().enumerate();
    rows.map(|(position, element)| apps::insert_element(app.id.as_str(), element.row(position))).collect()
}

/// What a unique index of apps or elements says, in words for the person.
fn taken(error: StoreError, app: &App) -> AppError {
    match error {
        StoreError::Unique { constraint } if constraint.contains("app_element.") => {
            let message = "An element has the id of another app's element. Leave its id out to get a new one.";
            AppError::BadInput(InputError::new("elements", message))
        }
        StoreError::Unique { .. } => AppError::Conflict(format!(
            "An app with the API ID \"{}\" already exists on this server. Choose another API ID.",
            app.api_id
        )),
        other => AppError::Store(other),
    }
}

#[cfg(test)]
mod tests;
