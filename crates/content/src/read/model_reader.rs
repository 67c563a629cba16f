//! A model as a part of the document reads it: the one place where fields become columns.

use access::{ContentAction, Granted, gate};
use model::{Field, FieldRef, Locale, Model, Stage, SystemField};
use sql::ddl::TableKind;
use sql::select::{
    ActorField, Anchor, Column, Entries, LocaleChoice, Localization, Predicate, RichTextPart, Scalar, Table,
};

use super::place::Place;
use super::plan::QueryRead;
use crate::errors::ContentError;

/// A model in front of an actor, in the stages of a place.
pub(super) struct ModelReader<'r, 'a> {
    pub(super) read: &'r QueryRead<'a>,
    pub(super) model: &'a Model,
    pub(super) place: Place<'a>,
}

impl<'r, 'a> ModelReader<'r, 'a> {
    /// Refuses at once whoever may not read the model there: counting, too, is reading.
    pub(super) fn new(read: &'r QueryRead<'a>, model: &'a Model, place: Place<'a>) -> Result<Self, ContentError> {
        let reader = ModelReader { read, model, place };
        reader.granted(FieldRef::System(SystemField::Id))?;
        for stage in &reader.place.stages {
            reader.require_locales(stage, &reader.place.locales)?;
        }
        Ok(reader)
    }

    fn granted(&self, field: FieldRef) -> Result<Granted<FieldRef>, ContentError> {
        let mut granted = Err(ContentError::NotAllowed);
        for stage in &self.place.stages {
            let passed = gate(self.read.actor, ContentAction::Read, &self.model.id, &stage.id, field.clone())?;
            granted = Ok(passed);
        }
        granted
    }

    /// Whether the model's entries may be read in a stage, in these locales.
    pub(super) fn may_read(&self, stage: &Stage, locales: &[&Locale]) -> bool {
        self.read.actor.content.allows(ContentAction::Read, &self.model.id, &stage.id)
            && self.require_locales(stage, locales).is_ok()
    }

    /// Only localised models have locales to be kept from.
    fn require_locales(&self, stage: &Stage, locales: &[&Locale]) -> Result<(), ContentError> {
        let grants = &self.read.actor.content;
        let allowed =
            |locale: &&Locale| grants.allows_locale(ContentAction::Read, &self.model.id, &stage.id, &locale.id);
        if !self.model.is_localized() || locales.iter().all(allowed) { Ok(()) } else { Err(ContentError::NotAllowed) }
    }

    /// The column of a system field in the base table.
    pub(super) fn system(&self, field: SystemField) -> Result<Column, ContentError> {
        Ok(Column::of(&self.granted(FieldRef::System(field))?, TableKind::Base))
    }

    /// The column of a system field in the localised table.
    pub(super) fn localized(&self, field: SystemField) -> Result<Column, ContentError> {
        Ok(Column::of(&self.granted(FieldRef::System(field))?, TableKind::Localized))
    }

    /// The column of an own field.
    pub(super) fn own(&self, field: &Field) -> Result<Column, ContentError> {
        Ok(Column::of(&self.granted(FieldRef::Own(field.id.clone()))?, table_of(field)))
    }

    /// A column of a rich text field.
    pub(super) fn rich_text(&self, field: &Field, part: RichTextPart) -> Result<Column, ContentError> {
        Ok(Column::rich_text(&self.granted(FieldRef::Own(field.id.clone()))?, table_of(field), part))
    }

    /// A time as answers show it unless they are asked for another: on localised models the newer of the document's
    /// and the localisation's. Filters and orders take the same.
    pub(super) fn time(&self, field: SystemField) -> Result<Scalar, ContentError> {
        let base = self.system(field)?;
        Ok(if self.model.is_localized() { Scalar::Newer(base, self.localized(field)?) } else { Scalar::Column(base) })
    }

    /// All entries of the place's stage that have one of its locales.
    pub(super) fn entries(&self, stage: &Stage, filter: Predicate) -> Entries {
        let choices = self.place.locales.iter().map(|locale| LocaleChoice::Key(locale.key)).collect();
        Entries {
            table: self.table(),
            anchor: Anchor::Stage(stage.key),
            localization: self.localization(choices),
            filter,
        }
    }

    pub(super) fn table(&self) -> Table {
        Table::Model(self.model.id.clone())
    }

    /// Models that are not localised are never filtered by locale (content-api-read.md §7.2).
    pub(super) fn localization(&self, choices: Vec<LocaleChoice>) -> Localization {
        if self.model.is_localized() { Localization::First(choices) } else { Localization::None }
    }
}

fn table_of(field: &Field) -> TableKind {
    if field.is_localized { TableKind::Localized } else { TableKind::Base }
}

/// Users are the system's own model: whoever may read anything may see who changed it.
pub(super) fn require_users(read: &QueryRead<'_>) -> Result<Column, ContentError> {
    if read.actor.content.allows_any(ContentAction::Read) {
        Ok(Column::actor(ActorField::Id))
    } else {
        Err(ContentError::NotAllowed)
    }
}
