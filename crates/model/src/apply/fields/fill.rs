//! Values for rows that have none: migration values and initial values (management-api.md §5).

use serde_json::Value;

use crate::apply::values;
use crate::content_model::ContentModel;
use crate::effect::{ColumnOf, Effect};
use crate::error::ChangeError;
use crate::field::{Field, FieldKind};

/// Refuses a migration value for a field that has no columns.
pub(super) fn refuse_value(migration_value: Option<&str>) -> Result<(), ChangeError> {
    match migration_value {
        Some(_) => Err(ChangeError::Rule("Only scalar and enumeration fields take a migration value.".to_owned())),
        None => Ok(()),
    }
}

/// The value in row form that entries without one get, from JSON-encoded text.
fn row_value(content: &ContentModel, field: &Field, text: &str) -> Result<Value, ChangeError> {
    match &field.kind {
        FieldKind::Simple { simple_type, .. } => values::simple(*simple_type, field.is_list, text),
        FieldKind::Enumerable { enumeration, .. } => {
            let unknown = || ChangeError::NotFound { what: "enumeration", value: enumeration.to_string() };
            let enumeration = content.enumeration_by_id(enumeration).ok_or_else(unknown)?;
            let names = values::enumeration_names(enumeration, field.is_list, text)?;
            Ok(values::enumeration_keys(enumeration, field.is_list, &names))
        }
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => refuse_value(Some(text)).map(|()| Value::Null),
    }
}

/// What entries get when nobody said what: the initial value, in row form (management-api.md §5).
fn initial_row_value(content: &ContentModel, field: &Field) -> Option<Value> {
    match &field.kind {
        FieldKind::Simple { initial_value, .. } => initial_value.clone(),
        FieldKind::Enumerable { enumeration, initial_values } if !initial_values.is_empty() => content
            .enumeration_by_id(enumeration)
            .map(|enumeration| values::enumeration_keys(enumeration, field.is_list, initial_values)),
        FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}

/// How the rows that exist get values for a field that is now required, or came with a migration value.
pub(super) fn effect(
    content: &ContentModel,
    field: &Field,
    column: ColumnOf,
    migration_value: Option<&str>,
) -> Result<Option<Effect>, ChangeError> {
    let given = migration_value.map(|text| row_value(content, field, text)).transpose()?;
    // Lists are never null, so that reading needs no case for it.
    let empty_list = || field.is_list.then(|| Value::Array(Vec::new()));
    if field.is_required && !field.is_list {
        let fill = given.or_else(|| initial_row_value(content, field));
        return Ok(Some(Effect::RequireValues { column, fill, api_id: field.api_id.clone() }));
    }
    Ok(given.or_else(empty_list).map(|fill| Effect::FillNulls { column, fill }))
}
