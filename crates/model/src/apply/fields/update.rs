//! Updates of a field, and what they do to the values that are there (management-api.md §5).

use serde_json::Value;

use super::{Fresh, component_fields, conditions, fill, relations, remove, require_held, rules, unions};
use crate::apply::{models, parents, values};
use crate::change::{FieldConfigPatch, FieldPatch, FieldTarget, KindName};
use crate::component::ParentId;
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
    let (parent, old) = parents::find_field(content, target)?;
    check_kind(&old, kind)?;
    let mut new = old.clone();
    patch_names(content, &parent, &mut new, patch)?;
    patch_flags(&mut new, patch)?;
    if let Some(condition) = &patch.visibility_condition {
        new.visibility_condition = Some(conditions::read(content, &parent, &new.id, condition)?);
    }
    if remove::is_assets_own(content, &parent, &old) {
        check_assets_own(&old, &new)?;
    }
    let mut effects = patch_kind(content, &parent, &mut new, patch, fresh)?;
    fresh.now.clone_into(&mut new.updated_at);
    rules::check(content, &new)?;
    effects.extend(update_effects(content, &parent, &old, &new, patch.migration_value.as_deref())?);
    content.replace_field(new);
    Ok(effects)
}

/// The product itself reads and writes the fields that the model Asset comes with.
fn check_assets_own(old: &Field, new: &Field) -> Result<(), ChangeError> {
    let settings = |f: &Field| (f.api_id.clone(), f.is_required, f.is_unique, f.is_localized, f.is_system);
    if settings(old) == settings(new) {
        return Ok(());
    }
    let text = format!("The field \"{}\" of Asset is the system's: only its looks can be changed.", old.api_id);
    Err(ChangeError::Rule(text))
}

fn check_kind(field: &Field, kind: KindName) -> Result<(), ChangeError> {
    let own = match &field.kind {
        FieldKind::Simple { .. } => KindName::Simple,
        FieldKind::Enumerable { .. } => KindName::Enumerable,
        FieldKind::Relational { .. } => KindName::Relational,
        FieldKind::Union { .. } | FieldKind::UnionMember { .. } => KindName::Union,
        FieldKind::Component { .. } => KindName::Component,
        FieldKind::ComponentUnion { .. } => KindName::ComponentUnion,
    };
    if kind == KindName::Any || kind == own {
        return Ok(());
    }
    Err(ChangeError::Rule(format!("The field \"{}\" is of another kind than this operation updates.", field.api_id)))
}

fn patch_names(
    content: &ContentModel,
    parent: &ParentId,
    field: &mut Field,
    patch: &FieldPatch,
) -> Result<(), ChangeError> {
    if let Some(api_id) = patch.api_id.as_ref().filter(|api_id| **api_id != field.api_id) {
        check_field_api_id(api_id)?;
        rules::check_free(content, parent, api_id, rules::Occupant::field(&field.id))?;
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

fn patch_kind(
    content: &mut ContentModel,
    parent: &ParentId,
    field: &mut Field,
    patch: &FieldPatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    match &field.kind {
        FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => {
            patch_values(content, field, patch)?;
            Ok(Vec::new())
        }
        FieldKind::Relational { .. } => {
            let wanted = patch.is_unidirectional;
            wanted.map_or(Ok(()), |one_way| relations::set_unidirectional(content, field, one_way))?;
            Ok(Vec::new())
        }
        FieldKind::Union { .. } => {
            unions::rename(content, field, &patch.union)?;
            unions::change_members(content, parent, field, &patch.members, fresh)
        }
        FieldKind::ComponentUnion { .. } => match &patch.components {
            Some(components) => component_fields::change(content, parent, field, components),
            None => Ok(Vec::new()),
        },
        FieldKind::UnionMember { .. } | FieldKind::Component { .. } => Ok(Vec::new()),
    }
}

fn patch_values(content: &ContentModel, field: &mut Field, patch: &FieldPatch) -> Result<(), ChangeError> {
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
        | FieldKind::UnionMember { .. }
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
    parent: &ParentId,
    old: &Field,
    new: &Field,
    migration_value: Option<&str>,
) -> Result<Vec<Effect>, ChangeError> {
    // A field keeps its kind, so both have a column or none has.
    let (Some(before), Some(after)) = (ColumnOf::of(parent, old), ColumnOf::of(parent, new)) else {
        fill::refuse_value(migration_value)?;
        let held = require_held(parent, new).filter(|_| !old.is_required);
        return Ok(held.into_iter().collect());
    };
    let moves = old.is_localized != new.is_localized;
    let mut effects = Vec::new();
    if old.is_unique && (moves || !new.is_unique) {
        effects.push(Effect::DropUnique(before.clone()));
    }
    if moves {
        effects.push(move_effect(content, before, new.is_localized));
        // Rows of the other table had no such column; lists are never null.
        let empty = Effect::FillNulls { column: after.clone(), fill: Value::Array(Vec::new()) };
        effects.extend(new.is_list.then_some(empty));
    }
    if new.is_required && !old.is_required || migration_value.is_some() {
        effects.extend(fill::effect(content, new, after.clone(), migration_value)?);
    }
    if new.is_unique && (moves || !old.is_unique) {
        effects.push(Effect::CreateUnique { column: after, api_id: new.api_id.clone() });
    }
    Ok(effects)
}

fn move_effect(content: &ContentModel, column: ColumnOf, to_localized: bool) -> Effect {
    let locale = content.default_locale().key;
    if to_localized { Effect::Localize { column, locale } } else { Effect::Unlocalize { column, locale } }
}
