//! What must hold of an entry that is published. Values were checked when they were written; since then rules may have
//! become stricter, and so all are checked again (content-api-write.md §3.4, §3.11).

use model::{ContentModel, Field, FieldKind, ParentRef};
use serde_json::{Map, Value as Json};

use super::copy::Copies;
use crate::write::checks;
use crate::write::error::WriteError;

/// Checks what is about to be copied. `entry` is the whole entry as a version keeps it.
pub(super) fn check(
    content: &ContentModel,
    parent: ParentRef<'_>,
    entry: &Map<String, Json>,
    copies: &Copies,
) -> Result<(), WriteError> {
    if copies.base {
        for field in parent.fields_in_order().into_iter().filter(|field| !field.is_localized) {
            check_field(field, entry.get(&field.api_id).unwrap_or(&Json::Null))?;
        }
    }
    let chosen: Vec<&str> =
        content.locales.iter().filter(|one| copies.locales.contains(&one.key)).map(|one| one.api_id.as_str()).collect();
    for localization in entry.get("localizations").and_then(Json::as_array).into_iter().flatten() {
        if !localization["locale"].as_str().is_some_and(|locale| chosen.contains(&locale)) {
            continue;
        }
        for field in parent.fields_in_order().into_iter().filter(|field| field.is_localized) {
            check_field(field, &localization[&field.api_id])?;
        }
    }
    for field in parent.fields_in_order().into_iter().filter(|field| !field.components().is_empty()) {
        for instance in items(entry.get(&field.api_id)) {
            let component = field.components().iter().filter_map(|id| content.component_by_id(id));
            let component = component.into_iter().find(|component| instance["__typename"] == component.api_id.as_str());
            if let (Some(component), Some(instance)) = (component, instance.as_object()) {
                check(content, ParentRef::Component(component), instance, copies)?;
            }
        }
    }
    Ok(())
}

/// The members of a list, or the one thing that a field holds.
fn items(value: Option<&Json>) -> impl Iterator<Item = &Json> {
    let items = match value {
        Some(Json::Array(items)) => items.as_slice(),
        Some(Json::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    };
    items.iter()
}

fn check_field(field: &Field, value: &Json) -> Result<(), WriteError> {
    if value.is_null() {
        return if field.is_required { Err(WriteError::required(&field.api_id)) } else { Ok(()) };
    }
    if let Some(list) = value.as_array().filter(|_| field.is_list) {
        return checks::list(field, list);
    }
    match &field.kind {
        FieldKind::Simple { validations, .. } => checks::single(field, validations.as_ref(), value),
        FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Ok(()),
    }
}
