//! `Enumeration` and `EnumerationValue`.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::{Enumeration, EnumerationValue, FieldKind};

use super::environment::EnvironmentObject;
use super::{Record, created_by, field_parent, object, text};
use crate::error::FieldResult;
use crate::scope::SchemaScope;

/// An enumeration of a content model.
pub(super) struct EnumerationObject {
    pub(super) schema: Arc<SchemaScope>,
    pub(super) enumeration: Enumeration,
}

object!(EnumerationObject, "Enumeration");

impl EnumerationObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.schema.environment.check_field(field)?;
        let enumeration = &self.enumeration;
        Ok(match field.name {
            "id" => enumeration.id.as_str().into(),
            "createdAt" => enumeration.created_at.as_str().into(),
            "updatedAt" => enumeration.updated_at.as_str().into(),
            "apiId" => enumeration.api_id.as_str().into(),
            "displayName" => enumeration.display_name.as_str().into(),
            "description" => text(enumeration.description.as_ref()),
            "isSystem" => enumeration.is_system.into(),
            "values" => Resolved::List(enumeration.values.iter().map(value).collect()),
            "environment" => Resolved::object(EnvironmentObject(self.schema.environment.clone())),
            "createdBy" => created_by::resolved(&self.schema.environment, enumeration.created_by.as_ref()).await?,
            "enumerableFields" => self.fields(),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    fn fields(&self) -> Resolved {
        let uses = |kind: &FieldKind| matches!(kind, FieldKind::Enumerable { enumeration, .. } if enumeration == &self.enumeration.id);
        field_parent::all(&self.schema, |field| uses(&field.kind))
    }
}

/// The object of a value.
pub(super) fn value(value: &EnumerationValue) -> Resolved {
    Record::of(
        "EnumerationValue",
        vec![
            ("id", value.id.as_str().into()),
            ("apiId", value.api_id.as_str().into()),
            ("displayName", value.display_name.as_str().into()),
        ],
    )
}
