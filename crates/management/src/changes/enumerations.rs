//! Inputs about enumerations.

use model::ids::{EnumerationId, EnumerationValueId};
use model::{Change, EnumerationDraft, EnumerationPatch, EnumerationValueDraft, EnumerationValuePatch};
use serde_json::Value;

use super::input::targets;
use super::{Input, InputError, Naming};

fn value_drafts(items: &[Value]) -> Vec<EnumerationValueDraft> {
    let draft = |input: Input<'_>| EnumerationValueDraft {
        api_id: input.needed_text("apiId"),
        display_name: input.needed_text("displayName"),
    };
    items.iter().map(|item| draft(Input::new(item))).collect()
}

fn value_patches(items: &[Value], naming: Naming) -> Vec<EnumerationValuePatch> {
    let patch = |input: Input<'_>| EnumerationValuePatch {
        target: input.target(naming, EnumerationValueId::new),
        api_id: input.new_api_id(naming),
        display_name: input.text("displayName"),
    };
    items.iter().map(|item| patch(Input::new(item))).collect()
}

pub(super) fn create(input: Input<'_>) -> Result<Change, InputError> {
    Ok(Change::CreateEnumeration(EnumerationDraft {
        api_id: input.needed_text("apiId"),
        display_name: input.needed_text("displayName"),
        description: input.text("description"),
        is_system: input.flag("isSystem").unwrap_or(false),
        values: value_drafts(input.list("values")),
    }))
}

pub(super) fn update(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let patch = EnumerationPatch {
        api_id: input.new_api_id(naming),
        display_name: input.text("displayName"),
        description: input.text("description"),
        is_system: input.flag("isSystem"),
        create: value_drafts(input.list("valuesToCreate")),
        update: value_patches(input.list("valuesToUpdate"), naming),
        delete: targets(naming, input.texts("valuesToDelete"), EnumerationValueId::new),
    };
    Ok(Change::UpdateEnumeration(input.target(naming, EnumerationId::new), patch))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::DeleteEnumeration(input.target(naming, EnumerationId::new)))
}
