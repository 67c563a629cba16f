//! Changes to fields: creation and deletion; updates are in `fields/update.rs`, rules in `fields/rules.rs`.

mod rules;
mod update;

use serde_json::Value;

use super::{Fresh, enumerations, models, values};
use crate::change::{EmbedsDraft, FieldDraft, FieldTarget, KindDraft, Target};
use crate::content_model::{ContentModel, Model};
use crate::effect::{ColumnOf, Effect, Storage};
use crate::error::ChangeError;
use crate::field::{EmbeddableModels, Field, FieldKind};
use crate::ids::{FieldId, ModelId};
use crate::rules::{check_display_name, check_field_api_id};

pub(super) use update::update;

/// Indices of the model and field that `target` names.
fn find(content: &ContentModel, target: &FieldTarget) -> Result<(usize, usize), ChangeError> {
    match target {
        FieldTarget::Id(id) => {
            let place =
                content.models.iter().enumerate().find_map(|(m, model)| {
                    model.fields.iter().position(|field| &field.id == id).map(|field| (m, field))
                });
            place.ok_or_else(|| ChangeError::NotFound { what: "field", value: id.to_string() })
        }
        FieldTarget::Named { parent, api_id } => {
            let at = models::find(content, &Target::ApiId(parent.clone()))?;
            let field = content.models[at].fields.iter().position(|field| &field.api_id == api_id);
            let not_found = || ChangeError::NotFound { what: "field", value: format!("{parent}.{api_id}") };
            field.map(|field| (at, field)).ok_or_else(not_found)
        }
    }
}

/// The column that holds a field's values.
pub(super) fn column(model: &ModelId, field: &Field, storage: Storage) -> ColumnOf {
    ColumnOf { model: model.clone(), field: field.id.clone(), storage, localized: field.is_localized }
}

/// The kind that a draft describes, with every reference looked up.
fn kind_of(content: &ContentModel, draft: &FieldDraft) -> Result<FieldKind, ChangeError> {
    match &draft.kind {
        KindDraft::Simple { simple_type, initial_value, validations, embeds } => Ok(FieldKind::Simple {
            simple_type: *simple_type,
            initial_value: initial_value
                .as_deref()
                .map(|text| values::simple(*simple_type, draft.is_list, text))
                .transpose()?,
            validations: validations.clone(),
            embeds: embeds_of(content, embeds)?,
        }),
        KindDraft::Enumerable { enumeration, initial_value } => {
            let enumeration = &content.enumerations[enumerations::find(content, enumeration)?];
            let initial_values = initial_value
                .as_deref()
                .map(|text| values::enumeration_names(enumeration, draft.is_list, text))
                .transpose()?
                .unwrap_or_default();
            Ok(FieldKind::Enumerable { enumeration: enumeration.id.clone(), initial_values })
        }
        KindDraft::Relational { .. } => Err(ChangeError::NotImplemented("Relational fields")),
    }
}

fn embeds_of(content: &ContentModel, draft: &EmbedsDraft) -> Result<EmbeddableModels, ChangeError> {
    match draft {
        EmbedsDraft::Off => Ok(EmbeddableModels::Off),
        EmbedsDraft::Models(targets) => {
            let id = |target| models::find(content, target).map(|at| content.models[at].id.clone());
            targets.iter().map(id).collect::<Result<_, _>>().map(EmbeddableModels::Models)
        }
    }
}

/// The value in row form that entries without one get, from JSON-encoded text.
fn row_value(content: &ContentModel, field: &Field, text: &str) -> Result<Value, ChangeError> {
    match &field.kind {
        FieldKind::Simple { simple_type, .. } => values::simple(*simple_type, field.is_list, text),
        FieldKind::Enumerable { enumeration, .. } => {
            let unknown = || ChangeError::NotFound { what: "enumeration", value: enumeration.to_string() };
            let enumeration = content.enumeration_by_id(enumeration).ok_or_else(unknown)?;
            let names = values::enumeration_names(enumeration, field.is_list, text)?;
            Ok(values::enumeration_keys(enumeration, field.is_list, &names))
        }
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => {
            Err(ChangeError::Rule("Only scalar and enumeration fields take a migration value.".to_owned()))
        }
    }
}

