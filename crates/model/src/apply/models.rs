//! Changes to models.

use super::{Fresh, position};
use crate::change::{ModelDraft, ModelPatch, Target};
use crate::content_model::{ContentModel, Model};
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::field::{EmbeddableModels, FieldKind};
use crate::ids::ModelId;
use crate::rules::{check_display_name, check_type_api_id};

/// Where the model stands that `target` names.
pub(super) fn find(content: &ContentModel, target: &Target<ModelId>) -> Result<usize, ChangeError> {
    position("model", &content.models, target, |m| &m.id, |m| &m.api_id)
}

fn check_names(content: &ContentModel, api_id: &str, plural: &str) -> Result<(), ChangeError> {
    check_type_api_id("model", api_id)?;
    check_type_api_id("plural model", plural)?;
    if api_id == plural {
        return Err(ChangeError::Rule("The plural Api Id must differ from the Api Id.".to_owned()));
    }
    for name in [api_id, plural] {
        if content.type_name_taken(name) {
            return Err(ChangeError::Duplicate { what: "model", value: name.to_owned() });
        }
    }
    // Root fields are the names with a small first letter: `Post` and `post…` would meet there.
    let roots = |m: &Model| [lower_first(&m.api_id), lower_first(&m.api_id_plural)];
    let taken = content.models.iter().flat_map(roots).find(|r| *r == lower_first(api_id) || *r == lower_first(plural));
    match taken {
        Some(value) => Err(ChangeError::Duplicate { what: "model", value }),
        None => Ok(()),
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + chars.as_str())
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &ModelDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    check_names(content, &draft.api_id, &draft.api_id_plural)?;
    check_display_name(&draft.display_name)?;
    let id = ModelId::new((fresh.id)());
    content.models.push(Model {
        id: id.clone(),
        api_id: draft.api_id.clone(),
        api_id_plural: draft.api_id_plural.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        is_system: draft.is_system,
        fields: Vec::new(),
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: fresh.by.clone(),
    });
    Ok(vec![Effect::CreateModelTables(id)])
}

pub(super) fn update(
    content: &mut ContentModel,
    target: &Target<ModelId>,
    patch: &ModelPatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let mut model = content.models.remove(at);
    let api_id = patch.api_id.as_ref().unwrap_or(&model.api_id);
    let plural = patch.api_id_plural.as_ref().unwrap_or(&model.api_id_plural);
    check_names(content, api_id, plural)?;
    let display_name = patch.display_name.as_ref().unwrap_or(&model.display_name);
    check_display_name(display_name)?;
    (model.api_id, model.api_id_plural, model.display_name) = (api_id.clone(), plural.clone(), display_name.clone());
    model.description = patch.description.clone().or(model.description);
    model.is_system = patch.is_system.unwrap_or(model.is_system);
    fresh.now.clone_into(&mut model.updated_at);
    content.models.insert(at, model);
    Ok(Vec::new())
}

pub(super) fn delete(content: &mut ContentModel, target: &Target<ModelId>) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let model = content.models.remove(at);
    for field in content.models.iter_mut().flat_map(|other| &mut other.fields) {
        if let FieldKind::Simple { embeds, .. } = &mut field.kind {
            forget_embedded(embeds, &model.id);
        }
    }
    Ok(vec![Effect::DropModelTables(model.id)])
}

/// A rich text whose last embeddable model is gone has nothing to embed.
fn forget_embedded(embeds: &mut EmbeddableModels, gone: &ModelId) {
    if let EmbeddableModels::Models(models) = embeds {
        models.retain(|id| id != gone);
        if models.is_empty() {
            *embeds = EmbeddableModels::Off;
        }
    }
}
