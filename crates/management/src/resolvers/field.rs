//! Fields of every kind: `SimpleField`, `EnumerableField`, `RelationalField` and so on.

use std::sync::Arc;

use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};
use model::ids::{EnumerationId, FieldId};
use model::{
    EmbeddableModels, Field, FieldConfig, FieldKind, OtherSide, ParentId, SimpleType, Validations, Visibility,
};
use serde_json::Value;

use super::component::ComponentObject;
use super::enumeration::{self, EnumerationObject};
use super::field_config::FieldConfigObject;
use super::field_parent::{other_end, parent_object};
use super::model::ModelObject;
use super::union::UnionObject;
use super::{condition, created_by, text, validations};
use crate::error::{FieldResult, ResultExt as _, bad_input, internal};
use crate::scope::SchemaScope;

/// The object of a field of a model or component.
pub(super) fn field_object(schema: &Arc<SchemaScope>, parent: &ParentId, field: Field) -> Resolved {
    Resolved::object(FieldObject { schema: schema.clone(), parent: parent.clone(), field })
}

struct FieldObject {
    schema: Arc<SchemaScope>,
    parent: ParentId,
    field: Field,
}

impl Object for FieldObject {
    fn type_name(&self) -> &str {
        match &self.field.kind {
            FieldKind::Simple { .. } => "SimpleField",
            FieldKind::Enumerable { .. } => "EnumerableField",
            FieldKind::Relational { other: OtherSide::Field(_), .. } => "RelationalField",
            FieldKind::Relational { other: OtherSide::OneWay { .. }, .. } => "UniDirectionalRelationalField",
            FieldKind::Union { .. } | FieldKind::UnionMember { .. } => "UnionField",
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
            "visibilityCondition" => condition::resolved(&self.schema, field),
            "extensions" => Resolved::from(field.extensions.clone()),
            "meta" => Resolved::from(field.meta.clone()),
            "parent" => parent_object(&self.schema, &self.parent)?,
            "model" => self.model()?,
            "formConfig" => self.config("form", &field.form_config),
            "tableConfig" => self.config("table", &field.table_config),
            "createdBy" => created_by::resolved(&self.schema.environment, field.created_by.as_ref()).await?,
            "hasEmptyValues" => self.has_empty_values().await?.into(),
            _ => return self.of_kind(call),
        })
    }

    /// A component is no model: `parent` is what is there for both.
    fn model(&self) -> FieldResult<Resolved> {
        match &self.parent {
            ParentId::Model(_) => parent_object(&self.schema, &self.parent),
            ParentId::Component(_) => Err(bad_input("A field of a component has no model. Ask for its parent.")),
        }
    }

    /// Whether there are entries or instances that hold nothing in a component field.
    async fn has_empty_values(&self) -> FieldResult<bool> {
        let count = sql::ddl::count_without_instances(&self.parent, &self.field.id, self.field.components());
        let row = self.schema.environment.database.query_opt(count).await.or_internal()?;
        row.map_or(Ok(false), |row| row.int(0).map(|empty| empty > 0)).or_internal()
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
                self.of_enumerable(enumeration, initial_values, call)
            }
            FieldKind::Relational { relational_type, related, .. } => Ok(match call.name {
                "type" => wire(relational_type)?,
                "relatedModel" => parent_object(&self.schema, &ParentId::Model(related.clone()))?,
                "relatedField" => other_end(&self.schema, &self.field.kind)
                    .ok_or_else(|| internal("the other end of a relation is missing"))?,
                _ => return Err(FieldError::not_implemented(call)),
            }),
            FieldKind::Union { .. } => self.of_union(&self.field.id, false, call),
            FieldKind::UnionMember { owner, .. } => self.of_union(owner, true, call),
            FieldKind::Component { .. } => Ok(match call.name {
                "type" => "COMPONENT".into(),
                "component" => self.components().into_iter().next().unwrap_or(Resolved::Null),
                _ => return Err(FieldError::not_implemented(call)),
            }),
            FieldKind::ComponentUnion { .. } => Ok(match call.name {
                "type" => "COMPONENT_UNION".into(),
                "components" => Resolved::List(self.components()),
                _ => return Err(FieldError::not_implemented(call)),
            }),
        }
    }

    fn of_enumerable(
        &self,
        enumeration: &EnumerationId,
        initial_values: &[String],
        call: &FieldCall<'_>,
    ) -> FieldResult<Resolved> {
        let found = self.schema.content.enumeration_by_id(enumeration);
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

    fn of_union(&self, owner: &FieldId, is_member: bool, call: &FieldCall<'_>) -> FieldResult<Resolved> {
        Ok(match call.name {
            "type" => "UNION".into(),
            "isMemberType" => is_member.into(),
            "union" => Resolved::object(UnionObject::new(&self.schema, owner)),
            _ => return Err(FieldError::not_implemented(call)),
        })
    }

    fn components(&self) -> Vec<Resolved> {
        let found = self.field.components().iter().filter_map(|id| self.schema.content.component_by_id(id));
        found.map(|component| Resolved::object(ComponentObject::new(&self.schema, component))).collect()
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
