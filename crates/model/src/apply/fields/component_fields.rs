//! What is peculiar to fields that hold component instances.

use super::remove;
use crate::apply::components;
use crate::change::Target;
use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::field::{Field, FieldKind};
use crate::ids::ComponentId;

/// The component that a field of `parent` may hold.
///
/// A component never holds itself, not even through others: what instances hold is followed down when they are read,
/// copied and deleted, and that way must end.
pub(super) fn one(
    content: &ContentModel,
    parent: &ParentId,
    target: &Target<ComponentId>,
) -> Result<ComponentId, ChangeError> {
    let component = &content.components[components::find(content, target)?];
    let ParentId::Component(holder) = parent else { return Ok(component.id.clone()) };
    if reaches(content, &component.id, holder) {
        let text = format!(
            "The component \"{}\" cannot be used here: a component cannot hold itself, not even through others.",
            component.api_id
        );
        return Err(ChangeError::Rule(text));
    }
    Ok(component.id.clone())
}

/// The components of a component union, in the given order.
pub(super) fn several(
    content: &ContentModel,
    parent: &ParentId,
    targets: &[Target<ComponentId>],
) -> Result<Vec<ComponentId>, ChangeError> {
    let mut components = Vec::new();
    for target in targets {
        let component = one(content, parent, target)?;
        if components.contains(&component) {
            return Err(ChangeError::Rule("Name each component once.".to_owned()));
        }
        components.push(component);
    }
    if components.is_empty() {
        return Err(ChangeError::Rule("Name the components that the field may hold.".to_owned()));
    }
    Ok(components)
}

/// Whether instances of `from` are, or may have inside, instances of `to`.
fn reaches(content: &ContentModel, from: &ComponentId, to: &ComponentId) -> bool {
    let fields = content.component_by_id(from).map(|component| component.fields.as_slice()).unwrap_or_default();
    from == to || fields.iter().flat_map(Field::components).any(|inner| reaches(content, inner, to))
}

/// Gives a component union other components; the instances of those that leave go.
pub(super) fn change(
    content: &ContentModel,
    parent: &ParentId,
    field: &mut Field,
    targets: &[Target<ComponentId>],
) -> Result<Vec<Effect>, ChangeError> {
    let after = several(content, parent, targets)?;
    let before = field.components().to_vec();
    let gone = before.iter().filter(|component| !after.contains(component));
    let effects = gone.flat_map(|component| remove::instances(content, component, &field.id)).collect();
    field.kind = FieldKind::ComponentUnion { components: after };
    Ok(effects)
}
