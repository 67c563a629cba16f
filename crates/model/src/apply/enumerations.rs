//! Changes to enumerations and their values.

use super::{Fresh, position};
use crate::change::{EnumerationDraft, EnumerationPatch, EnumerationValueDraft, EnumerationValuePatch, Target};
use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::effect::{ColumnOf, Effect};
use crate::enumeration::{Enumeration, EnumerationValue};
use crate::error::ChangeError;
use crate::field::{Field, FieldKind};
use crate::ids::{EnumerationId, EnumerationValueId, FieldId};
use crate::rules::{check_display_name, check_type_api_id, check_value_api_id};

/// Where the enumeration stands that `target` names.
pub(super) fn find(content: &ContentModel, target: &Target<EnumerationId>) -> Result<usize, ChangeError> {
    position("enumeration", &content.enumerations, target, |e| &e.id, |e| &e.api_id)
}

fn find_value(enumeration: &Enumeration, target: &Target<EnumerationValueId>) -> Result<usize, ChangeError> {
    position("enumeration value", &enumeration.values, target, |v| &v.id, |v| &v.api_id)
}

fn check_name(content: &ContentModel, api_id: &str) -> Result<(), ChangeError> {
    check_type_api_id("enumeration", api_id)?;
    if content.type_name_taken(api_id) {
        return Err(ChangeError::Duplicate { what: "enumeration", value: api_id.to_owned() });
    }
    Ok(())
}

fn add_value(
    enumeration: &mut Enumeration,
    draft: &EnumerationValueDraft,
    fresh: &mut Fresh<'_>,
) -> Result<(), ChangeError> {
    check_value_api_id(&draft.api_id)?;
    check_display_name(&draft.display_name)?;
    if enumeration.value(&draft.api_id).is_some() {
        return Err(ChangeError::Duplicate { what: "enumeration value", value: draft.api_id.clone() });
    }
    enumeration.values.push(EnumerationValue {
        id: EnumerationValueId::new((fresh.id)()),
        key: enumeration.next_key,
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
    });
    enumeration.next_key += 1;
    Ok(())
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &EnumerationDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    check_name(content, &draft.api_id)?;
    check_display_name(&draft.display_name)?;
    if draft.values.is_empty() {
        return Err(ChangeError::Rule("An enumeration needs at least one value.".to_owned()));
    }
    let mut enumeration = Enumeration {
        id: EnumerationId::new((fresh.id)()),
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        is_system: draft.is_system,
        values: Vec::new(),
        next_key: 1,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: fresh.by.clone(),
    };
    for value in &draft.values {
        add_value(&mut enumeration, value, fresh)?;
    }
    content.enumerations.push(enumeration);
    Ok(Vec::new())
}

pub(super) fn update(
    content: &mut ContentModel,
    target: &Target<EnumerationId>,
    patch: &EnumerationPatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let mut enumeration = content.enumerations.remove(at);
    if let Some(api_id) = &patch.api_id {
        check_name(content, api_id)?;
        api_id.clone_into(&mut enumeration.api_id);
    }
    if let Some(name) = &patch.display_name {
        check_display_name(name)?;
        name.clone_into(&mut enumeration.display_name);
    }
    enumeration.description = patch.description.clone().or(enumeration.description);
    enumeration.is_system = patch.is_system.unwrap_or(enumeration.is_system);
    fresh.now.clone_into(&mut enumeration.updated_at);
    for change in &patch.update {
        rename_value(content, &mut enumeration, change)?;
    }
    let mut effects = Vec::new();
    for gone in &patch.delete {
        effects.extend(remove_value(content, &mut enumeration, gone)?);
    }
    for value in &patch.create {
        add_value(&mut enumeration, value, fresh)?;
    }
    if enumeration.values.is_empty() {
        return Err(ChangeError::Rule("An enumeration needs at least one value.".to_owned()));
    }
    content.enumerations.insert(at, enumeration);
    Ok(effects)
}

fn rename_value(
    content: &mut ContentModel,
    enumeration: &mut Enumeration,
    change: &EnumerationValuePatch,
) -> Result<(), ChangeError> {
    let at = find_value(enumeration, &change.target)?;
    if let Some(api_id) = &change.api_id {
        check_value_api_id(api_id)?;
        if enumeration.values.iter().enumerate().any(|(i, v)| i != at && &v.api_id == api_id) {
            return Err(ChangeError::Duplicate { what: "enumeration value", value: api_id.clone() });
        }
        let old = std::mem::replace(&mut enumeration.values[at].api_id, api_id.clone());
        for initial in names_of_values(content, &enumeration.id) {
            initial.iter_mut().filter(|value| **value == old).for_each(|value| api_id.clone_into(value));
        }
    }
    if let Some(name) = &change.display_name {
        check_display_name(name)?;
        name.clone_into(&mut enumeration.values[at].display_name);
    }
    Ok(())
}

/// Lists of names of an enumeration's values, wherever the content model keeps them: initial values, and what
/// visibility conditions compare with.
fn names_of_values<'a>(content: &'a mut ContentModel, id: &EnumerationId) -> impl Iterator<Item = &'a mut Vec<String>> {
    let of_enumeration = content.all_fields().filter(|(_, field)| uses(&field.kind, id));
    let fields: Vec<FieldId> = of_enumeration.map(|(_, field)| field.id.clone()).collect();
    content.all_fields_mut().flat_map(move |field| {
        let condition = field.visibility_condition.as_mut().filter(|condition| fields.contains(&condition.base_field));
        let initial = match &mut field.kind {
            FieldKind::Enumerable { initial_values, .. } if fields.contains(&field.id) => Some(initial_values),
            FieldKind::Enumerable { .. }
            | FieldKind::Simple { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => None,
        };
        initial.into_iter().chain(condition.map(|condition| &mut condition.enumeration_values))
    })
}

fn remove_value(
    content: &mut ContentModel,
    enumeration: &mut Enumeration,
    target: &Target<EnumerationValueId>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find_value(enumeration, target)?;
    let value = enumeration.values.remove(at);
    for initial in names_of_values(content, &enumeration.id) {
        initial.retain(|name| *name != value.api_id);
    }
    let users = content.all_fields().filter(|(_, field)| uses(&field.kind, &enumeration.id));
    let clear = |(parent, field): (ParentId, &Field)| {
        Some(Effect::ClearEnumerationValue {
            column: ColumnOf::of(&parent, field)?,
            key: value.key,
            is_list: field.is_list,
            is_required: field.is_required,
            api_id: value.api_id.clone(),
        })
    };
    Ok(users.filter_map(clear).collect())
}

fn uses(kind: &FieldKind, id: &EnumerationId) -> bool {
    matches!(kind, FieldKind::Enumerable { enumeration, .. } if enumeration == id)
}

pub(super) fn delete(content: &mut ContentModel, target: &Target<EnumerationId>) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let id = &content.enumerations[at].id;
    let user = content.parents().find_map(|parent| {
        parent.fields().iter().find(|field| uses(&field.kind, id)).map(|field| (parent.api_id(), field))
    });
    if let Some((parent, field)) = user {
        let text = format!(
            "The enumeration \"{}\" is used by the field \"{}\" of {}: delete that field first.",
            content.enumerations[at].api_id, field.api_id, parent
        );
        return Err(ChangeError::Rule(text));
    }
    content.enumerations.remove(at);
    Ok(Vec::new())
}
