//! Updates of a field, and what they do to the values that are there (management-api.md §5).

use serde_json::Value;

use super::{Fresh, column, fill_effect, find, rules};
use crate::apply::{models, values};
use crate::change::{FieldConfigPatch, FieldPatch, FieldTarget, KindName};
use crate::content_model::ContentModel;
use crate::effect::{ColumnOf, Effect};
use crate::error::ChangeError;
use crate::field::{EmbeddableModels, Field, FieldConfig, FieldKind};
use crate::rules::{check_display_name, check_field_api_id};

/// Applies a patch to a field of the given kind.
pub(in crate::apply) fn update(
    content: &mut ContentModel,
    target: &FieldTarget,
    kind: KindName,
    patch: &FieldPatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let (at, place) = find(content, target)?;
    let old = content.models[at].fields[place].clone();
    check_kind(&old, kind)?;
    let mut new = old.clone();
    patch_names(content, at, &mut new, patch)?;
    patch_flags(&mut new, patch)?;
    patch_kind(content, &mut new, patch)?;
    fresh.now.clone_into(&mut new.updated_at);
    rules::check(content, &new)?;
    let effects = update_effects(content, at, &old, &new, patch.migration_value.as_deref())?;
    content.models[at].fields[place] = new;
    Ok(effects)
}

fn check_kind(field: &Field, kind: KindName) -> Result<(), ChangeError> {
    let fits = match (&field.kind, kind) {
        (_, KindName::Any) | (FieldKind::Simple { .. }, KindName::Simple) => true,
        (FieldKind::Enumerable { .. }, KindName::Enumerable) => true,
        (
            FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. },
            KindName::Simple | KindName::Enumerable,
        ) => false,
    };
    if fits {
        return Ok(());
    }
    Err(ChangeError::Rule(format!("The field \"{}\" is of another kind than this operation updates.", field.api_id)))
}

fn patch_names(content: &ContentModel, at: usize, field: &mut Field, patch: &FieldPatch) -> Result<(), ChangeError> {
    if let Some(api_id) = patch.api_id.as_ref().filter(|api_id| **api_id != field.api_id) {
        check_field_api_id(api_id)?;
        rules::check_free(&content.models[at], api_id, Some(&field.id))?;
        api_id.clone_into(&mut field.api_id);
    }
    if let Some(name) = &patch.display_name {
        check_display_name(name)?;
        name.clone_into(&mut field.display_name);
    }
    Ok(())
}

fn patch_flags(field: &mut Field, patch: &FieldPatch) -> Result<(), ChangeError> {
    if patch.is_list.is_some_and(|is_list| is_list != field.is_list) {
        let text = format!("Whether \"{}\" is a list was chosen when it was created and cannot change.", field.api_id);
        return Err(ChangeError::Rule(text));
    }
    field.description = patch.description.clone().or(field.description.take());
    field.is_system = patch.is_system.unwrap_or(field.is_system);
    field.position = patch.position.unwrap_or(field.position);
    field.visibility = patch.visibility.unwrap_or(field.visibility);
    field.is_required = patch.is_required.unwrap_or(field.is_required);
    field.is_unique = patch.is_unique.unwrap_or(field.is_unique);
    field.is_localized = patch.is_localized.unwrap_or(field.is_localized);
    field.is_title = patch.is_title.unwrap_or(field.is_title);
    field.is_variant_enabled = patch.is_variant_enabled.unwrap_or(field.is_variant_enabled);
    patch_config(&mut field.form_config, patch.form_config.as_ref());
    patch_config(&mut field.table_config, patch.table_config.as_ref());
    field.extensions = patch.extensions.clone().or(field.extensions.take());
    field.meta = patch.meta.clone().or(field.meta.take());
    Ok(())
}

fn patch_config(config: &mut FieldConfig, patch: Option<&FieldConfigPatch>) {
    match patch {
        None => {}
        Some(FieldConfigPatch::Whole(whole)) => whole.clone_into(config),
        Some(FieldConfigPatch::Settings(settings)) => settings.clone_into(&mut config.config),
        Some(FieldConfigPatch::Renderer { renderer, config: settings }) => {
            let settings = settings.clone().unwrap_or_else(|| FieldConfig::default().config);
            *config = FieldConfig { renderer: renderer.clone(), config: settings, ..FieldConfig::default() };
        }
    }
}

