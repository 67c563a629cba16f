//! What is selected of an entry or a component instance (content-api-read.md §3).

use graphql::{CollectedField, collect_fields, field_arguments};
use model::{Locale, Model, Stage, SystemField};
use serde_json::Value as Json;
use sql::select::{Anchor, Json as Built, Link, Localization, One, Predicate, Scalar};

use super::asset;
use super::far;
use super::history;
use super::listed::Listed;
use super::place::{Place, Wish, named_locales, named_stages};
use super::reader::Reader;
use super::related;
use super::scalars;
use super::system::{self, SystemType};
use super::upload;
use crate::errors::ContentError;

/// The object that a selection makes of an entry or instance.
pub(super) fn object(reader: &Reader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let read = reader.read;
    let selected = collect_fields(read.document, field.selection_sets(), reader.parent.api_id(), read.variables);
    read.budget.spend_values(selected.len())?;
    let mut fields = Vec::with_capacity(selected.len());
    for (key, part) in &selected {
        fields.push(((*key).to_owned(), value(reader, part)?));
    }
    Ok(Built::Object(fields))
}

fn value(reader: &Reader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let name = field.name().as_str();
    if name == "__typename" {
        return Ok(Built::Constant(Json::from(reader.parent.api_id())));
    }
    if let Some(system) = reader.system_field(name) {
        return system_value(reader, system, field);
    }
    if let Some(own) = reader.parent.field(name) {
        return match far::leads(reader, own)? {
            Some(leads) => related::value(reader, own, leads, field),
            None => scalars::own_value(reader, own, field),
        };
    }
    match (name, reader.model()) {
        ("history", Some(_)) => history::history(reader, field),
        ("scheduledIn", Some(model)) => scheduled_in(reader, model, field),
        ("url", Some(model)) if reader.is_asset() => asset::url(reader, model, field),
        ("upload", Some(model)) if reader.is_asset() => upload::upload(reader, model, field),
        // Validation let the name through, so the schema has it and the content model has not.
        _ => Err(ContentError::NotAllowed),
    }
}

fn system_value(
    reader: &Reader<'_, '_>,
    system: SystemField,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    match system {
        SystemField::Id => Ok(Built::Plain(Scalar::Column(reader.system(system)?))),
        SystemField::Stage => {
            reader.system(system)?;
            Ok(reader.place.stage_name())
        }
        SystemField::Locale => locale_name(reader),
        SystemField::PublishedAt | SystemField::UpdatedAt | SystemField::CreatedAt => time(reader, system, field),
        SystemField::PublishedBy | SystemField::UpdatedBy | SystemField::CreatedBy => {
            reader.read.budget.spend_objects(reader.place.rows)?;
            let entries = system::entries(SystemType::User, Anchor::Referred(reader.system(system)?), Predicate::TRUE);
            let item = system::object(reader.read, SystemType::User, &reader.place.below(), field)?;
            Ok(Built::One(Box::new(One { entries, item })))
        }
        SystemField::Localizations => localizations(reader, field),
        SystemField::DocumentInStages => copies(reader, field),
    }
}

/// The scheduled operations that will touch the entry.
fn scheduled_in(reader: &Reader<'_, '_>, model: &Model, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let arguments = field_arguments(reader.read.document, field.field(), reader.read.variables)?;
    let place = reader.place.nested(reader.read, &arguments, reader.to(false))?;
    let anchor = Anchor::Linked(Link::scheduled(&model.id));
    let listed = Listed::of_system(reader.read, SystemType::Operation, place, anchor, &arguments)?;
    Ok(Built::Page(Box::new(listed.list(field)?)))
}

fn locale_name(reader: &Reader<'_, '_>) -> Result<Built, ContentError> {
    let column = reader.localized(SystemField::Locale)?;
    Ok(match reader.place.current.as_slice() {
        [locale] => Built::Constant(Json::from(locale.api_id.as_str())),
        several => Built::Name(column, several.iter().map(|locale| (locale.key, locale.api_id.clone())).collect()),
    })
}

/// A system time; on localised types the argument `variation` says whose.
fn time(reader: &Reader<'_, '_>, system: SystemField, field: &CollectedField<'_>) -> Result<Built, ContentError> {
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
fn localizations<'a>(reader: &Reader<'_, 'a>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
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
    let wishes = locales.into_iter().map(Wish::Locale).collect();
    let nested = Place { rows, ..place.below().looking_for(wishes) };
    let localization = Localization::Each { locales: keys, include_current };
    all(reader, field, nested, Anchor::Same, localization)
}

/// The entry in other stages, in the order of the argument.
fn copies<'a>(reader: &Reader<'_, 'a>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    reader.system(SystemField::DocumentInStages)?;
    let (read, place) = (reader.read, &reader.place);
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let flag = |name: &str| arguments.given(name) == Some(&Json::Bool(true));
    let (include_current, inherit) = (flag("includeCurrent"), flag("inheritLocale"));
    let mut wishes = place.below().locales;
    if inherit {
        wishes.insert(0, place.wish_for_this_locale());
    }
    let looked_for = place.clone().looking_for(wishes.clone()).current;
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
    let anchor = Anchor::Copies { stages: stages.iter().map(|stage| stage.key).collect(), include_current };
    let rows = place.rows.saturating_mul(stages.len() as u64);
    let column = reader.system(SystemField::Stage)?;
    let choices = wishes.iter().map(Wish::choice).collect();
    // What is below looks for the query's locales again; those that the copy itself may be in are more.
    let nested = Place { rows, current: looked_for, ..place.copies(stages, column) };
    all(reader, field, nested, anchor, reader.localization(choices))
}

/// A list of the same entry's rows.
fn all<'a>(
    reader: &Reader<'_, 'a>,
    field: &CollectedField<'_>,
    place: Place<'a>,
    anchor: Anchor,
    localization: Localization,
) -> Result<Built, ContentError> {
    reader.read.budget.spend_objects(place.rows)?;
    let nested = Reader::led_to(reader.read, reader.parent, reader.holder, place)?;
    let entries = nested.entries_in(anchor, localization, Predicate::TRUE);
    Ok(Built::All(Box::new(entries), Box::new(object(&nested, field)?)))
}