/// What entries get when nobody said what: the initial value, in row form (management-api.md §5).
fn initial_row_value(content: &ContentModel, field: &Field) -> Option<Value> {
    match &field.kind {
        FieldKind::Simple { initial_value, .. } => initial_value.clone(),
        FieldKind::Enumerable { enumeration, initial_values } if !initial_values.is_empty() => content
            .enumeration_by_id(enumeration)
            .map(|enumeration| values::enumeration_keys(enumeration, field.is_list, initial_values)),
        FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}

/// How the rows that exist get values for a field that is now required, or came with a migration value.
fn fill_effect(
    content: &ContentModel,
    field: &Field,
    column: ColumnOf,
    migration_value: Option<&str>,
) -> Result<Option<Effect>, ChangeError> {
    let given = migration_value.map(|text| row_value(content, field, text)).transpose()?;
    // Lists are never null, so that reading needs no case for it.
    let empty_list = || field.is_list.then(|| Value::Array(Vec::new()));
    if field.is_required && !field.is_list {
        let fill = given.or_else(|| initial_row_value(content, field));
        return Ok(Some(Effect::RequireValues { column, fill, api_id: field.api_id.clone() }));
    }
    Ok(given.or_else(empty_list).map(|fill| Effect::FillNulls { column, fill }))
}

pub(super) fn create(
    content: &mut ContentModel,
    parent: &Target<ModelId>,
    draft: &FieldDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = models::find(content, parent)?;
    check_field_api_id(&draft.api_id)?;
    check_display_name(&draft.display_name)?;
    rules::check_free(&content.models[at], &draft.api_id, None)?;
    let kind = kind_of(content, draft)?;
    let field = new_field(&content.models[at], draft, kind, fresh);
    rules::check(content, &field)?;
    let effects = creation_effects(content, &content.models[at], &field, draft.migration_value.as_deref())?;
    content.models[at].fields.push(field);
    fresh.now.clone_into(&mut content.models[at].updated_at);
    Ok(effects)
}

fn new_field(model: &Model, draft: &FieldDraft, kind: FieldKind, fresh: &mut Fresh<'_>) -> Field {
    let last = model.fields.iter().map(|field| field.position).max().unwrap_or(-1);
    Field {
        id: FieldId::new((fresh.id)()),
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        is_system: draft.is_system,
        position: draft.position.unwrap_or(last + 1),
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
    model: &Model,
    field: &Field,
    migration_value: Option<&str>,
) -> Result<Vec<Effect>, ChangeError> {
    let Some(storage) = field.storage() else { return Ok(Vec::new()) };
    let column = column(&model.id, field, storage);
    let mut effects = Vec::new();
    if field.is_localized && !model.is_localized() {
        let locale = content.default_locale().key;
        effects.push(Effect::EnsureLocalizations { model: model.id.clone(), locale });
    }
    effects.push(Effect::AddColumn(column.clone()));
    effects.extend(fill_effect(content, field, column.clone(), migration_value)?);
    if field.is_unique {
        effects.push(Effect::CreateUnique { column, api_id: field.api_id.clone() });
    }
    Ok(effects)
}

pub(super) fn delete(content: &mut ContentModel, target: &FieldTarget) -> Result<Vec<Effect>, ChangeError> {
    let (at, place) = find(content, target)?;
    let model = &mut content.models[at];
    let field = model.fields.remove(place);
    for other in &mut model.fields {
        if other.visibility_condition.as_ref().is_some_and(|condition| condition.base_field == field.id) {
            other.visibility_condition = None;
        }
    }
    let Some(storage) = field.storage() else { return Ok(Vec::new()) };
    let column = column(&model.id, &field, storage);
    let mut effects = Vec::new();
    if field.is_unique {
        effects.push(Effect::DropUnique(column.clone()));
    }
    effects.push(Effect::DropColumn(column));
    Ok(effects)
}