fn patch_kind(content: &ContentModel, field: &mut Field, patch: &FieldPatch) -> Result<(), ChangeError> {
    match &mut field.kind {
        FieldKind::Simple { simple_type, initial_value, validations, embeds } => {
            if let Some(text) = &patch.initial_value {
                *initial_value = Some(values::simple(*simple_type, field.is_list, text)?);
            }
            if patch.validations.is_some() {
                validations.clone_from(&patch.validations);
            }
            patch_embeds(content, embeds, patch)
        }
        FieldKind::Enumerable { enumeration, initial_values } => {
            let Some(text) = &patch.initial_value else { return Ok(()) };
            let Some(enumeration) = content.enumeration_by_id(enumeration) else { return Ok(()) };
            *initial_values = values::enumeration_names(enumeration, field.is_list, text)?;
            Ok(())
        }
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Ok(()),
    }
}

/// Embedding, once on, stays on; the models that may be embedded come and go.
fn patch_embeds(content: &ContentModel, embeds: &mut EmbeddableModels, patch: &FieldPatch) -> Result<(), ChangeError> {
    if patch.embeds_enabled == Some(false) && *embeds != EmbeddableModels::Off {
        return Err(ChangeError::Rule("Embedding cannot be switched off once it is on.".to_owned()));
    }
    let turns_on = patch.embeds_enabled == Some(true) && *embeds == EmbeddableModels::Off;
    if patch.embeds_add.is_empty() && patch.embeds_remove.is_empty() && !turns_on {
        return Ok(());
    }
    let mut allowed = match embeds {
        EmbeddableModels::Models(models) => std::mem::take(models),
        EmbeddableModels::Off => Vec::new(),
    };
    for target in &patch.embeds_remove {
        let id = &content.models[models::find(content, target)?].id;
        allowed.retain(|other| other != id);
    }
    for target in &patch.embeds_add {
        let id = &content.models[models::find(content, target)?].id;
        if !allowed.contains(id) {
            allowed.push(id.clone());
        }
    }
    *embeds = EmbeddableModels::Models(allowed);
    Ok(())
}

fn update_effects(
    content: &ContentModel,
    at: usize,
    old: &Field,
    new: &Field,
    migration_value: Option<&str>,
) -> Result<Vec<Effect>, ChangeError> {
    let model = &content.models[at];
    let Some(storage) = new.storage() else { return Ok(Vec::new()) };
    let (before, after) = (column(&model.id, old, storage), column(&model.id, new, storage));
    let moves = old.is_localized != new.is_localized;
    let mut effects = Vec::new();
    if old.is_unique && (moves || !new.is_unique) {
        effects.push(Effect::DropUnique(before.clone()));
    }
    if moves {
        effects.extend(move_effects(content, at, before, new.is_localized));
        // Rows of the other table had no such column; lists are never null.
        let empty = Effect::FillNulls { column: after.clone(), fill: Value::Array(Vec::new()) };
        effects.extend(new.is_list.then_some(empty));
    }
    if new.is_required && !old.is_required || migration_value.is_some() {
        effects.extend(fill_effect(content, new, after.clone(), migration_value)?);
    }
    if new.is_unique && (moves || !old.is_unique) {
        effects.push(Effect::CreateUnique { column: after, api_id: new.api_id.clone() });
    }
    Ok(effects)
}

fn move_effects(content: &ContentModel, at: usize, column: ColumnOf, to_localized: bool) -> Vec<Effect> {
    let model = &content.models[at];
    let locale = content.default_locale().key;
    if !to_localized {
        return vec![Effect::Unlocalize { column, locale }];
    }
    let ensure = (!model.is_localized()).then(|| Effect::EnsureLocalizations { model: model.id.clone(), locale });
    ensure.into_iter().chain([Effect::Localize { column, locale }]).collect()
}
