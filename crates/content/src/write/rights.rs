//! Rights to single entries: the conditions of permissions, held against the entries that a request writes
//! (platform.md §1.3).
//!
//! Planning refuses what no rule grants on any entry. What rules grant on some entries is decided here, inside the
//! transaction: on the entry as it is before it is changed, on a new one as it is when the request is done. The right to
//! update is one to the entry as it was found; what it is changed to is up to its writer.

use std::collections::BTreeSet;

use access::{Condition, ContentAction, ContentGrants, Denied, Part, Rows};
use model::ids::{EntryId, ModelId};
use model::{ContentModel, Model, Stage};
use sql::dml;

use super::error::{FailedAction, WriteError};
use super::input::{EntryInput, InstanceVerb, LocalizationInput, NestedInput};
use super::plan::{LocaleChoice, Publication, Withdrawal};
use super::run::Writer;
use crate::read::Demand;

/// Something that may be done to an entry, as far as rights tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Right {
    pub(super) action: ContentAction,
    /// Key of the stage that the right is on; of the stage published to.
    pub(super) stage: i64,
    /// Key of the stage published from; DRAFT for everything else.
    pub(super) from: i64,
    /// Key of the locale; none for the entry itself.
    pub(super) locale: Option<i64>,
}

impl Right {
    pub(super) fn in_draft(action: ContentAction) -> Right {
        Right { action, stage: Stage::DRAFT, from: Stage::DRAFT, locale: None }
    }

    fn of_locale(self, locale: i64) -> Right {
        Right { locale: Some(locale), ..self }
    }

    /// The entries of the model that it is granted on.
    pub(super) fn rows(self, grants: &ContentGrants, content: &ContentModel, model: &ModelId) -> Result<Rows, Denied> {
        let denied = || Denied { action: self.action, model: model.clone() };
        let stage = content.stage_by_key(self.stage).ok_or_else(denied)?;
        let part = match self.locale {
            Some(key) => {
                let locale = content.locales.iter().find(|locale| locale.key == key);
                Part::Localization(&locale.ok_or_else(denied)?.id)
            }
            None => Part::Base,
        };
        match self.action {
            ContentAction::Publish => {
                let from = content.stage_by_key(self.from).ok_or_else(denied)?;
                grants.rows_to_publish(model, &from.id, &stage.id, part)
            }
            ContentAction::Read
            | ContentAction::ReadVersion
            | ContentAction::Create
            | ContentAction::Update
            | ContentAction::Delete
            | ContentAction::Unpublish => grants.rows(self.action, model, &stage.id, part),
        }
    }

    /// In which stage an entry is looked at for it: where it is read or published from, else where it is written.
    fn looked_at(self) -> i64 {
        match self.action {
            ContentAction::Read | ContentAction::ReadVersion => self.stage,
            ContentAction::Publish => self.from,
            ContentAction::Create | ContentAction::Update | ContentAction::Delete | ContentAction::Unpublish => {
                Stage::DRAFT
            }
        }
    }

    /// What must hold of an entry for it; none when it is granted on all of them.
    pub(super) fn demand(
        self,
        grants: &ContentGrants,
        content: &ContentModel,
        model: &ModelId,
    ) -> Result<Option<Demand>, Denied> {
        match self.rows(grants, content, model)? {
            Rows::All(_) => Ok(None),
            rows @ Rows::AnyOf(..) => Ok(Some(Demand { rows, stage: self.looked_at() })),
        }
    }
}

/// What updating an entry so takes, beside reading it.
pub(super) fn to_update(content: &ContentModel, input: &EntryInput) -> Vec<Right> {
    let update = Right::in_draft(ContentAction::Update);
    let mut locales = BTreeSet::new();
    written_locales(content, input, &mut locales);
    std::iter::once(update).chain(locales.into_iter().map(|locale| update.of_locale(locale))).collect()
}

/// What creating an entry so takes.
fn to_create(content: &ContentModel, model: &Model, input: &EntryInput) -> Vec<Right> {
    let create = Right::in_draft(ContentAction::Create);
    let mut locales = BTreeSet::new();
    if model.is_localized(content) {
        locales.insert(content.default_locale().key);
    }
    written_locales(content, input, &mut locales);
    let whole = [Right::in_draft(ContentAction::Read), create];
    whole.into_iter().chain(locales.into_iter().map(|locale| create.of_locale(locale))).collect()
}

