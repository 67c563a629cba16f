//! Changes to fields: creation; updates are in `fields/update.rs`, deletion in `fields/remove.rs`, rules in
//! `fields/rules.rs`, what is peculiar to kinds in files of their own.

mod component_fields;
mod conditions;
mod fill;
mod kinds;
mod relations;
mod remove;
mod rules;
mod unions;
mod update;

use super::{Fresh, parents};
use crate::change::{FieldDraft, Target};
use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::effect::{ColumnOf, Effect, HeldIn};
use crate::error::ChangeError;
use crate::field::{Field, FieldKind, OtherSide};
use crate::ids::{FieldId, ModelId};
use crate::rules::{check_display_name, check_field_api_id};

pub(super) use remove::{delete, remove_fields};
pub(super) use update::update;

/// A field that is about to be made.
#[derive(Clone, Copy)]
struct NewField<'a> {
    id: &'a FieldId,
    parent: &'a ParentId,
    draft: &'a FieldDraft,
}

/// What a draft's kind comes to: the kind, and fields at the other ends.
struct Made {
    kind: FieldKind,
    ends: Vec<(ModelId, Field)>,
}

impl From<FieldKind> for Made {
    fn from(kind: FieldKind) -> Self {
        Self { kind, ends: Vec::new() }
    }
}

pub(super) fn create(
    content: &mut ContentModel,
    parent: &Target<String>,
    draft: &FieldDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let parent = parents::find(content, parent)?;
    let id = FieldId::new((fresh.id)());
    let new = NewField { id: &id, parent: &parent, draft };
    let made = kinds::make(content, new, fresh)?;
    let mut field = field_of(content, new, made.kind, fresh);
    if let Some(condition) = &draft.visibility_condition {
        field.visibility_condition = Some(conditions::read(content, &parent, &id, condition)?);
    }
    let effects = creation_effects(content, &parent, &field, draft.migration_value.as_deref())?;
    let reverse = one_way_name(&field);
    add(content, &parent, field, fresh)?;
    for (model, end) in made.ends {
        add(content, &ParentId::Model(model), end, fresh)?;
    }
    if let Some((model, api_id)) = reverse {
        check_field_api_id(&api_id)?;
        rules::check_free(content, &ParentId::Model(model), &api_id, rules::Occupant::reverse(&id))?;
    }
    Ok(effects)
}

/// Adds a field whose name and settings are right.
fn add(content: &mut ContentModel, parent: &ParentId, field: Field, fresh: &Fresh<'_>) -> Result<(), ChangeError> {
    check_field_api_id(&field.api_id)?;
    check_display_name(&field.display_name)?;
    rules::check_free(content, parent, &field.api_id, rules::Occupant::field(&field.id))?;
    rules::check(content, &field)?;
    content.push_field(parent, field, fresh.now);
    Ok(())
}

/// The name that a one-way relation has in the inputs of the related model.
fn one_way_name(field: &Field) -> Option<(ModelId, String)> {
    match &field.kind {
        FieldKind::Relational { related, other: OtherSide::OneWay { api_id }, .. } => {
            Some((related.clone(), api_id.clone()))
        }
        FieldKind::Relational { other: OtherSide::Field(_), .. }
        | FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}

/// The position behind all fields of a parent.
fn next_position(content: &ContentModel, parent: &ParentId) -> i64 {
    let fields = content.parent(parent).map(|parent| parent.fields()).unwrap_or_default();
    fields.iter().map(|field| field.position).max().map_or(0, |last| last + 1)
}

fn field_of(content: &ContentModel, new: NewField<'_>, kind: FieldKind, fresh: &Fresh<'_>) -> Field {
    let NewField { id, parent, draft } = new;
    Field {
        id: id.clone(),
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        is_system: draft.is_system,
        position: draft.position.unwrap_or_else(|| next_position(content, parent)),
        visibility: draft.visibility,
        is_list: draft.is_list,
        is_required: draft.is_required,
        is_unique: draft.is_unique,
        is_localized: draft.is_localized,
        is_title: draft.is_title,
        is_variant_enabled: draft.is_variant_enabled,
        kind,
        form_config: draft.form_config.clone(),
        table_config: draft.table_config.clone(),
        extensions: draft.extensions.clone(),
        meta: draft.meta.clone(),
        visibility_condition: None,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: fresh.by.clone(),
    }
}

fn creation_effects(
    content: &ContentModel,
    parent: &ParentId,
    field: &Field,
    migration_value: Option<&str>,
) -> Result<Vec<Effect>, ChangeError> {
    let Some(column) = ColumnOf::of(parent, field) else {
        fill::refuse_value(migration_value)?;
        let table = field.names_relation().then(|| Effect::CreateRelationTable(field.id.clone()));
        return Ok(table.into_iter().chain(require_held(parent, field)).collect());
    };
    let mut effects = vec![Effect::AddColumn(column.clone())];
    effects.extend(fill::effect(content, field, column.clone(), migration_value)?);
    if field.is_unique {
        effects.push(Effect::CreateUnique { column, api_id: field.api_id.clone() });
    }
    Ok(effects)
}

/// What must hold of the content when a field without columns is required.
fn require_held(parent: &ParentId, field: &Field) -> Option<Effect> {
    let held = if field.names_relation() { HeldIn::Links } else { HeldIn::Instances(field.components().to_vec()) };
    let (parent, id, api_id) = (parent.clone(), field.id.clone(), field.api_id.clone());
    field.is_required.then_some(Effect::RequireHeld { parent, field: id, held, api_id })
}
