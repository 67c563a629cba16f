//! Inputs about locales.

use model::ids::LocaleId;
use model::{Change, LocaleDraft, LocalePatch};

use super::{Input, InputError, Naming};

pub(super) fn create(input: Input<'_>) -> Result<Change, InputError> {
    Ok(Change::CreateLocale(LocaleDraft {
        api_id: input.needed_text("apiId"),
        display_name: input.needed_text("displayName"),
        description: input.text("description"),
    }))
}

pub(super) fn update(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let patch = LocalePatch {
        api_id: input.new_api_id(naming),
        display_name: input.text("displayName"),
        description: input.text("description"),
        is_default: input.flag("isDefault"),
    };
    Ok(Change::UpdateLocale(input.target(naming, LocaleId::new), patch))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let force = input.flag("force").unwrap_or(false);
    Ok(Change::DeleteLocale { target: input.target(naming, LocaleId::new), force })
}
