//! A model or component as a part of the document reads it: the one place where fields become columns.

use access::{ContentAction, Granted, gate};
use model::ids::ModelId;
use model::{Field, FieldRef, Locale, Model, ModelKind, ParentRef, Stage, SystemField};
use sql::ddl::TableKind;
use sql::select::{Anchor, Column, Entries, LocaleChoice, Localization, Predicate, RichTextPart, Scalar, Table};

use super::place::{Localized, Place, Wish};
use super::plan::QueryRead;
use crate::errors::ContentError;

/// A model or component in front of an actor, in the stages of a place.
pub(super) struct Reader<'r, 'a> {
    pub(super) read: &'r QueryRead<'a>,
    pub(super) parent: ParentRef<'a>,
    /// The model whose right it takes: a component's instances are part of the entry that holds them.
    pub(super) holder: &'a ModelId,
    pub(super) is_localized: bool,
    pub(super) place: Place<'a>,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Refuses at once whoever may not read the model there: counting, too, is reading.
    pub(super) fn of_model(read: &'r QueryRead<'a>, model: &'a Model, place: Place<'a>) -> Result<Self, ContentError> {
        Reader::new(read, ParentRef::Model(model), &model.id, place)
    }

    /// As [`Reader::of_model`]; `holder` is the model itself, or the model that holds the component's instances.
    pub(super) fn new(
        read: &'r QueryRead<'a>,
        parent: ParentRef<'a>,
        holder: &'a ModelId,
        place: Place<'a>,
    ) -> Result<Self, ContentError> {
        let is_localized = parent.is_localized(read.content());
        let reader = Reader { read, parent, holder, is_localized, place };
        reader.granted(FieldRef::System(SystemField::Id))?;
        for stage in &reader.place.stages {
            reader.require_locales(stage, &reader.place.current)?;
        }
        Ok(reader)
    }

    pub(super) fn granted(&self, field: FieldRef) -> Result<Granted<FieldRef>, ContentError> {
        let mut granted = Err(ContentError::NotAllowed);
        for stage in &self.place.stages {
            let passed = gate(self.read.actor, ContentAction::Read, self.holder, &stage.id, field.clone())?;
            granted = Ok(passed);
        }
        granted
    }

    /// Whether the entries may be read in a stage, in these locales.
    pub(super) fn may_read(&self, stage: &Stage, locales: &[&Locale]) -> bool {
        self.read.actor.content.allows(ContentAction::Read, self.holder, &stage.id)
            && self.require_locales(stage, locales).is_ok()
    }

    /// Only what is localised has locales to be kept from.
    pub(super) fn require_locales(&self, stage: &Stage, locales: &[&Locale]) -> Result<(), ContentError> {
        let grants = &self.read.actor.content;
        let allowed = |locale: &&Locale| grants.allows_locale(ContentAction::Read, self.holder, &stage.id, &locale.id);
        if !self.is_localized || locales.iter().all(allowed) { Ok(()) } else { Err(ContentError::NotAllowed) }
    }

    /// The model that is read; none for a component.
    pub(super) fn model(&self) -> Option<&'a Model> {
        match self.parent {
            ParentRef::Model(model) => Some(model),
            ParentRef::Component(_) => None,
        }
    }

    /// Whether entries are files.
    pub(super) fn is_asset(&self) -> bool {
        self.model().is_some_and(|model| model.kind == ModelKind::Asset)
    }

    /// The system field of that name, as far as the type has it.
    pub(super) fn system_field(&self, name: &str) -> Option<SystemField> {
        let field = SystemField::from_api_id(name)?;
        let has = match self.parent {
            ParentRef::Model(_) => true,
            ParentRef::Component(_) => match field {
                SystemField::Stage
                | SystemField::Locale
                | SystemField::Localizations
                | SystemField::UpdatedAt
                | SystemField::Id => true,
                SystemField::DocumentInStages
                | SystemField::PublishedAt
                | SystemField::CreatedAt
                | SystemField::PublishedBy
                | SystemField::UpdatedBy
                | SystemField::CreatedBy => false,
            },
        };
        has.then_some(field)
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

    /// A time as answers show it unless they are asked for another: on localised types the newer of the document's
    /// and the localisation's. Filters and orders take the same.
    pub(super) fn time(&self, field: SystemField) -> Result<Scalar, ContentError> {
        let base = self.system(field)?;
        Ok(if self.is_localized { Scalar::Newer(base, self.localized(field)?) } else { Scalar::Column(base) })
    }

    /// The rows that start from there and have one of the place's locales.
    pub(super) fn entries(&self, anchor: Anchor, filter: Predicate) -> Entries {
        let choices = self.place.locales.iter().map(Wish::choice).collect();
        Entries { table: self.table(), anchor, localization: self.localization(choices), filter }
    }

    /// All entries of the place's one stage: root fields read one.
    pub(super) fn all_entries(&self, filter: Predicate) -> Result<Entries, ContentError> {
        let stage = self.place.stage().ok_or(ContentError::NotAllowed)?;
        Ok(self.entries(Anchor::Stage(stage.key), filter))
    }

    pub(super) fn table(&self) -> Table {
        match self.parent {
            ParentRef::Model(model) => Table::Model(model.id.clone()),
            ParentRef::Component(component) => Table::Component(component.id.clone()),
        }
    }

    /// What is not localised is never filtered by locale (content-api-read.md §7.2).
    pub(super) fn localization(&self, choices: Vec<LocaleChoice>) -> Localization {
        if self.is_localized { Localization::First(choices) } else { Localization::None }
    }

    /// Which ends have localisations on the way from here to a target.
    pub(super) fn to(&self, target_is_localized: bool) -> Localized {
        Localized { parent: self.is_localized, target: target_is_localized }
    }
}

fn table_of(field: &Field) -> TableKind {
    if field.is_localized { TableKind::Localized } else { TableKind::Base }
}
