//! `FieldConfig`: how a field is rendered.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::FieldConfig;

use super::app::ElementObject;
use super::installation::{InstallationObject, is_visible};
use super::object;
use crate::error::{FieldResult, of_app};
use crate::scope::EnvironmentScope;

/// One of the two configurations of a field.
pub(super) struct FieldConfigObject {
    pub(super) environment: Arc<EnvironmentScope>,
    /// Unique: the field's id and what it is for.
    pub(super) id: String,
    pub(super) config: FieldConfig,
}

object!(FieldConfigObject, "FieldConfig");

impl FieldConfigObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        Ok(match field.name {
            "id" => self.id.as_str().into(),
            "renderer" => self.config.renderer.as_str().into(),
            "config" => Resolved::Leaf(self.config.config.clone()),
            "extension" => Resolved::Null,
            "appInstallation" => self.installation().await?.map_or(Resolved::Null, Resolved::object),
            "appElement" => self.element().await?,
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    /// None when the app is uninstalled since.
    async fn installation(&self) -> FieldResult<Option<InstallationObject>> {
        let Some(id) = &self.config.installation else { return Ok(None) };
        let scope = &self.environment.scope;
        let found = scope.apps().installation(self.environment.id(), id).await.map_err(of_app)?;
        let visible = found.filter(|installation| is_visible(&scope.viewer, installation));
        Ok(visible.map(|installation| InstallationObject { environment: self.environment.clone(), installation }))
    }

    async fn element(&self) -> FieldResult<Resolved> {
        let (Some(id), Some(found)) = (&self.config.element, self.installation().await?) else {
            return Ok(Resolved::Null);
        };
        let app = self.environment.scope.apps().app_by_id(&found.installation.app).await.map_err(of_app)?;
        let Some(app) = app else { return Ok(Resolved::Null) };
        let element = app.elements.iter().find(|element| &element.id == id).cloned();
        Ok(element.map_or(Resolved::Null, |element| ElementObject { app, element }.resolved()))
    }
}
