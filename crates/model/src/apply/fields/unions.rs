//! What is peculiar to union fields: the GraphQL type, the members and their virtual sides.

use super::relations::{DefaultNames, default_names, end_field, holder};
use super::{Made, NewField, add, remove};
use crate::apply::{Fresh, models};
use crate::change::{MemberDraft, MembersPatch, ReverseFieldDraft, UnionDraft};
use crate::component::ParentId;
use crate::content_model::{ContentModel, Model};
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::field::{Field, FieldKind, Union, UnionMember};
use crate::ids::{FieldId, ModelId};
use crate::rules::{check_display_name, check_type_api_id};

/// Makes the kind of a new union field, and the virtual sides on its members.
pub(super) fn make(
    content: &ContentModel,
    new: NewField<'_>,
    union: &UnionDraft,
    drafts: &[MemberDraft],
    fresh: &mut Fresh<'_>,
) -> Result<Made, ChangeError> {
    if drafts.is_empty() {
        return Err(ChangeError::Rule("Name the models that the union shall have as members.".to_owned()));
    }
    let union = new_union(content, new, union, drafts, fresh)?;
    let (mut members, mut ends) = (Vec::new(), Vec::new());
    for draft in drafts {
        let model = &content.models[models::find(content, &draft.model)?];
        check_new(&members, model)?;
        let (_, default) = holder(content, new, model)?;
        let end = virtual_side(content, (new.id, new.parent), (&model.id, &draft.field), &default, fresh);
        members.push(UnionMember { model: model.id.clone(), field: end.id.clone() });
        ends.push((model.id.clone(), end));
    }
    Ok(Made { kind: FieldKind::Union { union, members }, ends })
}

fn check_new(members: &[UnionMember], model: &Model) -> Result<(), ChangeError> {
    if members.iter().any(|member| member.model == model.id) {
        return Err(ChangeError::Duplicate { what: "member of the union", value: model.api_id.clone() });
    }
    Ok(())
}

fn virtual_side(
    content: &ContentModel,
    (owner, owner_parent): (&FieldId, &ParentId),
    (model, draft): (&ModelId, &ReverseFieldDraft),
    default: &DefaultNames,
    fresh: &mut Fresh<'_>,
) -> Field {
    let kind = FieldKind::UnionMember { owner: owner.clone(), owner_parent: owner_parent.clone() };
    end_field(content, model, draft, default, kind, fresh)
}

fn new_union(
    content: &ContentModel,
    new: NewField<'_>,
    draft: &UnionDraft,
    members: &[MemberDraft],
    fresh: &mut Fresh<'_>,
) -> Result<Union, ChangeError> {
    let id = (fresh.id)();
    let api_id = match &draft.api_id {
        Some(api_id) => {
            check_union_name(content, api_id)?;
            api_id.clone()
        }
        None => default_name(content, new, members, &id),
    };
    let display_name = draft.display_name.as_ref().unwrap_or(&new.draft.display_name).clone();
    check_display_name(&display_name)?;
    Ok(Union { id, api_id, display_name, description: draft.description.clone() })
}

fn check_union_name(content: &ContentModel, api_id: &str) -> Result<(), ChangeError> {
    check_type_api_id("union", api_id)?;
    if content.type_name_taken(api_id) {
        return Err(ChangeError::Duplicate { what: "union", value: api_id.to_owned() });
    }
    Ok(())
}

/// `Union_<field>_<reverse>` as real projects have it, else with the parent's name; part of the id makes it differ from
/// another of that name.
fn default_name(content: &ContentModel, new: NewField<'_>, members: &[MemberDraft], id: &str) -> String {
    let parent = content.parent(new.parent).map(|parent| parent.api_id()).unwrap_or_default();
    let reverse = members.iter().find_map(|member| member.field.api_id.as_deref()).unwrap_or(parent);
    let name = format!("Union_{}_{reverse}", new.draft.api_id);
    let suffix: String = id.chars().take(5).collect();
    let room = crate::rules::LONGEST - 6;
    if name.chars().count() <= crate::rules::LONGEST && !content.type_name_taken(&name) {
        return name;
    }
    format!("{}_{suffix}", name.chars().take(room).collect::<String>())
}

