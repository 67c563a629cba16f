//! `SimpleField` and `EnumerableField`.

use std::sync::Arc;

use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};
use model::{EmbeddableModels, Field, FieldConfig, FieldKind, Model, SimpleType, Validations, Visibility};
use serde_json::Value;

use super::enumeration::{self, EnumerationObject};
use super::field_config::FieldConfigObject;
use super::model::ModelObject;
use super::{created_by, text, validations};
use crate::error::{FieldResult, internal};
use crate::scope::SchemaScope;

/// The object of a field of a model.
pub(super) fn field_object(schema: &Arc<SchemaScope>, model: &Model, field: Field) -> Resolved {
    Resolved::object(FieldObject { schema: schema.clone(), model: model.clone(), field })
}

struct FieldObject {
    schema: Arc<SchemaScope>,
    model: Model,
    field: Field,
}

impl Object for FieldObject {
    fn type_name(&self) -> &str {
        match &self.field.kind {
            FieldKind::Simple { .. } => "SimpleField",
            FieldKind::Enumerable { .. } => "EnumerableField",
            FieldKind::Relational { reverse: Some(_), .. } => "RelationalField",
            FieldKind::Relational { reverse: None, .. } => "UniDirectionalRelationalField",
            FieldKind::Union { .. } => "UnionField",
            FieldKind::Component { .. } => "ComponentField",
            FieldKind::ComponentUnion { .. } => "ComponentUnionField",
        }
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(self.answer(field))
    }
}

/// The wire's name of a value that serialises as one.
fn wire(value: impl serde::Serialize) -> FieldResult<Resolved> {
    serde_json::to_value(value).map(Resolved::Leaf).map_err(internal)
}

impl FieldObject {
    async fn answer(&self, call: &FieldCall<'_>) -> FieldResult<Resolved> {
        let field = &self.field;
        Ok(match call.name {
            "id" => field.id.as_str().into(),
            "createdAt" => field.created_at.as_str().into(),
            "updatedAt" => field.updated_at.as_str().into(),
            "apiId" => field.api_id.as_str().into(),
            "displayName" => field.display_name.as_str().into(),
            "description" => text(field.description.as_ref()),
            "isSystem" => field.is_system.into(),
            "isList" => field.is_list.into(),
            "isRequired" => field.is_required.into(),
            "isUnique" => field.is_unique.into(),
            "isLocalized" => field.is_localized.into(),
            "isTitle" => field.is_title.into(),
            "isVariantEnabled" => field.is_variant_enabled.into(),
            "position" => Resolved::from(field.position),
            "isHidden" => (field.visibility == Visibility::Hidden).into(),
            "visibility" => wire(field.visibility)?,
            // No change makes one yet.
            "visibilityCondition" => Resolved::Null,
            "extensions" => Resolved::from(field.extensions.clone()),
            "meta" => Resolved::from(field.meta.clone()),
            "model" | "parent" => Resolved::object(ModelObject::new(&self.schema, &self.model)),
            "formConfig" => self.config("form", &field.form_config),
            "tableConfig" => self.config("table", &field.table_config),
            "createdBy" => created_by::resolved(&self.schema.environment, field.created_by.as_ref()).await?,
            _ => return self.of_kind(call),
        })
    }

    fn config(&self, purpose: &str, config: &FieldConfig) -> Resolved {
        Resolved::object(FieldConfigObject {
            environment: self.schema.environment.clone(),
            id: format!("{}-{purpose}", self.field.id),
            config: config.clone(),
        })
    }

    fn of_kind(&self, call: &FieldCall<'_>) -> FieldResult<Resolved> {
        match &self.field.kind {
            FieldKind::Simple { simple_type, initial_value, validations, embeds } => {
                let simple = Simple { simple_type, initial_value, validations, embeds };
                self.of_simple(simple, call)
            }
            FieldKind::Enumerable { enumeration, initial_values } => {
                let content = &self.schema.content;
                let found = content.enumeration_by_id(enumeration);
                let found = found.ok_or_else(|| internal("a field's enumeration is missing"))?;
                let chosen = || initial_values.iter().filter_map(|name| found.value(name)).map(enumeration::value);
                Ok(match call.name {
                    "type" => "ENUMERATION".into(),
                    "initialValue" if !self.field.is_list => chosen().next().unwrap_or(Resolved::Null),
                    "initialValueList" if self.field.is_list => Resolved::List(chosen().collect()),
                    "initialValue" | "initialValueList" => Resolved::Null,
                    "enumeration" => {
                        Resolved::object(EnumerationObject { schema: self.schema.clone(), enumeration: found.clone() })
                    }
                    _ => return Err(FieldError::not_implemented(call)),
                })
            }
            FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => Err(FieldError::not_implemented(call)),
        }
    }

    fn of_simple(&self, simple: Simple<'_>, call: &FieldCall<'_>) -> FieldResult<Resolved> {
        let is_rich_text = *simple.simple_type == SimpleType::RichText;
        Ok(match call.name {
            "type" => wire(simple.simple_type)?,
            // JSON-encoded text (management-api.md §2.2).
            "initialValue" => Resolved::from(simple.initial_value.as_ref().map(Value::to_string)),
            "validations" => simple.validations.as_ref().map_or(Resolved::Null, validations::resolved),
            "embedsEnabled" if is_rich_text => (*simple.embeds != EmbeddableModels::Off).into(),
            "embeddableModels" if is_rich_text => match simple.embeds {
                EmbeddableModels::Off => Resolved::List(Vec::new()),
                EmbeddableModels::Models(ids) => {
                    let models = ids.iter().filter_map(|id| self.schema.content.model_by_id(id));
                    Resolved::objects(models.map(|model| ModelObject::new(&self.schema, model)))
                }
            },
            "embedsEnabled" | "embeddableModels" => Resolved::Null,
            _ => return Err(FieldError::not_implemented(call)),
        })
    }
}

/// The parts of a scalar field's kind.
struct Simple<'a> {
    simple_type: &'a SimpleType,
    initial_value: &'a Option<Value>,
    validations: &'a Option<Validations>,
    embeds: &'a EmbeddableModels,
}
