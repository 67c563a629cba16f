//! What the planning of one request gathers: rights that are missing, the first rule that is broken, how much is written.

use access::{Actor, ContentAction, Granted, Part, Rows};
use model::ids::ModelId;
use model::{ContentModel, FieldRef, Model, Stage};

use super::error::{FailedAction, WriteError};
use super::rights::Right;
use crate::read::Demand;

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
    /// Where publishing copies from.
    source: &'a Stage,
    failed: Vec<FailedAction>,
    refused: Option<WriteError>,
    writes: usize,
    /// Whether anything is created only if it is not there.
    pub(super) has_upsert: bool,
}

impl<'a> Planning<'a> {
    pub(super) fn new(content: &'a ContentModel, actor: &'a Actor) -> Result<Self, WriteError> {
        let no_draft =
            || WriteError::Store(store::StoreError::Other("the content model has no DRAFT stage".to_owned()));
        let draft = content.stage_by_key(Stage::DRAFT).ok_or_else(no_draft)?;
        Ok(Self {
            content,
            actor,
            draft,
            source: draft,
            failed: Vec::new(),
            refused: None,
            writes: 0,
            has_upsert: false,
        })
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
        self.allows(ContentAction::Read, model, self.draft, Part::Base)
    }

    /// Notes a right in DRAFT when it is missing.
    pub(super) fn need(&mut self, action: ContentAction, model: &Model) {
        self.need_in(action, model, self.draft);
    }

    /// Whether the actor may read one of the system's own models.
    pub(super) fn may_read_system(&self, name: &str) -> bool {
        self.actor.content.allows(ContentAction::Read, &ModelId::new(name), &self.draft.id)
    }

    /// Notes a right to one of the system's own models when it is missing.
    pub(super) fn need_of_system(&mut self, action: ContentAction, name: &str) {
        if !self.actor.content.allows(action, &ModelId::new(name), &self.draft.id) {
            let (model, stage) = (name.to_owned(), self.draft.api_id.clone());
            self.note_failed(FailedAction { action, model, stage, locale: None });
        }
    }

    /// What follows publishes from this stage; the right to publish is one from stages to stages.
    pub(super) fn publish_from(&mut self, stage: i64) {
        self.source = self.content.stage_by_key(stage).unwrap_or(self.draft);
    }

    /// Whether the action is granted on some entries of the model there. On which, the writer asks of each
    /// ([`super::rights`]).
    fn allows(&self, action: ContentAction, model: &Model, stage: &Stage, part: Part<'_>) -> bool {
        let grants = &self.actor.content;
        let rows = match action {
            ContentAction::Publish => grants.rows_to_publish(&model.id, &self.source.id, &stage.id, part),
            ContentAction::Read
            | ContentAction::ReadVersion
            | ContentAction::Create
            | ContentAction::Update
            | ContentAction::Delete
            | ContentAction::Unpublish => grants.rows(action, &model.id, &stage.id, part),
        };
        rows.is_ok()
    }

    /// What must hold of entries for these rights; those that are missing altogether are noted elsewhere.
    pub(super) fn demands(&self, model: &Model, rights: &[Right]) -> Vec<Demand> {
        let mut demands: Vec<Demand> = Vec::new();
        for right in rights {
            if let Ok(Some(demand)) = right.demand(&self.actor.content, self.content, &model.id)
                && !demands.contains(&demand)
            {
                demands.push(demand);
            }
        }
        demands
    }

    /// Notes a right in a stage when it is missing.
    pub(super) fn need_in(&mut self, action: ContentAction, model: &Model, stage: &Stage) {
        if !self.allows(action, model, stage, Part::Base) {
            self.fail(action, model, stage, None);
        }
    }

    fn fail(&mut self, action: ContentAction, model: &Model, stage: &Stage, locale: Option<String>) {
        let (model, stage) = (model.api_id.clone(), stage.api_id.clone());
        self.note_failed(FailedAction { action, model, stage, locale });
    }

    fn note_failed(&mut self, failed: FailedAction) {
        if !self.failed.contains(&failed) {
            self.failed.push(failed);
        }
    }

    /// Deleting an entry takes it out of all stages, too, and with all its localisations (platform.md §1.3).
    pub(super) fn need_to_delete(&mut self, model: &Model) {
        let content = self.content;
        for stage in &content.stages {
            let action = if stage.key == Stage::DRAFT { ContentAction::Delete } else { ContentAction::Unpublish };
            self.need_in(ContentAction::Read, model, stage);
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
        // Without any right on the model it is not the locale that is missing.
        if self.allows(action, model, stage, Part::Base)
            && !self.allows(action, model, stage, Part::Localization(&locale.id))
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
        match self.actor.content.rows(action, &model.id, &self.draft.id, Part::Base) {
            Ok(Rows::All(pass) | Rows::AnyOf(pass, _)) => Some(pass.field(field)),
            Err(_) => {
                self.need(action, model);
                None
            }
        }
    }

    /// Puts another broken rule, or none, in the place of the first one; gives that.
    pub(super) fn replace_refused(&mut self, other: Option<WriteError>) -> Option<WriteError> {
        std::mem::replace(&mut self.refused, other)
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
