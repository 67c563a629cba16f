//! `Model` and `AssetModel`.

use std::sync::Arc;

use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};
use model::{Component, Field, Model, ModelKind, ParentRef};
use sql::environment::migrations;

use super::environment::EnvironmentObject;
use super::{content_permission, created_by, field_parent, none, text};
use crate::error::{FieldResult, ResultExt as _};
use crate::scope::SchemaScope;

/// A model of a content model.
pub(super) struct ModelObject {
    schema: Arc<SchemaScope>,
    model: Model,
}

impl Object for ModelObject {
    fn type_name(&self) -> &str {
        match self.model.kind {
            ModelKind::Entries => "Model",
            ModelKind::Asset => "AssetModel",
        }
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(self.answer(field))
    }
}

impl ModelObject {
    /// The object of a model.
    pub(super) fn new(schema: &Arc<SchemaScope>, model: &Model) -> Self {
        Self { schema: schema.clone(), model: model.clone() }
    }

    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.schema.environment.check_field(field)?;
        let model = &self.model;
        Ok(match field.name {
            "id" => model.id.as_str().into(),
            "createdAt" => model.created_at.as_str().into(),
            "updatedAt" => model.updated_at.as_str().into(),
            "createdBy" => created_by::resolved(&self.schema.environment, model.created_by.as_ref()).await?,
            "apiId" => model.api_id.as_str().into(),
            "apiIdPlural" => model.api_id_plural.as_str().into(),
            "displayName" => model.display_name.as_str().into(),
            "description" => text(model.description.as_ref()),
            "isSystem" => model.is_system.into(),
            "isLocalized" => self.is_localized(field).into(),
            "hasLocalizedComponents" => self.has_localized_components().into(),
            "nestedFields" => field_parent::nested(&self.schema, ParentRef::Model(model)),
            // Every write is remembered; sidebars have no elements on this server yet.
            "isVersioned" => true.into(),
            "sidebarElements" | "contentViews" => none(),
            "viewerPermission" => content_permission::of_viewer(&self.schema, model).await?,
            "workflow" => Resolved::Null,
            "environment" => Resolved::object(EnvironmentObject(self.schema.environment.clone())),
            "hasContent" => {
                let entry = self.schema.environment.database.query_opt(migrations::any_entry(&model.id)).await;
                entry.or_internal()?.is_some().into()
            }
            _ => {
                let answered = field_parent::answer(&self.schema, ParentRef::Model(model), field);
                return answered.unwrap_or_else(|| Err(FieldError::not_implemented(field)));
            }
        })
    }

    fn is_localized(&self, field: &FieldCall<'_>) -> bool {
        if field.argument("variantFieldsOnly").as_bool() == Some(true) {
            return self.model.fields.iter().any(|field| field.is_localized && field.is_variant_enabled);
        }
        self.model.is_localized(&self.schema.content)
    }

    fn has_localized_components(&self) -> bool {
        let held = self.model.fields.iter().flat_map(Field::components);
        held.filter_map(|id| self.schema.content.component_by_id(id)).any(Component::is_localized)
    }
}
