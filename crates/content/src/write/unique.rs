//! Where-unique inputs: which entry is meant.

use access::{ContentAction, Granted};
use model::ids::EntryId;
use model::{FieldRef, Model, SystemField};
use serde_json::{Map, Value as Json};
use sql::Value;

use super::error::WriteError;
use super::planning::Planning;
use super::values;

/// What a where-unique input names: all conditions hold.
pub(super) type UniqueWhere = Vec<(Granted<FieldRef>, Value)>;

/// Reads a where-unique input; what is null does not count, and nothing at all is refused.
pub(super) fn unique(
    planning: &mut Planning<'_>,
    model: &Model,
    input: &Map<String, Json>,
) -> Result<UniqueWhere, WriteError> {
    if input.values().all(Json::is_null) {
        return Err(nothing_named());
    }
    let mut conditions = Vec::new();
    for (name, value) in input.iter().filter(|(_, value)| !value.is_null()) {
        let (reference, value) = match model.field(name) {
            Some(field) => {
                let value = values::named(planning.content, field, value)?;
                (FieldRef::Own(field.id.clone()), value)
            }
            None => (FieldRef::System(SystemField::Id), Value::from(without_nul(value)?)),
        };
        conditions.extend(planning.grant(ContentAction::Read, model, reference).map(|granted| (granted, value)));
    }
    Ok(conditions)
}

/// The id in a component's where-unique input, which has nothing else.
pub(super) fn instance_id(input: &Map<String, Json>) -> Result<String, WriteError> {
    let id = input.get("id").filter(|id| !id.is_null()).ok_or_else(nothing_named)?;
    without_nul(id).map(str::to_owned)
}

/// The id that an upsert gives to what is not there yet (content-api-write.md §3.2).
pub(super) fn chosen_id(input: &Map<String, Json>) -> Result<Option<EntryId>, WriteError> {
    input.get("id").and_then(Json::as_str).map(checked_id).transpose()
}

/// An id that a client chose.
pub(super) fn checked_id(id: &str) -> Result<EntryId, WriteError> {
    let right = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !right {
        return Err(WriteError::input("an id has 1 to 64 letters, digits, underscores and hyphens"));
    }
    Ok(EntryId::new(id))
}

fn nothing_named() -> WriteError {
    WriteError::input("at least one unique field has to be provided")
}

/// PostgreSQL's text cannot hold NUL.
fn without_nul(id: &Json) -> Result<&str, WriteError> {
    let id = id.as_str().unwrap_or_default();
    if id.contains('\0') { Err(WriteError::input("an id must not contain NUL")) } else { Ok(id) }
}
