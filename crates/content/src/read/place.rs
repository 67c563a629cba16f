//! Where a part of a document reads: in which stages, and for which locales (content-api-read.md §7).

use model::{ContentModel, Locale, Stage};
use serde_json::Value as Json;

use super::plan::QueryRead;
use crate::errors::ContentError;
use graphql::Arguments;

/// Stages and locales of a part of the document, and how many objects it may make.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// The stages that the row may be of: one, or several below `documentInStages`.
    pub(super) stages: Vec<&'a Stage>,
    /// The locales to look for, in this order.
    pub(super) locales: Vec<&'a Locale>,
    /// The locales that the row may be in.
    pub(super) current: Vec<&'a Locale>,
    /// How many rows there may be.
    pub(super) rows: u64,
}

impl<'a> Place<'a> {
    /// Where a root field reads: its arguments, else the headers, else the actor's stage and the default locale.
    pub(super) fn of_root(read: &QueryRead<'a>, arguments: &Arguments<'_>) -> Result<Place<'a>, ContentError> {
        let stage = match arguments.given("stage").and_then(Json::as_str) {
            Some(name) => known(read.content().stage(name))?,
            None => default_stage(read)?,
        };
        let locales = match arguments.given("locales") {
            Some(Json::Array(names)) => named_locales(read.content(), names)?,
            Some(_) | None => default_locales(read)?,
        };
        Ok(Place::at(stage, locales))
    }

    /// One stage, looking for these locales.
    pub(super) fn at(stage: &'a Stage, locales: Vec<&'a Locale>) -> Place<'a> {
        Place { stages: vec![stage], current: locales.clone(), locales, rows: 1 }
    }

    /// The stage, when it is known while planning.
    pub(super) fn stage(&self) -> Option<&'a Stage> {
        match self.stages.as_slice() {
            [stage] => Some(stage),
            _ => None,
        }
    }
}

/// Header `gcms-stage`, else the actor's default (platform.md §1.6).
fn default_stage<'a>(read: &QueryRead<'a>) -> Result<&'a Stage, ContentError> {
    let content = read.content();
    match read.headers.stage.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => content.stage(name).ok_or_else(|| unknown(name, "Stage")),
        None => known(content.stages.iter().find(|stage| stage.id == read.actor.default_stage)),
    }
}

/// Header `gcms-locales`, else the default locale.
pub(super) fn default_locales<'a>(read: &QueryRead<'a>) -> Result<Vec<&'a Locale>, ContentError> {
    let content = read.content();
    let header = read.headers.locales.as_deref().unwrap_or_default();
    let names = header.split(',').map(str::trim).filter(|name| !name.is_empty());
    let named = names.map(|name| content.locale(name).ok_or_else(|| unknown(name, "Locale")));
    let named = named.collect::<Result<Vec<_>, _>>()?;
    Ok(if named.is_empty() { vec![content.default_locale()] } else { without_repeats(named) })
}

/// Locales that an argument names, in its order.
pub(super) fn named_locales<'a>(content: &'a ContentModel, names: &[Json]) -> Result<Vec<&'a Locale>, ContentError> {
    let locales = names.iter().filter_map(Json::as_str).map(|name| known(content.locale(name)));
    locales.collect::<Result<Vec<_>, _>>().map(without_repeats)
}

/// Stages that an argument names, in its order.
pub(super) fn named_stages<'a>(content: &'a ContentModel, names: &[Json]) -> Result<Vec<&'a Stage>, ContentError> {
    let stages = names.iter().filter_map(Json::as_str).map(|name| known(content.stage(name)));
    stages.collect::<Result<Vec<_>, _>>().map(without_repeats)
}

fn without_repeats<T: PartialEq + Copy>(things: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(things.len());
    for thing in things {
        if !kept.contains(&thing) {
            kept.push(thing);
        }
    }
    kept
}

/// What the schema's enums let through exists in the content model that the schema was made from.
fn known<T>(found: Option<T>) -> Result<T, ContentError> {
    found.ok_or(ContentError::NotAllowed)
}

/// A header names what the enum does not have: the text of the same fault in a document.
fn unknown(name: &str, what: &str) -> ContentError {
    ContentError::input(format!("Value \"{name}\" does not exist in \"{what}\" enum."))
}
