//! `Union`: the GraphQL type of a union field.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::ids::FieldId;
use model::{FieldKind, Union, UnionMember};

use super::field::field_object;
use super::{object, text};
use crate::error::{FieldResult, internal};
use crate::scope::SchemaScope;

/// A union of a content model.
pub(super) struct UnionObject {
    schema: Arc<SchemaScope>,
    owner: FieldId,
}

object!(UnionObject, "Union");

impl UnionObject {
    /// The union of the field that owns it.
    pub(super) fn new(schema: &Arc<SchemaScope>, owner: &FieldId) -> Self {
        Self { schema: schema.clone(), owner: owner.clone() }
    }

    fn parts(&self) -> FieldResult<(&Union, &[UnionMember])> {
        match self.schema.content.parent_of_field(&self.owner).map(|(_, field)| &field.kind) {
            Some(FieldKind::Union { union, members }) => Ok((union, members)),
            Some(
                FieldKind::Simple { .. }
                | FieldKind::Enumerable { .. }
                | FieldKind::Relational { .. }
                | FieldKind::UnionMember { .. }
                | FieldKind::Component { .. }
                | FieldKind::ComponentUnion { .. },
            )
            | None => Err(internal("a union's field is missing")),
        }
    }

    fn field(&self, id: &FieldId) -> Option<Resolved> {
        let (parent, field) = self.schema.content.parent_of_field(id)?;
        Some(field_object(&self.schema, &parent.id(), field.clone()))
    }

    async fn answer(&self, call: &FieldCall<'_>) -> FieldResult<Resolved> {
        let (union, members) = self.parts()?;
        Ok(match call.name {
            "id" => union.id.as_str().into(),
            "apiId" => union.api_id.as_str().into(),
            "displayName" => union.display_name.as_str().into(),
            "description" => text(union.description.as_ref()),
            "memberTypes" => Resolved::List(members.iter().filter_map(|member| self.field(&member.field)).collect()),
            "field" => self.field(&self.owner).ok_or_else(|| internal("a union's field is missing"))?,
            _ => return Err(FieldError::not_implemented(call)),
        })
    }
}
