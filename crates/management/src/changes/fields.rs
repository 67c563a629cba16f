//! Inputs about fields.

use model::ids::{EnumerationId, FieldId, ModelId};
use model::{Change, EmbedsDraft, FieldDraft, FieldPatch, FieldTarget, KindDraft, KindName, Target, Visibility};

use super::config::{self, FORM, TABLE};
use super::input::targets;
use super::{Input, InputError, Naming, validations};

/// The two names under which a parent can stand, newer one first.
fn parent_keys(naming: Naming) -> [&'static str; 2] {
    match naming {
        Naming::Ids => ["parentId", "modelId"],
        Naming::ApiIds => ["parentApiId", "modelApiId"],
    }
}

fn parent_text(input: Input<'_>, naming: Naming) -> Result<String, InputError> {
    let [newer, older] = parent_keys(naming);
    match (input.text(newer), input.text(older)) {
        (Some(parent), None) | (None, Some(parent)) => Ok(parent),
        (Some(parent), Some(other)) if parent == other => Ok(parent),
        (Some(_), Some(_)) | (None, None) => Err(InputError::Bad(format!("Give either {newer} or {older}."))),
    }
}

fn parent(input: Input<'_>, naming: Naming) -> Result<Target<ModelId>, InputError> {
    let text = parent_text(input, naming)?;
    Ok(match naming {
        Naming::Ids => Target::Id(ModelId::new(text)),
        Naming::ApiIds => Target::ApiId(text),
    })
}

fn field(input: Input<'_>, naming: Naming) -> Result<FieldTarget, InputError> {
    match naming {
        Naming::Ids => Ok(FieldTarget::Id(FieldId::new(input.needed_text("id")))),
        Naming::ApiIds => {
            Ok(FieldTarget::Named { parent: parent_text(input, naming)?, api_id: input.needed_text("apiId") })
        }
    }
}

/// `visibility`, else what the older `isHidden` means.
fn visibility(input: Input<'_>) -> Result<Option<Visibility>, InputError> {
    let given = input.choice("visibility")?;
    let older = |hidden| if hidden { Visibility::Hidden } else { Visibility::ReadWrite };
    Ok(given.or_else(|| input.flag("isHidden").map(older)))
}

fn draft(input: Input<'_>, naming: Naming, kind: KindDraft) -> Result<Change, InputError> {
    input.refuse(&["visibilityCondition"])?;
    let flag = |key| input.flag(key).unwrap_or(false);
    let draft = FieldDraft {
        api_id: input.needed_text("apiId"),
        display_name: input.needed_text("displayName"),
        description: input.text("description"),
        is_system: flag("isSystem"),
        position: input.int("position"),
        visibility: visibility(input)?.unwrap_or_default(),
        is_list: flag("isList"),
        is_required: flag("isRequired"),
        is_unique: flag("isUnique"),
        is_localized: flag("isLocalized"),
        is_title: flag("isTitle"),
        is_variant_enabled: flag("isVariantEnabled"),
        migration_value: input.text("migrationValue"),
        kind,
        form_config: config::draft(input, naming, FORM)?,
        table_config: config::draft(input, naming, TABLE)?,
        extensions: input.json("extensions"),
        meta: input.json("meta"),
    };
    Ok(Change::CreateField(parent(input, naming)?, Box::new(draft)))
}

fn patch(input: Input<'_>, naming: Naming) -> Result<FieldPatch, InputError> {
    input.refuse(&["visibilityCondition"])?;
    Ok(FieldPatch {
        api_id: input.new_api_id(naming),
        display_name: input.text("displayName"),
        description: input.text("description"),
        is_system: input.flag("isSystem"),
        position: input.int("position"),
        visibility: visibility(input)?,
        is_list: input.flag("isList"),
        is_required: input.flag("isRequired"),
        is_unique: input.flag("isUnique"),
        is_localized: input.flag("isLocalized"),
        is_title: input.flag("isTitle"),
        is_variant_enabled: input.flag("isVariantEnabled"),
        initial_value: input.text("initialValue"),
        migration_value: input.text("migrationValue"),
        form_config: config::patch(input, naming, FORM)?,
        table_config: config::patch(input, naming, TABLE)?,
        extensions: input.json("extensions"),
        meta: input.json("meta"),
        ..FieldPatch::default()
    })
}

pub(super) fn create_simple(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let simple_type = input.choice("type")?.ok_or_else(|| InputError::Bad("Give the type of the field.".to_owned()))?;
    let models = targets(naming, input.texts("embeddableModels"), ModelId::new);
    let embeds = match input.flag("embedsEnabled") {
        Some(true) => EmbedsDraft::Models(models),
        None if !models.is_empty() => EmbedsDraft::Models(models),
        Some(false) | None => EmbedsDraft::Off,
    };
    let initial_value = input.text("initialValue");
    let kind = KindDraft::Simple { simple_type, initial_value, validations: validations::read(input)?, embeds };
    draft(input, naming, kind)
}

pub(super) fn create_enumerable(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let enumeration = match naming {
        Naming::Ids => Target::Id(EnumerationId::new(input.needed_text("enumerationId"))),
        Naming::ApiIds => Target::ApiId(input.needed_text("enumerationApiId")),
    };
    draft(input, naming, KindDraft::Enumerable { enumeration, initial_value: input.text("initialValue") })
}

pub(super) fn update_simple(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let embeds = |key| {
        let texts = input.object("embeddableModels").map(|models| models.texts(key)).unwrap_or_default();
        targets(naming, texts, ModelId::new)
    };
    let patch = FieldPatch {
        validations: validations::read(input)?,
        embeds_enabled: input.flag("embedsEnabled"),
        embeds_add: embeds("modelsToAdd"),
        embeds_remove: embeds("modelsToRemove"),
        ..patch(input, naming)?
    };
    Ok(Change::UpdateField(field(input, naming)?, KindName::Simple, Box::new(patch)))
}

pub(super) fn update_enumerable(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    let patch = Box::new(patch(input, naming)?);
    Ok(Change::UpdateField(field(input, naming)?, KindName::Enumerable, patch))
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::DeleteField(field(input, naming)?))
}
