//! Inputs about relational and union fields. Single mutations describe the other side in `reverseSide`, batches in
//! `reverseField` (management-api.md §3.1, §3.2).

use model::ids::ModelId;
use model::{
    Change, FieldPatch, KindDraft, KindName, MemberDraft, MembersPatch, ReverseDraft, ReverseFieldDraft, UnionDraft,
};

use super::config::{self, FORM, TABLE};
use super::input::named;
use super::{Input, InputError, Naming, fields};

pub(super) fn create_relational(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let relational_type =
        input.choice("type")?.ok_or_else(|| InputError::Bad("Give the type of the field.".to_owned()))?;
    let (related, reverse) = match naming {
        Naming::Ids => by_id(needed_object(input, "reverseSide")?)?,
        Naming::ApiIds => by_api_id(needed_object(input, "reverseField")?)?,
    };
    let related = named(naming, related, ModelId::new);
    fields::draft(input, naming, KindDraft::Relational { relational_type, related, reverse })
}

fn needed_object<'a>(input: Input<'a>, key: &str) -> Result<Input<'a>, InputError> {
    input.object(key).ok_or_else(|| InputError::Bad(format!("Give {key}.")))
}

/// A side without a field is one-way.
fn by_id(side: Input<'_>) -> Result<(String, ReverseDraft), InputError> {
    let reverse = match side.object("field") {
        Some(field) => ReverseDraft::TwoWay(Box::new(reverse_field(field)?)),
        None => ReverseDraft::OneWay { api_id: None },
    };
    Ok((side.needed_text("modelId"), reverse))
}

fn by_api_id(side: Input<'_>) -> Result<(String, ReverseDraft), InputError> {
    let reverse = match side.flag("isUnidirectional") {
        Some(true) => ReverseDraft::OneWay { api_id: side.text("apiId") },
        Some(false) | None => ReverseDraft::TwoWay(Box::new(reverse_field(side)?)),
    };
    Ok((side.needed_text("modelApiId"), reverse))
}

fn reverse_field(input: Input<'_>) -> Result<ReverseFieldDraft, InputError> {
    Ok(ReverseFieldDraft {
        api_id: input.text("apiId"),
        display_name: input.text("displayName"),
        description: input.text("description"),
        is_list: input.flag("isList").unwrap_or(false),
        visibility: fields::visibility(input)?.unwrap_or_default(),
        position: input.int("position"),
        // Batches configure no reverse sides; where they are configured, it is in the form of single mutations.
        form_config: config::draft(input, Naming::Ids, FORM)?,
        table_config: config::draft(input, Naming::Ids, TABLE)?,
        extensions: input.json("extensions"),
        meta: input.json("meta"),
    })
}

pub(super) fn update_relational(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let is_unidirectional = input.flag("isUnidirectional");
    let patch = FieldPatch { is_unidirectional, ..fields::patch(input, naming)? };
    fields::update(input, naming, KindName::Relational, patch)
}

pub(super) fn create_union(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let (union, members) = match naming {
        Naming::Ids => {
            let union = needed_object(input, "union")?;
            let field = input.object("reverseSide").map(reverse_field).transpose()?;
            // As in batches: an entry may be held by several.
            let field = field.unwrap_or(ReverseFieldDraft { is_list: true, ..ReverseFieldDraft::default() });
            let member = |id| MemberDraft { model: named(naming, id, ModelId::new), field: field.clone() };
            (union_draft(union), union.texts("modelIds").into_iter().map(member).collect())
        }
        Naming::ApiIds => (UnionDraft::default(), members(needed_object(input, "reverseField")?)?),
    };
    fields::draft(input, naming, KindDraft::Union { union, members })
}

fn union_draft(union: Input<'_>) -> UnionDraft {
    UnionDraft {
        api_id: union.text("apiId"),
        display_name: union.text("displayName"),
        description: union.text("description"),
    }
}

/// The members that a batch names: one description for all their sides, positions apart.
fn members(reverse: Input<'_>) -> Result<Vec<MemberDraft>, InputError> {
    let field = reverse_field(reverse)?;
    let field = ReverseFieldDraft { is_list: reverse.flag("isList").unwrap_or(true), ..field };
    let position = |model: &str| {
        let mut positions = reverse.list("positions").iter().map(Input::new);
        positions.find(|given| given.needed_text("modelApiId") == model).and_then(|given| given.int("position"))
    };
    let member = |model: String| MemberDraft {
        field: ReverseFieldDraft { position: position(&model), ..field.clone() },
        model: named(Naming::ApiIds, model, ModelId::new),
    };
    Ok(reverse.texts("modelApiIds").into_iter().map(member).collect())
}

pub(super) fn update_union(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let (union, members) = match naming {
        Naming::Ids => match input.object("union") {
            Some(union) => (union_draft(union), joining_and_leaving(union)?),
            None => (UnionDraft::default(), MembersPatch::Keep),
        },
        Naming::ApiIds => {
            let reverse = input.object("reverseField").map(members).transpose()?;
            (UnionDraft::default(), reverse.map_or(MembersPatch::Keep, MembersPatch::Exactly))
        }
    };
    let patch = FieldPatch { union, members, ..fields::patch(input, naming)? };
    fields::update(input, naming, KindName::Union, patch)
}

fn joining_and_leaving(union: Input<'_>) -> Result<MembersPatch, InputError> {
    let member = |member: Input<'_>| {
        let model = named(Naming::Ids, member.needed_text("modelId"), ModelId::new);
        reverse_field(member).map(|field| MemberDraft { model, field })
    };
    let add: Vec<MemberDraft> =
        union.list("membersToAdd").iter().map(Input::new).map(member).collect::<Result<_, _>>()?;
    let remove = union.texts("membersToRemove");
    if add.is_empty() && remove.is_empty() {
        return Ok(MembersPatch::Keep);
    }
    Ok(MembersPatch::Some { add, remove })
}
