//! `Component`.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::{Component, ParentRef};
use sql::environment::migrations;

use super::environment::EnvironmentObject;
use super::{created_by, field_parent, object, text};
use crate::error::{FieldResult, ResultExt as _};
use crate::scope::SchemaScope;

/// A component of a content model.
pub(super) struct ComponentObject {
    schema: Arc<SchemaScope>,
    component: Component,
}

object!(ComponentObject, "Component");

impl ComponentObject {
    /// The object of a component.
    pub(super) fn new(schema: &Arc<SchemaScope>, component: &Component) -> Self {
        Self { schema: schema.clone(), component: component.clone() }
    }

    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.schema.environment.check_field(field)?;
        let component = &self.component;
        Ok(match field.name {
            "id" => component.id.as_str().into(),
            "createdAt" => component.created_at.as_str().into(),
            "updatedAt" => component.updated_at.as_str().into(),
            "createdBy" => created_by::resolved(&self.schema.environment, component.created_by.as_ref()).await?,
            "apiId" => component.api_id.as_str().into(),
            "apiIdPlural" => component.api_id_plural.as_str().into(),
            "displayName" => component.display_name.as_str().into(),
            "description" => text(component.description.as_ref()),
            "isSystem" => component.is_system.into(),
            "isLocalized" => component.is_localized().into(),
            "environment" => Resolved::object(EnvironmentObject(self.schema.environment.clone())),
            "hasContent" => {
                let instance =
                    self.schema.environment.database.query_opt(migrations::any_instance(&component.id)).await;
                instance.or_internal()?.is_some().into()
            }
            _ => {
                let answered = field_parent::answer(&self.schema, ParentRef::Component(component), field);
                return answered.unwrap_or_else(|| Err(FieldError::not_implemented(field)));
            }
        })
    }
}
