//! Inputs about components, and about fields that hold their instances.

use model::ids::ComponentId;
use model::{Change, FieldPatch, KindDraft, KindName, Target};

use super::input::{named, targets};
use super::{Input, InputError, Naming, fields, models};

pub(super) fn create(input: Input<'_>) -> Result<Change, InputError> {
    Ok(Change::CreateComponent(models::draft(input)))
}

pub(super) fn update(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::UpdateComponent(input.target(naming, ComponentId::new), models::patch(input, naming)))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::DeleteComponent(input.target(naming, ComponentId::new)))
}

pub(super) fn create_field(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let component = match naming {
        Naming::Ids => input.needed_text("component"),
        Naming::ApiIds => input.needed_text("componentApiId"),
    };
    let component = named(naming, component, ComponentId::new);
    fields::draft(input, naming, KindDraft::Component { component })
}

pub(super) fn update_field(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    fields::update(input, naming, KindName::Component, fields::patch(input, naming)?)
}

/// The key and the components under it.
fn components(input: Input<'_>, naming: Naming) -> Option<Vec<Target<ComponentId>>> {
    let key = match naming {
        Naming::Ids => "components",
        Naming::ApiIds => "componentApiIds",
    };
    input.json(key).map(|_| targets(naming, input.texts(key), ComponentId::new))
}

pub(super) fn create_union_field(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let components = components(input, naming).unwrap_or_default();
    fields::draft(input, naming, KindDraft::ComponentUnion { components })
}

pub(super) fn update_union_field(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let patch = FieldPatch { components: components(input, naming), ..fields::patch(input, naming)? };
    fields::update(input, naming, KindName::ComponentUnion, patch)
}
