//! Visibility conditions: `BooleanFieldCondition` and `EnumerableFieldCondition`.

use std::sync::Arc;

use graphql::Resolved;
use model::{Field, FieldKind};

use super::field::field_object;
use super::{Record, enumeration};
use crate::scope::SchemaScope;

/// The condition of a field; null when there is none.
pub(super) fn resolved(schema: &Arc<SchemaScope>, field: &Field) -> Resolved {
    let Some(condition) = &field.visibility_condition else { return Resolved::Null };
    let content = &schema.content;
    let Some((parent, base)) = content.parent_of_field(&condition.base_field) else { return Resolved::Null };
    let (type_name, value) = match &base.kind {
        FieldKind::Enumerable { enumeration, .. } => {
            let found = content.enumeration_by_id(enumeration);
            let values = condition.enumeration_values.iter().filter_map(|name| found?.value(name));
            ("EnumerableFieldCondition", Resolved::List(values.map(enumeration::value).collect()))
        }
        FieldKind::Simple { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => {
            ("BooleanFieldCondition", condition.boolean_value.unwrap_or_default().into())
        }
    };
    // A condition is a part of its field: it has no life, and no id, of its own.
    Record::of(
        type_name,
        vec![
            ("id", Resolved::from(format!("{}-condition", field.id))),
            ("createdAt", field.created_at.as_str().into()),
            ("updatedAt", field.updated_at.as_str().into()),
            ("baseField", field_object(schema, &parent.id(), base.clone())),
            ("operator", condition.operator.as_str().into()),
            ("value", value),
        ],
    )
}
