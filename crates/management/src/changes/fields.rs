//! Inputs about fields.

use model::ids::{EnumerationId, EnumerationValueId, FieldId, ModelId};
use model::{
    Change, ConditionDraft, EmbedsDraft, FieldDraft, FieldPatch, FieldTarget, KindDraft, KindName, Target, Visibility,
};

use super::config::{self, FORM, TABLE};
use super::input::{named, targets};
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

fn parent(input: Input<'_>, naming: Naming) -> Result<Target<String>, InputError> {
    parent_text(input, naming).map(|text| named(naming, text, |id| id))
}

/// When the field is shown: `FieldConditionInput` names things by id, `BatchFieldConditionInput` by apiId.
fn condition(input: Input<'_>, naming: Naming) -> Option<ConditionDraft> {
    let condition = input.object("visibilityCondition")?;
    let (base, values) = match naming {
        Naming::Ids => ("baseFieldId", "enumerationValueIds"),
        Naming::ApiIds => ("baseField", "enumerationValues"),
    };
    Some(ConditionDraft {
        base_field: named(naming, condition.needed_text(base), FieldId::new),
        operator: condition.needed_text("operator"),
        enumeration_values: targets(naming, condition.texts(values), EnumerationValueId::new),
        boolean_value: condition.flag("booleanValue"),
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
pub(super) fn visibility(input: Input<'_>) -> Result<Option<Visibility>, InputError> {
    let given = input.choice("visibility")?;
    let older = |hidden| if hidden { Visibility::Hidden } else { Visibility::ReadWrite };
    Ok(given.or_else(|| input.flag("isHidden").map(older)))
}

/// The change that makes a field of a kind.
pub(super) fn draft(input: Input<'_>, naming: Naming, kind: KindDraft) -> Result<Change, InputError> {
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
        visibility_condition: condition(input, naming),
    };
    Ok(Change::CreateField(parent(input, naming)?, Box::new(draft)))
}

/// What an update gives for a field of any kind.
pub(super) fn patch(input: Input<'_>, naming: Naming) -> Result<FieldPatch, InputError> {
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
        visibility_condition: condition(input, naming),
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
        Naming::Ids => input.needed_text("enumerationId"),
        Naming::ApiIds => input.needed_text("enumerationApiId"),
    };
    let enumeration = named(naming, enumeration, EnumerationId::new);
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
    update(input, naming, KindName::Simple, patch)
}

/// The change that updates a field of a kind.
pub(super) fn update(
    input: Input<'_>,
    naming: Naming,
    kind: KindName,
    patch: FieldPatch,
) -> Result<Change, InputError> {
    Ok(Change::UpdateField(field(input, naming)?, kind, Box::new(patch)))
}

pub(super) fn update_enumerable(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    update(input, naming, KindName::Enumerable, patch(input, naming)?)
}

pub(super) fn delete(input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
    Ok(Change::DeleteField(field(input, naming)?))
}