/// Keys of the locales that an input writes, in the entry or in component instances.
fn written_locales(content: &ContentModel, input: &EntryInput, locales: &mut BTreeSet<i64>) {
    let EntryInput { default_localization, localizations, delete_locales, nested, base: _ } = input;
    if !default_localization.assignments.is_empty() {
        locales.insert(content.default_locale().key);
    }
    locales.extend(localizations.iter().map(|(locale, said)| match said {
        LocalizationInput::Create(_)
        | LocalizationInput::Update(_)
        | LocalizationInput::UpdateIfThere(_)
        | LocalizationInput::Upsert { .. } => *locale,
    }));
    locales.extend(delete_locales);
    let verbs = nested.iter().filter_map(|nested| match nested {
        NestedInput::Instances(instances) => Some(&instances.verbs),
        // Other entries have rights of their own.
        NestedInput::Links(_) => None,
    });
    for verb in verbs.flatten() {
        match verb {
            InstanceVerb::Update { input, .. } | InstanceVerb::Create { input, .. } => {
                written_locales(content, input, locales);
            }
            InstanceVerb::Upsert { parts, .. } => {
                // One that cannot be done takes nothing.
                let parts = parts.iter().flat_map(|parts| [&parts.0, &parts.1]).filter_map(|part| part.as_ref().ok());
                parts.for_each(|part| written_locales(content, part, locales));
            }
            InstanceVerb::Delete(..) | InstanceVerb::DeleteAll => {}
        }
    }
}

/// What deleting takes of an entry that has copies in these stages (keys).
pub(super) fn to_delete(content: &ContentModel, model: &Model, stages: &[i64]) -> Vec<Right> {
    let mut rights = Vec::new();
    for stage in stages {
        let action = if *stage == Stage::DRAFT { ContentAction::Delete } else { ContentAction::Unpublish };
        let right = Right { stage: *stage, ..Right::in_draft(action) };
        rights.extend([Right { action: ContentAction::Read, ..right }, right]);
        rights.extend(all_locales(content, model).into_iter().map(|locale| right.of_locale(locale)));
    }
    rights
}

/// What a publish takes.
pub(super) fn to_publish(content: &ContentModel, model: &Model, publication: &Publication) -> Vec<Right> {
    let Publication { from, to, locales, base, with_default } = publication;
    let mut rights = vec![Right { stage: *from, ..Right::in_draft(ContentAction::Read) }];
    for stage in to {
        let right = Right { action: ContentAction::Publish, stage: *stage, from: *from, locale: None };
        let default = (*base && *with_default).then(|| content.default_locale().key);
        let locales = match locales {
            LocaleChoice::These(locales) => locales.iter().copied().chain(default).collect(),
            LocaleChoice::Unsaid => all_locales(content, model),
        };
        rights.push(right);
        rights.extend(locales.into_iter().map(|locale| right.of_locale(locale)));
    }
    rights
}

/// What taking an entry out of stages takes.
pub(super) fn to_unpublish(content: &ContentModel, model: &Model, withdrawal: &Withdrawal) -> Vec<Right> {
    let Withdrawal { from, locales, base } = withdrawal;
    let mut rights = Vec::new();
    for stage in from {
        let right = Right { stage: *stage, ..Right::in_draft(ContentAction::Unpublish) };
        let locales = match locales {
            LocaleChoice::These(locales) if !*base => locales.clone(),
            LocaleChoice::These(_) | LocaleChoice::Unsaid => all_locales(content, model),
        };
        rights.extend([Right { action: ContentAction::Read, ..right }, right]);
        rights.extend(locales.into_iter().map(|locale| right.of_locale(locale)));
    }
    rights
}

fn all_locales(content: &ContentModel, model: &Model) -> Vec<i64> {
    if model.is_localized(content) { content.locales.iter().map(|locale| locale.key).collect() } else { Vec::new() }
}

/// Rights to entries that were made in the request, to be looked at when it is done: a condition may lead through what is
/// linked later.
pub(super) struct NewEntries {
    is_bound: bool,
    entries: Vec<(ModelId, EntryId, Vec<Right>)>,
}

impl NewEntries {
    /// None yet, made with these grants.
    pub(super) fn with(grants: &ContentGrants) -> Self {
        let is_bound = grants.rules().iter().any(|rule| rule.condition != Condition::Always);
        NewEntries { is_bound, entries: Vec::new() }
    }

    /// They were undone.
    pub(super) fn forget(&mut self) {
        self.entries.clear();
    }

    fn holds(&self, model: &ModelId, id: &EntryId) -> bool {
        self.entries.iter().any(|(other, entry, _)| other == model && entry == id)
    }
}

