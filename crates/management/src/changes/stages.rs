//! Inputs about stages. The two ways of asking name colour and display name differently (management-api.md §3.1).

use model::ids::StageId;
use model::{Change, StageDraft, StagePatch};

use super::{Input, InputError, Naming};

fn color(input: Input<'_>, naming: Naming) -> Option<String> {
    match naming {
        Naming::Ids => input.text("colorPaletteId"),
        Naming::ApiIds => input.text("color"),
    }
}

pub(super) fn create(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::CreateStage(StageDraft {
        api_id: input.needed_text("apiId"),
        display_name: input.needed_text("displayName"),
        description: input.text("description"),
        color: color(input, naming).unwrap_or_default(),
        position: input.int("position"),
    }))
}

pub(super) fn update(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let display_name = match naming {
        Naming::Ids => input.text("displayName"),
        Naming::ApiIds => input.text("display"),
    };
    let patch = StagePatch {
        api_id: input.new_api_id(naming),
        display_name,
        description: input.text("description"),
        color: color(input, naming),
        position: input.int("position"),
    };
    Ok(Change::UpdateStage(input.target(naming, StageId::new), patch))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    // The batch form has no `force`.
    let force = input.flag("force").unwrap_or(false);
    Ok(Change::DeleteStage { target: input.target(naming, StageId::new), force })
}
