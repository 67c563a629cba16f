//! Changes to stages.

use super::{Fresh, position};
use crate::change::{StageDraft, StagePatch, Target};
use crate::content_model::{ContentModel, Stage};
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::ids::StageId;
use crate::rules::{check_display_name, check_stage_api_id};

fn find(content: &ContentModel, target: &Target<StageId>) -> Result<usize, ChangeError> {
    position("stage", &content.stages, target, |s| &s.id, |s| &s.api_id)
}

fn check_name(content: &ContentModel, api_id: &str) -> Result<(), ChangeError> {
    check_stage_api_id(api_id)?;
    if content.stage(api_id).is_some() {
        return Err(ChangeError::Duplicate { what: "stage", value: api_id.to_owned() });
    }
    Ok(())
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &StageDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    check_name(content, &draft.api_id)?;
    check_display_name(&draft.display_name)?;
    let last = content.stages.iter().map(|s| s.position).max().unwrap_or(-1);
    content.stages.push(Stage {
        id: StageId::new((fresh.id)()),
        key: content.next_stage_key,
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        color: draft.color.clone(),
        is_system: false,
        position: draft.position.unwrap_or(last + 1),
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
    });
    content.next_stage_key += 1;
    content.stages.sort_by_key(|stage| stage.position);
    Ok(Vec::new())
}

pub(super) fn update(
    content: &mut ContentModel,
    target: &Target<StageId>,
    patch: &StagePatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    if let Some(api_id) = patch.api_id.as_ref().filter(|api_id| **api_id != content.stages[at].api_id) {
        if content.stages[at].is_system {
            return Err(ChangeError::Rule("The Api Id of a system stage cannot be changed.".to_owned()));
        }
        check_name(content, api_id)?;
        api_id.clone_into(&mut content.stages[at].api_id);
    }
    let stage = &mut content.stages[at];
    if let Some(name) = &patch.display_name {
        check_display_name(name)?;
        name.clone_into(&mut stage.display_name);
    }
    stage.description = patch.description.clone().or(stage.description.take());
    if let Some(color) = &patch.color {
        color.clone_into(&mut stage.color);
    }
    stage.position = patch.position.unwrap_or(stage.position);
    fresh.now.clone_into(&mut stage.updated_at);
    content.stages.sort_by_key(|stage| stage.position);
    Ok(Vec::new())
}

pub(super) fn delete(
    content: &mut ContentModel,
    target: &Target<StageId>,
    force: bool,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    if content.stages[at].is_system {
        return Err(ChangeError::Rule(format!("The stage {} cannot be deleted.", content.stages[at].api_id)));
    }
    let stage = content.stages.remove(at);
    let models = content.models.iter().map(|m| m.id.clone()).collect();
    let components = content.components.iter().map(|component| component.id.clone()).collect();
    let relations = content.relations().cloned().collect();
    Ok(vec![Effect::DeleteStage { models, components, relations, stage: stage.key, force, api_id: stage.api_id }])
}
