//! What is selected of an entry (content-api-read.md §3).

use graphql::{CollectedField, collect_fields, field_arguments};
use model::{Locale, Stage, SystemField};
use serde_json::Value as Json;
use sql::select::{Anchor, Entries, Json as Built, LocaleChoice, Localization, One, Predicate, Scalar};

use super::model_reader::ModelReader;
use super::place::{Place, named_locales, named_stages};
use super::scalars;
use super::user;
use crate::errors::ContentError;

/// The object that a selection makes of an entry.
pub(super) fn model_object(reader: &ModelReader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let read = reader.read;
    let selected = collect_fields(read.document, field.selection_sets(), &reader.model.api_id, read.variables);
    read.budget.spend_values(selected.len())?;
    let mut fields = Vec::with_capacity(selected.len());
    for (key, part) in &selected {
        fields.push(((*key).to_owned(), value(reader, part)?));
    }
    Ok(Built::Object(fields))
}

fn value(reader: &ModelReader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let name = field.name().as_str();
    if name == "__typename" {
        return Ok(Built::Constant(Json::from(reader.model.api_id.as_str())));
    }
    match SystemField::from_api_id(name) {
        Some(system) => system_value(reader, system, field),
        None => {
            let own = reader.model.field(name).ok_or(ContentError::NotAllowed)?;
            scalars::own_value(reader, own, field)
        }
    }
}

fn system_value(
    reader: &ModelReader<'_, '_>,
    system: SystemField,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    match system {
        SystemField::Id => Ok(Built::Plain(Scalar::Column(reader.system(system)?))),
        SystemField::Stage => stage_name(reader),
        SystemField::Locale => locale_name(reader),
        SystemField::PublishedAt | SystemField::UpdatedAt | SystemField::CreatedAt => time(reader, system, field),
        SystemField::PublishedBy | SystemField::UpdatedBy | SystemField::CreatedBy => {
            let entries = Entries {
                table: sql::select::Table::Actors,
                anchor: Anchor::Referred(reader.system(system)?),
                localization: Localization::None,
                filter: Predicate::TRUE,
            };
            reader.read.budget.spend_objects(reader.place.rows)?;
            let stage = match reader.place.stage() {
                Some(_) => None,
                None => Some(Built::Enclosing(Box::new(stage_name(reader)?))),
            };
            let item = user::nested_object(reader.read, &reader.place, stage, field)?;
            Ok(Built::One(Box::new(One { entries, item })))
        }
        SystemField::Localizations => localizations(reader, field),
        SystemField::DocumentInStages => copies(reader, field),
    }
}

fn stage_name(reader: &ModelReader<'_, '_>) -> Result<Built, ContentError> {
    let column = reader.system(SystemField::Stage)?;
    Ok(match reader.place.stage() {
        Some(stage) => Built::Constant(Json::from(stage.api_id.as_str())),
        None => {
            let names = reader.place.stages.iter().map(|stage| (stage.key, stage.api_id.clone()));
            Built::Name(column, names.collect())
        }
    })
}

fn locale_name(reader: &ModelReader<'_, '_>) -> Result<Built, ContentError> {
    let column = reader.localized(SystemField::Locale)?;
    Ok(match reader.place.current.as_slice() {
        [locale] => Built::Constant(Json::from(locale.api_id.as_str())),
        several => Built::Name(column, several.iter().map(|locale| (locale.key, locale.api_id.clone())).collect()),
    })
}

/// A system time; on localised types the argument `variation` says whose.
fn time(reader: &ModelReader<'_, '_>, system: SystemField, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let arguments = field_arguments(reader.read.document, field.field(), reader.read.variables)?;
    let variation = arguments.given("variation").and_then(Json::as_str);
    let value = match variation {
        Some("BASE") => Scalar::Column(reader.system(system)?),
        Some("LOCALIZATION") => Scalar::Column(reader.localized(system)?),
        Some(_) | None => reader.time(system)?,
    };
    Ok(Built::Plain(value))
}

/// The entry in its other localisations, in the order of the argument.
fn localizations<'a>(reader: &ModelReader<'_, 'a>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    reader.system(SystemField::Localizations)?;
    let (read, place) = (reader.read, &reader.place);
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let include_current = arguments.given("includeCurrent") == Some(&Json::Bool(true));
    let readable = |locales: &[&Locale]| place.stages.iter().all(|stage| reader.may_read(stage, locales));
    let locales = match arguments.given("locales") {
        // Named ones must be readable, which the reader of the nested rows checks.
        Some(Json::Array(names)) => named_locales(read.content(), names)?,
        Some(_) | None => read.content().locales.iter().filter(|locale| readable(&[locale])).collect(),
    };
    let keys: Vec<i64> = locales.iter().map(|locale| locale.key).collect();
    let rows = place.rows.saturating_mul(locales.len() as u64);
    let nested = Place { stages: place.stages.clone(), current: locales.clone(), locales, rows };
    let localization = Localization::Each { locales: keys, include_current };
    all(reader, field, nested, Anchor::Same, localization)
}

/// The entry in other stages, in the order of the argument.
fn copies<'a>(reader: &ModelReader<'_, 'a>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    reader.system(SystemField::DocumentInStages)?;
    let (read, place) = (reader.read, &reader.place);
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let flag = |name: &str| arguments.given(name) == Some(&Json::Bool(true));
    let (include_current, inherit) = (flag("includeCurrent"), flag("inheritLocale"));
    let mut looked_for: Vec<&'a Locale> = place.locales.clone();
    if inherit {
        let further = place.current.iter().filter(|locale| !place.locales.contains(locale));
        looked_for.extend(further);
    }
    let readable = |stage: &&Stage| reader.may_read(stage, &looked_for);
    let stages: Vec<&'a Stage> = match arguments.given("stages") {
        Some(Json::Array(names)) => {
            let named = named_stages(read.content(), names)?;
            if !named.iter().all(readable) {
                return Err(ContentError::NotAllowed);
            }
            named
        }
        // All stages that there are for this actor (security case 13).
        Some(_) | None => read.content().stages.iter().filter(readable).collect(),
    };
    if stages.is_empty() {
        return Ok(Built::Array(Vec::new()));
    }
    let choices = inherit.then_some(LocaleChoice::Enclosing).into_iter();
    let choices = choices.chain(place.locales.iter().map(|locale| LocaleChoice::Key(locale.key))).collect();
    let anchor = Anchor::Copies { stages: stages.iter().map(|stage| stage.key).collect(), include_current };
    let rows = place.rows.saturating_mul(stages.len() as u64);
    let nested = Place { stages, locales: place.locales.clone(), current: looked_for, rows };
    all(reader, field, nested, anchor, reader.localization(choices))
}

/// A list of the same entry's rows.
fn all<'a>(
    reader: &ModelReader<'_, 'a>,
    field: &CollectedField<'_>,
    place: Place<'a>,
    anchor: Anchor,
    localization: Localization,
) -> Result<Built, ContentError> {
    reader.read.budget.spend_objects(place.rows)?;
    let nested = ModelReader::new(reader.read, reader.model, place)?;
    let entries = Entries { table: nested.table(), anchor, localization, filter: Predicate::TRUE };
    Ok(Built::All(Box::new(entries), Box::new(model_object(&nested, field)?)))
}
