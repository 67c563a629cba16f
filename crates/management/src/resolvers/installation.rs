//! `AppInstallation`.

use std::sync::Arc;

use accounts::Viewer;
use apps::Installation;
use graphql::{ErrorCode, FieldCall, FieldError, Resolved};

use super::environment::EnvironmentObject;
use super::{app, field_parent, none, object};
use crate::error::{FieldResult, not_found, of_app};
use crate::scope::EnvironmentScope;

/// An installation that exists for the viewer.
pub(super) struct InstallationObject {
    pub(super) environment: Arc<EnvironmentScope>,
    pub(super) installation: Installation,
}

object!(InstallationObject, "AppInstallation");

/// Whether an installation exists for the viewer: an app sees its own only.
pub(super) fn is_visible(viewer: &Viewer, installation: &Installation) -> bool {
    match viewer {
        Viewer::App(app) => app.installation == installation.id,
        Viewer::Anonymous => false,
        Viewer::User(_) | Viewer::Token(_) => true,
    }
}

impl InstallationObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.environment.check_field(field)?;
        let installation = &self.installation;
        Ok(match field.name {
            "id" => installation.id.as_str().into(),
            "createdAt" => installation.created_at.as_str().into(),
            "updatedAt" => installation.updated_at.as_str().into(),
            "status" => installation.status.wire().into(),
            "config" => Resolved::Leaf(installation.config.clone()),
            "environment" => Resolved::object(EnvironmentObject(self.environment.clone())),
            "app" => {
                let found = self.environment.scope.apps().app_by_id(&installation.app).await.map_err(of_app)?;
                app::app(&found.ok_or_else(|| not_found("app", &installation.app_api_id))?)
            }
            "sidebarElements" => none(),
            "fields" => self.fields().await?,
            "authToken" => self.token().await?.into(),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    /// For the app itself, and for members: Studio hands it to the app's frames (management-api.md §8).
    async fn token(&self) -> FieldResult<String> {
        match &self.environment.scope.viewer {
            Viewer::User(_) | Viewer::App(_) => {
                let EnvironmentScope { scope, row, .. } = &*self.environment;
                scope.apps().installation_token(row, &self.installation.id).await.map_err(of_app)
            }
            Viewer::Anonymous | Viewer::Token(_) => {
                let text = "Only members of the project and the app itself can read the app's token.";
                Err(FieldError::new(ErrorCode::Forbidden, text))
            }
        }
    }

    /// The fields that the app renders in a form or a table.
    async fn fields(&self) -> FieldResult<Resolved> {
        let schema = self.environment.schema().await?;
        let own = Some(&self.installation.id);
        let renders = |field: &model::Field| {
            field.form_config.installation.as_ref() == own || field.table_config.installation.as_ref() == own
        };
        Ok(field_parent::all(&schema, renders))
    }
}
