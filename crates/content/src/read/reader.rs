//! A model or component as a part of the document reads it: the one place where fields become columns.

use access::{ContentAction, ContentGrants, Granted, Part, Pass, Rows};
use model::ids::ModelId;
use model::{Component, Field, FieldRef, Locale, Model, ModelKind, ParentRef, Stage, SystemField};
use sql::Value;
use sql::ddl::TableKind;
use sql::select::{
    Anchor, Column, Comparison, Entries, LocaleChoice, Localization, Predicate, Quantifier, RichTextPart, RowCondition,
    Scalar, Table,
};

use super::condition::entries_of;
use super::far::holders;
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
    pass: Pass,
    /// Which rows there are for the actor.
    readable: RowCondition,
}

/// How a reader comes to rows.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// By a table's rows, or along links.
    Entries,
    /// From the row around, of which component instances are a part.
    Part,
    /// By the ids of component instances.
    Instances,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Refuses at once whoever may not read the model there: counting, too, is reading.
    pub(super) fn of_model(read: &'r QueryRead<'a>, model: &'a Model, place: Place<'a>) -> Result<Self, ContentError> {
        Reader::by(Way::Entries, read, (ParentRef::Model(model), &model.id), place)
    }

    /// Rows that a row leads to: as [`Reader::of_model`], or component instances, of which `holder` is the model of the
    /// entry that holds them.
    pub(super) fn led_to(
        read: &'r QueryRead<'a>,
        parent: ParentRef<'a>,
        holder: &'a ModelId,
        place: Place<'a>,
    ) -> Result<Self, ContentError> {
        let way = match parent {
            ParentRef::Model(_) => Way::Entries,
            ParentRef::Component(_) => Way::Part,
        };
        Reader::by(way, read, (parent, holder), place)
    }

    /// Instances that entries of the model hold, wherever they are.
    pub(super) fn of_instances(
        read: &'r QueryRead<'a>,
        component: &'a Component,
        holder: &'a Model,
        place: Place<'a>,
    ) -> Result<Self, ContentError> {
        Reader::by(Way::Instances, read, (ParentRef::Component(component), &holder.id), place)
    }

    fn by(
        way: Way,
        read: &'r QueryRead<'a>,
        (parent, holder): (ParentRef<'a>, &'a ModelId),
        place: Place<'a>,
    ) -> Result<Self, ContentError> {
        let mut pass = None;
        for stage in &place.stages {
            let rows = read.actor.content.rows(ContentAction::Read, holder, &stage.id, Part::Base)?;
            pass = Some(match rows {
                Rows::All(pass) | Rows::AnyOf(pass, _) => pass,
            });
        }
        let pass = pass.ok_or(ContentError::NotAllowed)?;
        let is_localized = read.looks_at_localizations() && parent.is_localized(read.content());
        let readable = RowCondition::of_part();
        let reader = Reader { read, parent, holder, is_localized, place, pass, readable };
        let readable = reader.rows_for_actor(way)?;
        Ok(Reader { readable, ..reader })
    }

    /// The field, granted for the rows of this reader: they come with the condition that the grant has.
    pub(super) fn granted(&self, field: FieldRef) -> Granted<FieldRef> {
        self.pass.field(field)
    }

    fn grants(&self) -> &'a ContentGrants {
        &self.read.actor.content
    }

    /// Whether some entries may be read in a stage, in these locales.
    pub(super) fn may_read(&self, stage: &Stage, locales: &[&Locale]) -> bool {
        self.rows(stage, Part::Base).is_ok()
            && (!self.is_localized || locales.iter().all(|locale| self.rows(stage, locale_part(locale)).is_ok()))
    }

    /// Whether whoever may read an entry there by any locale may read it in this one.
    pub(super) fn may_read_alike(&self, stage: &Stage, locale: &Locale) -> bool {
        match (self.rows(stage, Part::Base), self.rows(stage, locale_part(locale))) {
            (Ok(base), Ok(localized)) => base == localized,
            (_, Err(_)) | (Err(_), _) => false,
        }
    }

    fn rows(&self, stage: &Stage, part: Part<'_>) -> Result<Rows, ContentError> {
        Ok(self.grants().rows(ContentAction::Read, self.holder, &stage.id, part)?)
    }

    /// Which rows there are for the actor: the conditions of rights in each stage and locale that a row may be in.
    fn rows_for_actor(&self, way: Way) -> Result<RowCondition, ContentError> {
        let mut of_stages = Vec::with_capacity(self.place.stages.len());
        for stage in &self.place.stages {
            of_stages.push((*stage, self.rows_in_stage(way, stage)?));
        }
        if let [(_, only)] = of_stages.as_slice() {
            return Ok(only.clone());
        }
        if of_stages.iter().all(|(_, condition)| condition.is_unconditional()) {
            return Ok(RowCondition::of_part());
        }
        let stage = Column::of(&self.granted(FieldRef::System(SystemField::Stage)), TableKind::Base);
        Ok(one_kind_each(&stage, of_stages.into_iter().map(|(stage, condition)| (stage.key, condition))))
    }

    /// Only what is localised has locales to be kept from.
    fn rows_in_stage(&self, way: Way, stage: &Stage) -> Result<RowCondition, ContentError> {
        let locales: &[&Locale] = if self.is_localized { &self.place.current } else { &[] };
        let Some((first, others)) = locales.split_first() else {
            let rows = self.rows(stage, Part::Base)?;
            // Whoever has the row around has it by a right that is one to all that is not localised.
            return if way == Way::Part { Ok(RowCondition::of_part()) } else { self.compiled(way, stage, &rows) };
        };
        let rows = self.rows(stage, locale_part(first))?;
        let mut are_alike = true;
        let mut of_locales = vec![(first.key, rows)];
        for locale in others {
            let rows = self.rows(stage, locale_part(locale))?;
            are_alike &= rows == of_locales[0].1;
            of_locales.push((locale.key, rows));
        }
        if are_alike {
            return self.compiled(way, stage, &of_locales[0].1);
        }
        let mut compiled = Vec::with_capacity(of_locales.len());
        for (key, rows) in of_locales {
            compiled.push((key, self.compiled(way, stage, &rows)?));
        }
        let locale = Column::of(&self.granted(FieldRef::System(SystemField::Locale)), TableKind::Localized);
        Ok(one_kind_each(&locale, compiled.into_iter()))
    }

    /// The rows of this reader that are entries of `rows`, or instances that such entries hold.
    fn compiled(&self, way: Way, stage: &Stage, rows: &Rows) -> Result<RowCondition, ContentError> {
        let content = self.read.content();
        let model = content.model_by_id(self.holder).ok_or(ContentError::NotAllowed)?;
        let condition = entries_of(self.read.schema, model, stage, rows)?;
        self.read.budget.spend_values(condition_size(rows))?;
        match self.parent {
            ParentRef::Model(_) => Ok(condition),
            ParentRef::Component(_) if way == Way::Part && condition.is_unconditional() => Ok(RowCondition::of_part()),
            ParentRef::Component(component) => {
                let holders = holders(content, component, model);
                Ok(condition.of_holder(holders, &model.id))
            }
        }
    }

    /// The copies of the entry at hand in these stages that there are for the actor, whatever the locale.
    pub(super) fn readable_copies(&self, stages: &[&Stage]) -> Result<RowCondition, ContentError> {
        let mut of_stages = Vec::with_capacity(stages.len());
        for stage in stages {
            let rows = self.rows(stage, Part::Base)?;
            of_stages.push((stage.key, self.compiled(Way::Entries, stage, &rows)?));
        }
        if of_stages.iter().all(|(_, condition)| condition.is_unconditional()) {
            return Ok(RowCondition::of_part());
        }
        let stage = Column::of(&self.granted(FieldRef::System(SystemField::Stage)), TableKind::Base);
        Ok(one_kind_each(&stage, of_stages.into_iter()))
    }

    /// The entry at hand has a copy in the stage that there is for the actor; nothing is asked of those who may read all.
    pub(super) fn has_readable_copy(&self, stage: &Stage) -> Result<Predicate, ContentError> {
        let readable = Box::new(self.readable_copies(&[stage])?);
        if readable.is_unconditional() {
            return Ok(Predicate::TRUE);
        }
        let (table, id) = (self.table(), self.system(SystemField::DocumentInStages)?);
        let (stages, quantifier, test) = (vec![stage.key], Quantifier::Some, Box::new(Predicate::TRUE));
        Ok(Predicate::Copies { table, id, stages, readable, quantifier, test })
    }

    /// The entries of the stage that may be read in each of the place's locales: whoever is told of all of them at once.
    /// None where that is all.
    pub(super) fn readable_in_all_locales(&self, filter: Predicate) -> Result<Option<Entries>, ContentError> {
        let stage = self.place.stage().ok_or(ContentError::NotAllowed)?;
        let mut conditions = vec![self.compiled(Way::Entries, stage, &self.rows(stage, Part::Base)?)?];
        for locale in self.place.current.iter().filter(|_| self.is_localized) {
            conditions.push(self.compiled(Way::Entries, stage, &self.rows(stage, locale_part(locale))?)?);
        }
        let readable = RowCondition::all(conditions);
        let anchor = Anchor::Stage(stage.key);
        let entries = Entries { table: self.table(), anchor, localization: Localization::None, readable, filter };
        Ok((!entries.readable.is_unconditional()).then_some(entries))
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
        Ok(Column::of(&self.granted(FieldRef::System(field)), TableKind::Base))
    }

    /// The column of a system field in the localised table.
    pub(super) fn localized(&self, field: SystemField) -> Result<Column, ContentError> {
        if !self.is_localized {
            return Err(ContentError::NotAllowed);
        }
        Ok(Column::of(&self.granted(FieldRef::System(field)), TableKind::Localized))
    }

    /// The column of an own field.
    pub(super) fn own(&self, field: &Field) -> Result<Column, ContentError> {
        Ok(Column::of(&self.granted_own(field)?, table_of(field)))
    }

    /// A column of a rich text field.
    pub(super) fn rich_text(&self, field: &Field, part: RichTextPart) -> Result<Column, ContentError> {
        Ok(Column::rich_text(&self.granted_own(field)?, table_of(field), part))
    }

    /// Who does not look at localisations has none of their fields.
    fn granted_own(&self, field: &Field) -> Result<Granted<FieldRef>, ContentError> {
        if field.is_localized && !self.is_localized {
            return Err(ContentError::NotAllowed);
        }
        Ok(self.granted(FieldRef::Own(field.id.clone())))
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
        self.entries_in(anchor, self.localization(choices), filter)
    }

    /// The rows that start from there, in localisations that are among the place's.
    pub(super) fn entries_in(&self, anchor: Anchor, localization: Localization, filter: Predicate) -> Entries {
        Entries { table: self.table(), anchor, localization, readable: self.readable.clone(), filter }
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

fn locale_part<'l>(locale: &'l Locale) -> Part<'l> {
    Part::Localization(&locale.id)
}

/// What conditions add to a statement, roughly, in values.
fn condition_size(rows: &Rows) -> usize {
    const VALUE: usize = 32;
    match rows {
        Rows::All(_) => 0,
        Rows::AnyOf(_, conditions) => conditions.iter().map(|condition| 1 + condition.text().len() / VALUE).sum(),
    }
}

/// Rows of each key by the condition for it.
fn one_kind_each(column: &Column, conditions: impl Iterator<Item = (i64, RowCondition)>) -> RowCondition {
    let is = |key| Predicate::Compare(Scalar::Column(column.clone()), Comparison::Equal, Value::Int(key));
    RowCondition::any(conditions.map(|(key, condition)| (is(key), condition)).collect())
}

fn table_of(field: &Field) -> TableKind {
    if field.is_localized { TableKind::Localized } else { TableKind::Base }
}
