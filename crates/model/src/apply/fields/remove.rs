//! Deleting fields, and all that goes with them: reverse sides, links, component instances (management-api.md §5).

use crate::apply::parents;
use crate::change::FieldTarget;
use crate::component::ParentId;
use crate::content_model::{ContentModel, ModelKind};
use crate::effect::{ColumnOf, Effect, InstancePath};
use crate::error::ChangeError;
use crate::field::{Field, FieldKind, OtherSide};
use crate::ids::{ComponentId, FieldId, ModelId};

pub(in crate::apply) fn delete(content: &mut ContentModel, target: &FieldTarget) -> Result<Vec<Effect>, ChangeError> {
    let (parent, field) = parents::find_field(content, target)?;
    if is_assets_own(content, &parent, &field) {
        return Err(ChangeError::Rule(format!("The field \"{}\" of Asset cannot be deleted.", field.api_id)));
    }
    Ok(remove_fields(content, &[field.id]))
}

/// Whether it is one of the fields that the model Asset comes with.
pub(super) fn is_assets_own(content: &ContentModel, parent: &ParentId, field: &Field) -> bool {
    let ParentId::Model(model) = parent else { return false };
    let is_asset = content.model_by_id(model).is_some_and(|model| model.kind == ModelKind::Asset);
    is_asset && crate::asset::is_own(&field.api_id)
}

/// Takes fields away, and fields at the other ends with them. Ids of fields that are gone already are passed over.
pub(in crate::apply) fn remove_fields(content: &mut ContentModel, ids: &[FieldId]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for id in ids {
        if let Some((parent, field)) = content.take_field(id) {
            effects.extend(follow(content, &parent, &field));
        }
    }
    effects
}

fn follow(content: &mut ContentModel, parent: &ParentId, field: &Field) -> Vec<Effect> {
    match &field.kind {
        FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => drop_column(parent, field),
        FieldKind::Relational { relation, other, .. } => {
            if let OtherSide::Field(other) = other {
                content.take_field(other);
            }
            vec![Effect::DropRelationTable(relation.clone())]
        }
        FieldKind::Union { members, .. } => {
            for member in members {
                content.take_field(&member.field);
            }
            vec![Effect::DropRelationTable(field.id.clone())]
        }
        FieldKind::UnionMember { owner, .. } => match parent {
            ParentId::Model(model) => leave_union(content, owner, model),
            ParentId::Component(_) => Vec::new(),
        },
        FieldKind::Component { .. } | FieldKind::ComponentUnion { .. } => {
            field.components().iter().flat_map(|component| instances(content, component, &field.id)).collect()
        }
    }
}

fn drop_column(parent: &ParentId, field: &Field) -> Vec<Effect> {
    let Some(column) = ColumnOf::of(parent, field) else { return Vec::new() };
    let unique = field.is_unique.then(|| Effect::DropUnique(column.clone()));
    unique.into_iter().chain([Effect::DropColumn(column)]).collect()
}

/// A union without members is no type: it goes with the last one.
fn leave_union(content: &mut ContentModel, owner: &FieldId, model: &ModelId) -> Vec<Effect> {
    let Some(field) = content.all_fields_mut().find(|field| &field.id == owner) else { return Vec::new() };
    let FieldKind::Union { members, .. } = &mut field.kind else { return Vec::new() };
    members.retain(|member| &member.model != model);
    if members.is_empty() {
        content.take_field(owner);
        return vec![Effect::DropRelationTable(owner.clone())];
    }
    vec![Effect::DeleteMemberLinks { relation: owner.clone(), model: model.clone() }]
}

/// What removes the instances of a component that a field holds: what is inside them first. Components do not hold
/// themselves, so the way down ends.
pub(super) fn instances(content: &ContentModel, component: &ComponentId, field: &FieldId) -> Vec<Effect> {
    let mut effects = Vec::new();
    descend(content, &[(component.clone(), field.clone())], &mut effects);
    effects
}

fn descend(content: &ContentModel, path: &[(ComponentId, FieldId)], effects: &mut Vec<Effect>) {
    let held = path.last().and_then(|(component, _)| content.component_by_id(component));
    for field in held.into_iter().flat_map(|component| &component.fields) {
        if field.names_relation() {
            let instances = InstancePath(path.to_vec());
            effects.push(Effect::DeleteInstanceLinks { relation: field.id.clone(), instances });
        }
        for inner in field.components() {
            descend(content, &[path, &[(inner.clone(), field.id.clone())]].concat(), effects);
        }
    }
    effects.push(Effect::DeleteComponentInstances(InstancePath(path.to_vec())));
}
