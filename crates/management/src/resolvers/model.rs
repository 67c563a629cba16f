//! `Model`.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::{Field, Model, Visibility};
use sql::environment::migrations;

use super::environment::EnvironmentObject;
use super::field::field_object;
use super::{created_by, none, object, page, system_field, text};
use crate::error::{FieldResult, ResultExt as _, not_found};
use crate::scope::SchemaScope;

/// A model of a content model.
pub(super) struct ModelObject {
    schema: Arc<SchemaScope>,
    model: Model,
}

object!(ModelObject, "Model");

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
            // Entries have no earlier versions, components no localised fields, sidebars no elements on this server yet.
            "isVersioned" | "hasLocalizedComponents" => false.into(),
            "sidebarElements" | "contentViews" | "nestedFields" => none(),
            "workflow" => Resolved::Null,
            "environment" => Resolved::object(EnvironmentObject(self.schema.environment.clone())),
            "hasContent" => {
                let entry = self.schema.environment.database.query_opt(migrations::any_entry(&model.id)).await;
                entry.or_internal()?.is_some().into()
            }
            "titleFields" => self.list(model.fields_in_order().into_iter().filter(|field| field.is_title)),
            "fields" => self.list(self.shown(field)),
            "fieldsConnection" => {
                let fields = self.with_system(field).into_iter();
                page::fields(fields.map(|field| field_object(&self.schema, model, field)).collect(), field)
            }
            "field" => self.field(field.text("id").unwrap_or_default())?,
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    fn is_localized(&self, field: &FieldCall<'_>) -> bool {
        if field.argument("variantFieldsOnly").as_bool() == Some(true) {
            return self.model.fields.iter().any(|field| field.is_localized && field.is_variant_enabled);
        }
        self.model.is_localized()
    }

    fn list<'a>(&self, fields: impl IntoIterator<Item = &'a Field>) -> Resolved {
        let object = |field: &Field| field_object(&self.schema, &self.model, field.clone());
        Resolved::List(fields.into_iter().map(object).collect())
    }

    /// Own fields by position; hidden and API-only ones only when asked for.
    fn shown(&self, field: &FieldCall<'_>) -> Vec<&Field> {
        let asked = |name| field.argument(name).as_bool() == Some(true);
        let (hidden, api_only) = (asked("includeHiddenFields"), asked("includeApiOnlyFields"));
        let mut fields = self.model.fields_in_order();
        fields.retain(|field| match field.visibility {
            Visibility::ReadWrite | Visibility::ReadOnly => true,
            Visibility::Hidden => hidden,
            Visibility::ApiOnly => api_only,
        });
        fields
    }

    fn with_system(&self, field: &FieldCall<'_>) -> Vec<Field> {
        let mut fields = match field.argument("includeSystemFields").as_bool() {
            Some(true) => system_field::of_model(&self.model),
            Some(false) | None => Vec::new(),
        };
        fields.extend(self.shown(field).into_iter().cloned());
        fields
    }

    fn field(&self, id: &str) -> FieldResult<Resolved> {
        let own = self.model.fields.iter().find(|field| field.id.as_str() == id).cloned();
        let found =
            own.or_else(|| system_field::of_model(&self.model).into_iter().find(|field| field.id.as_str() == id));
        let found = found.ok_or_else(|| not_found("field", id))?;
        Ok(field_object(&self.schema, &self.model, found))
    }
}
