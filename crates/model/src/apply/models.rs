//! Changes to models.

use super::fields::remove_fields;
use super::types::Names;
use super::{Fresh, position};
use crate::change::{Target, TypeDraft, TypePatch};
use crate::content_model::{ContentModel, Model, ModelKind};
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::field::{EmbeddableModels, Field, FieldKind};
use crate::ids::{FieldId, ModelId};

/// Where the model stands that `target` names.
pub(super) fn find(content: &ContentModel, target: &Target<ModelId>) -> Result<usize, ChangeError> {
    position("model", &content.models, target, |m| &m.id, |m| &m.api_id)
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &TypeDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let TypeDraft { api_id, api_id_plural, display_name, description, is_system } = draft.clone();
    let names = Names { api_id, api_id_plural, display_name };
    names.check(content, "model")?;
    names.check_roots(content)?;
    let id = ModelId::new((fresh.id)());
    content.models.push(Model {
        id: id.clone(),
        kind: ModelKind::Entries,
        api_id: names.api_id,
        api_id_plural: names.api_id_plural,
        display_name: names.display_name,
        description,
        is_system,
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
    patch: &TypePatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let mut model = content.models.remove(at);
    let old = Names {
        api_id: model.api_id.clone(),
        api_id_plural: model.api_id_plural.clone(),
        display_name: model.display_name.clone(),
    };
    let names = old.clone().patched(patch);
    match model.kind {
        ModelKind::Entries => {
            names.check(content, "model")?;
            names.check_roots(content)?;
            model.is_system = patch.is_system.unwrap_or(model.is_system);
        }
        ModelKind::Asset if (&names.api_id, &names.api_id_plural) != (&old.api_id, &old.api_id_plural) => {
            return Err(ChangeError::Rule("The Api Ids of the model Asset cannot be changed.".to_owned()));
        }
        ModelKind::Asset => crate::rules::check_display_name(&names.display_name)?,
    }
    (model.api_id, model.api_id_plural, model.display_name) = (names.api_id, names.api_id_plural, names.display_name);
    model.description = patch.description.clone().or(model.description);
    fresh.now.clone_into(&mut model.updated_at);
    content.models.insert(at, model);
    Ok(Vec::new())
}

/// Deletes a model with all that depends on it: relations from and to it, its place in unions, what its component
/// fields hold, and leave to embed its entries (management-api.md §5).
pub(super) fn delete(content: &mut ContentModel, target: &Target<ModelId>) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    let (id, kind) = (content.models[at].id.clone(), content.models[at].kind);
    if kind == ModelKind::Asset {
        return Err(ChangeError::Rule("The system model Asset cannot be deleted.".to_owned()));
    }
    let own = content.models[at].fields.iter().filter(|field| field.storage().is_none());
    let towards = content.all_fields().map(|(_, field)| field).filter(|field| relates_to(field, &id));
    let bound: Vec<FieldId> = own.chain(towards).map(|field| field.id.clone()).collect();
    let mut effects = remove_fields(content, &bound);
    content.models.retain(|model| model.id != id);
    for field in content.all_fields_mut() {
        if let FieldKind::Simple { embeds, .. } = &mut field.kind {
            forget_embedded(embeds, &id);
        }
    }
    effects.push(Effect::DropModelTables(id));
    Ok(effects)
}

fn relates_to(field: &Field, model: &ModelId) -> bool {
    matches!(&field.kind, FieldKind::Relational { related, .. } if related == model)
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
