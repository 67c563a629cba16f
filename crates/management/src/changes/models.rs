//! Inputs about models.

use model::ids::ModelId;
use model::{Change, TypeDraft, TypePatch};

use super::{Input, InputError, Naming};

pub(super) fn create(input: Input<'_>) -> Result<Change, InputError> {
    input.refuse(&["sidebarElements"])?;
    Ok(Change::CreateModel(draft(input)))
}

/// The names of a new model or component.
pub(super) fn draft(input: Input<'_>) -> TypeDraft {
    TypeDraft {
        api_id: input.needed_text("apiId"),
        api_id_plural: input.needed_text("apiIdPlural"),
        display_name: input.needed_text("displayName"),
        description: input.text("description"),
        is_system: input.flag("isSystem").unwrap_or(false),
    }
}

/// New names of a model or component.
pub(super) fn patch(input: Input<'_>, naming: Naming) -> TypePatch {
    TypePatch {
        api_id: input.new_api_id(naming),
        api_id_plural: input.text("apiIdPlural"),
        display_name: input.text("displayName"),
        description: input.text("description"),
        is_system: input.flag("isSystem"),
    }
}

pub(super) fn update(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    input.refuse(&["sidebarElementsToUpsert"])?;
    Ok(Change::UpdateModel(input.target(naming, ModelId::new), patch(input, naming)))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::DeleteModel(input.target(naming, ModelId::new)))
}
