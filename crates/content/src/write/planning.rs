//! What the planning of one request gathers: rights that are missing, the first rule that is broken, how much is written.

use access::{Actor, ContentAction, Granted, gate};
use model::{ContentModel, FieldRef, Model, Stage};

use super::error::{FailedAction, WriteError};

/// How many entries and component instances one request may write (content-api-write.md §6).
const MOST_WRITES: usize = 1000;

/// The planning of one request.
///
/// Missing rights and broken rules do not stop it: all missing rights are told at once, and before any broken rule
/// (content-api-write.md §3.1, §3.4).
pub(super) struct Planning<'a> {
    pub(super) content: &'a ContentModel,
    actor: &'a Actor,
    draft: &'a Stage,
    failed: Vec<FailedAction>,
    refused: Option<WriteError>,
    writes: usize,
}

impl<'a> Planning<'a> {
    pub(super) fn new(content: &'a ContentModel, actor: &'a Actor) -> Result<Self, WriteError> {
        let no_draft =
            || WriteError::Store(store::StoreError::Other("the content model has no DRAFT stage".to_owned()));
        let draft = content.stage_by_key(Stage::DRAFT).ok_or_else(no_draft)?;
        Ok(Self { content, actor, draft, failed: Vec::new(), refused: None, writes: 0 })
    }

    /// What was missing, else what was broken.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        if !self.failed.is_empty() {
            return Err(WriteError::Permission(self.failed));
        }
        self.refused.map_or(Ok(()), Err)
    }

    /// Whether the actor may read the model's drafts.
    pub(super) fn may_read(&self, model: &Model) -> bool {
        self.actor.content.allows(ContentAction::Read, &model.id, &self.draft.id)
    }

    /// Notes a right in DRAFT when it is missing.
    pub(super) fn need(&mut self, action: ContentAction, model: &Model) {
        self.need_in(action, model, self.draft);
    }

    /// Notes a right in a stage when it is missing.
    pub(super) fn need_in(&mut self, action: ContentAction, model: &Model, stage: &Stage) {
        if !self.actor.content.allows(action, &model.id, &stage.id) {
            self.fail(action, model, stage, None);
        }
    }

    fn fail(&mut self, action: ContentAction, model: &Model, stage: &Stage, locale: Option<String>) {
        let failed = FailedAction { action, model: model.api_id.clone(), stage: stage.api_id.clone(), locale };
        if !self.failed.contains(&failed) {
            self.failed.push(failed);
        }
    }

    /// Deleting an entry takes it out of all stages, too, and with all its localisations (platform.md §1.3).
    pub(super) fn need_to_delete(&mut self, model: &Model) {
        let content = self.content;
        for stage in &content.stages {
            let action = if stage.key == Stage::DRAFT { ContentAction::Delete } else { ContentAction::Unpublish };
            self.need_in(action, model, stage);
            self.need_all_locales(action, model, stage);
        }
    }

    /// Notes a right in DRAFT on a localisation (key of its locale) when it is missing.
    pub(super) fn need_locale(&mut self, action: ContentAction, model: &Model, locale: i64) {
        self.need_locale_in(action, model, self.draft, locale);
    }

    /// Notes a right on a localisation in a stage when it is missing.
    pub(super) fn need_locale_in(&mut self, action: ContentAction, model: &Model, stage: &Stage, locale: i64) {
        let Some(locale) = self.content.locales.iter().find(|other| other.key == locale) else { return };
        let grants = &self.actor.content;
        // Without any right on the model it is not the locale that is missing.
        if grants.allows(action, &model.id, &stage.id)
            && !grants.allows_locale(action, &model.id, &stage.id, &locale.id)
        {
            self.fail(action, model, stage, Some(locale.api_id.clone()));
        }
    }

    /// Notes a right on whatever localisations there may be.
    pub(super) fn need_all_locales(&mut self, action: ContentAction, model: &Model, stage: &Stage) {
        let content = self.content;
        if model.is_localized(content) {
            content.locales.iter().for_each(|locale| self.need_locale_in(action, model, stage, locale.key));
        }
    }

    /// A field that may be touched in DRAFT; else the missing right is noted.
    pub(super) fn grant(&mut self, action: ContentAction, model: &Model, field: FieldRef) -> Option<Granted<FieldRef>> {
        let granted = gate(self.actor, action, &model.id, &self.draft.id, field);
        if granted.is_err() {
            self.need(action, model);
        }
        granted.ok()
    }

    /// Notes a broken rule of a value; the first one is told.
    pub(super) fn refuse(&mut self, error: WriteError) {
        self.refused.get_or_insert(error);
    }

    /// Counts one entry or component instance that is written.
    pub(super) fn count_write(&mut self) -> Result<(), WriteError> {
        self.writes += 1;
        if self.writes <= MOST_WRITES {
            return Ok(());
        }
        let text = format!("a request writes at most {MOST_WRITES} documents and components: send several requests");
        Err(WriteError::input(text))
    }
}