/// New names of the GraphQL type.
pub(super) fn rename(content: &ContentModel, field: &mut Field, patch: &UnionDraft) -> Result<(), ChangeError> {
    let FieldKind::Union { union, .. } = &mut field.kind else { return Ok(()) };
    if let Some(api_id) = patch.api_id.as_ref().filter(|api_id| **api_id != union.api_id) {
        check_union_name(content, api_id)?;
        api_id.clone_into(&mut union.api_id);
    }
    if let Some(name) = &patch.display_name {
        check_display_name(name)?;
        name.clone_into(&mut union.display_name);
    }
    union.description = patch.description.clone().or(union.description.take());
    Ok(())
}

/// Lets models join and leave; links to entries of those that leave go.
pub(super) fn change_members(
    content: &mut ContentModel,
    parent: &ParentId,
    field: &mut Field,
    patch: &MembersPatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let FieldKind::Union { members, .. } = &field.kind else { return Ok(Vec::new()) };
    let (join, leave) = match patch {
        MembersPatch::Keep => return Ok(Vec::new()),
        MembersPatch::Some { add, remove } => (add.clone(), leaving(members, remove)?),
        MembersPatch::Exactly(drafts) => exactly(content, members, drafts)?,
    };
    if join.is_empty() && leave.len() == members.len() {
        return Err(ChangeError::Rule("A union needs a member: delete the field instead.".to_owned()));
    }
    let first = members.first().and_then(|member| content.parent_of_field(&member.field)).map(|(_, f)| f.clone());
    for draft in &join {
        let member = joined(content, parent, field, (draft, first.as_ref()), fresh)?;
        let FieldKind::Union { members, .. } = &mut field.kind else { continue };
        members.push(member);
    }
    // The owner that is in the content model knows of the new members before old ones leave it.
    content.replace_field(field.clone());
    let effects = remove::remove_fields(content, &leave);
    if let Some((_, changed)) = content.parent_of_field(&field.id) {
        field.kind = changed.kind.clone();
    }
    Ok(effects)
}

fn joined(
    content: &mut ContentModel,
    parent: &ParentId,
    field: &Field,
    (draft, first): (&MemberDraft, Option<&Field>),
    fresh: &mut Fresh<'_>,
) -> Result<UnionMember, ChangeError> {
    let FieldKind::Union { members, .. } = &field.kind else {
        return Err(ChangeError::Rule("Only unions have members.".to_owned()));
    };
    let model = &content.models[models::find(content, &draft.model)?];
    check_new(members, model)?;
    let unknown = || ChangeError::NotFound { what: "model or component", value: parent.as_str().to_owned() };
    let default = default_names(content.parent(parent).ok_or_else(unknown)?, &field.api_id, model);
    let side = ReverseFieldDraft { is_list: first.is_none_or(|first| first.is_list), ..draft.field.clone() };
    let id = model.id.clone();
    let end = virtual_side(content, (&field.id, parent), (&id, &side), &default, fresh);
    let member = UnionMember { model: id.clone(), field: end.id.clone() };
    add(content, &ParentId::Model(id), end, fresh)?;
    Ok(member)
}

/// Virtual sides of the members that `ids` name, by model or by side.
fn leaving(members: &[UnionMember], ids: &[String]) -> Result<Vec<FieldId>, ChangeError> {
    let side = |id: &String| {
        let named = |member: &&UnionMember| member.model.as_str() == id || member.field.as_str() == id;
        let found = members.iter().find(named).map(|member| member.field.clone());
        found.ok_or_else(|| ChangeError::NotFound { what: "member of the union", value: id.clone() })
    };
    ids.iter().map(side).collect()
}

fn exactly(
    content: &ContentModel,
    members: &[UnionMember],
    drafts: &[MemberDraft],
) -> Result<(Vec<MemberDraft>, Vec<FieldId>), ChangeError> {
    let mut join = Vec::new();
    let mut stay = Vec::new();
    for draft in drafts {
        let id = &content.models[models::find(content, &draft.model)?].id;
        if members.iter().any(|member| &member.model == id) {
            stay.push(id);
        } else {
            join.push(draft.clone());
        }
    }
    let leave = members.iter().filter(|member| !stay.contains(&&member.model)).map(|member| member.field.clone());
    Ok((join, leave.collect()))
}
