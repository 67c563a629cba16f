//! Changes to components.

use super::fields::remove_fields;
use super::types::Names;
use super::{Fresh, position};
use crate::change::{Target, TypeDraft, TypePatch};
use crate::component::Component;
use crate::content_model::ContentModel;
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::ids::{ComponentId, FieldId};

/// Where the component stands that `target` names.
pub(super) fn find(content: &ContentModel, target: &Target<ComponentId>) -> Result<usize, ChangeError> {
    position("component", &content.components, target, |c| &c.id, |c| &c.api_id)
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &TypeDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let TypeDraft { api_id, api_id_plural, display_name, description, is_system } = draft.clone();
    let names = Names { api_id, api_id_plural, display_name };
    names.check(content, "component")?;
    let id = ComponentId::new((fresh.id)());
    content.components.push(Component {
        id: id.clone(),
        api_id: names.api_id,
        api_id_plural: names.api_id_plural,
        display_name: names.display_name,
        description,
        is_system,
        fields: Vec::new(),
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: fresh.by.clone(),
    });
    Ok(vec![Effect::CreateComponentTables(id)])
}

pub(super) fn update(
    content: &mut ContentModel,
    target: &Target<ComponentId>,
    patch: &TypePatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let mut component = content.components.remove(at);
    let old = Names {
        api_id: component.api_id.clone(),
        api_id_plural: component.api_id_plural.clone(),
        display_name: component.display_name.clone(),
    };
    let names = old.patched(patch);
    names.check(content, "component")?;
    (component.api_id, component.api_id_plural) = (names.api_id, names.api_id_plural);
    component.display_name = names.display_name;
    component.description = patch.description.clone().or(component.description);
    component.is_system = patch.is_system.unwrap_or(component.is_system);
    fresh.now.clone_into(&mut component.updated_at);
    content.components.insert(at, component);
    Ok(Vec::new())
}

/// Deletes a component that no field holds, so that there are no instances either.
pub(super) fn delete(content: &mut ContentModel, target: &Target<ComponentId>) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let id = content.components[at].id.clone();
    let user = content.parents().find_map(|parent| {
        let holds = |field: &&crate::field::Field| field.components().contains(&id);
        parent.fields().iter().find(holds).map(|field| (parent.api_id(), &field.api_id))
    });
    if let Some((parent, field)) = user {
        let name = &content.components[at].api_id;
        let text = format!(
            "The component \"{name}\" is used by the field \"{field}\" of {parent}: delete that field first, or take \
             the component out of it."
        );
        return Err(ChangeError::Rule(text));
    }
    let own = content.components[at].fields.iter().filter(|field| field.storage().is_none());
    let bound: Vec<FieldId> = own.map(|field| field.id.clone()).collect();
    let mut effects = remove_fields(content, &bound);
    content.components.retain(|component| component.id != id);
    effects.push(Effect::DropComponentTables(id));
    Ok(effects)
}