impl<'a> Writer<'_, 'a> {
    /// Whether some rights are to some entries only: else planning has decided everything.
    pub(super) fn is_bound(&self) -> bool {
        self.new_entries.is_bound
    }

    /// Refuses what the actor may not do to this entry.
    pub(super) async fn require_rights(
        &mut self,
        model: &Model,
        id: &EntryId,
        rights: &[Right],
    ) -> Result<(), WriteError> {
        if !self.is_bound() {
            return Ok(());
        }
        let mut held: Vec<Demand> = Vec::new();
        for right in rights {
            let demand = match right.demand(&self.actor.content, self.content, &model.id) {
                Ok(None) => continue,
                Ok(Some(demand)) => demand,
                Err(_) => return Err(self.missing(model, *right)),
            };
            if held.contains(&demand) {
                continue;
            }
            if !self.fulfils(model, id, &demand).await? {
                return Err(self.missing(model, *right));
            }
            held.push(demand);
        }
        Ok(())
    }

    async fn fulfils(&mut self, model: &Model, id: &EntryId, demand: &Demand) -> Result<bool, WriteError> {
        // A condition that means nothing any more grants nothing.
        let Ok(statement) = demand.plan(self.schema, model, id, self.tx.engine()) else { return Ok(false) };
        let row = self.tx.query_opt(statement).await?;
        Ok(row.map(|row| row.opt_text(0).map(|found| found.is_some())).transpose()?.unwrap_or(false))
    }

    /// Whether the actor may read an entry's draft. One that it may not is as if it were not there (security case 11).
    pub(super) async fn may_read(&mut self, model: &Model, id: &EntryId) -> Result<bool, WriteError> {
        match Right::in_draft(ContentAction::Read).demand(&self.actor.content, self.content, &model.id) {
            Ok(None) => Ok(true),
            Ok(Some(demand)) => self.fulfils(model, id, &demand).await,
            Err(_) => Ok(false),
        }
    }

    fn missing(&self, model: &Model, right: Right) -> WriteError {
        let Right { action, stage, locale, from: _ } = right;
        let stage = self.content.stage_by_key(stage).map(|stage| stage.api_id.clone()).unwrap_or_default();
        let locale = self.content.locales.iter().find(|one| Some(one.key) == locale);
        let locale = locale.map(|locale| locale.api_id.clone());
        WriteError::Permission(vec![FailedAction { action, model: model.api_id.clone(), stage, locale }])
    }

    pub(super) async fn require_to_update(
        &mut self,
        model: &Model,
        id: &EntryId,
        input: &EntryInput,
    ) -> Result<(), WriteError> {
        if !self.is_bound() {
            return Ok(());
        }
        let rights = to_update(self.content, input);
        self.require_rights(model, id, &rights).await
    }

    /// A link changes the entries at both its ends; one that the request makes is being written anyway.
    pub(super) async fn require_to_link(&mut self, model: &Model, id: &EntryId) -> Result<(), WriteError> {
        if !self.is_bound() || self.new_entries.holds(&model.id, id) {
            return Ok(());
        }
        self.require_rights(model, id, &[Right::in_draft(ContentAction::Update)]).await
    }

    /// Deleting takes an entry out of all stages that it is in.
    pub(super) async fn require_to_delete(&mut self, model: &Model, id: &EntryId) -> Result<(), WriteError> {
        if !self.is_bound() {
            return Ok(());
        }
        let every: Vec<i64> = self.content.stages.iter().map(|stage| stage.key).collect();
        let stages = match self.has_conditions(model, &to_delete(self.content, model, &every)) {
            true => self.stages_of(model, id).await?,
            false => every,
        };
        let rights = to_delete(self.content, model, &stages);
        self.require_rights(model, id, &rights).await
    }

    /// Unpublishing is about the stages that an entry is in.
    pub(super) async fn require_to_unpublish(
        &mut self,
        model: &Model,
        id: &EntryId,
        withdrawal: &Withdrawal,
    ) -> Result<(), WriteError> {
        let mut rights = to_unpublish(self.content, model, withdrawal);
        if self.has_conditions(model, &rights) {
            let stages = self.stages_of(model, id).await?;
            rights.retain(|right| stages.contains(&right.stage));
        }
        self.require_rights(model, id, &rights).await
    }

    fn has_conditions(&self, model: &Model, rights: &[Right]) -> bool {
        let grants = &self.actor.content;
        rights.iter().any(|right| matches!(right.rows(grants, self.content, &model.id), Ok(Rows::AnyOf(..))))
    }

    async fn stages_of(&mut self, model: &Model, id: &EntryId) -> Result<Vec<i64>, WriteError> {
        let rows = self.tx.query(dml::stage_keys(&model.id, id)).await?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?)
    }

    /// Notes what a new entry must turn out to be.
    pub(super) fn note_new(&mut self, model: &Model, id: &EntryId, input: &EntryInput) {
        if self.is_bound() {
            let rights = to_create(self.content, model, input);
            self.new_entries.entries.push((model.id.clone(), id.clone(), rights));
        }
    }

    /// Refuses the request when one of its new entries is none that the actor may make.
    pub(super) async fn check_new_entries(&mut self) -> Result<(), WriteError> {
        for (model, id, rights) in std::mem::take(&mut self.new_entries.entries) {
            let model = self.content.model_by_id(&model).ok_or(WriteError::SchemaChanged)?;
            // One that was deleted later in the request is nothing any more.
            if self.has_conditions(model, &rights) && !self.stages_of(model, &id).await?.is_empty() {
                self.require_rights(model, &id, &rights).await?;
            }
        }
        Ok(())
    }
}
