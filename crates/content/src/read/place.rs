//! Where a part of a document reads: in which stages, and for which locales (content-api-read.md §7).

use graphql::Arguments;
use model::{ContentModel, Locale, Stage};
use serde_json::Value as Json;
use sql::select::{Column, Json as Built, LocaleChoice, StageOf};

use super::plan::QueryRead;
use crate::errors::ContentError;
use crate::request::RequestHeaders;

/// Stages and locales of a part of the document, and how many objects it may make.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// The stages that the row may be of: one, or several below `documentInStages`.
    pub(super) stages: Vec<&'a Stage>,
    /// The locales to look for, in this order.
    pub(super) locales: Vec<Wish<'a>>,
    /// The locales that the row may be in.
    pub(super) current: Vec<&'a Locale>,
    /// How many rows there may be.
    pub(super) rows: u64,
    /// Where it is only known row by row: which row tells the stage.
    pub(super) told: Option<StageTold>,
}

/// The row that tells the stage of those below it.
#[derive(Clone)]
pub(super) struct StageTold {
    column: Column,
    /// How far above: 0 is the row itself.
    levels: usize,
}

/// A locale to look for.
#[derive(Clone, PartialEq)]
pub(super) enum Wish<'a> {
    /// This one.
    Locale(&'a Locale),
    /// That of a row above, 1 being the row around.
    Above {
        levels: usize,
        /// The locales that it may be.
        among: Vec<&'a Locale>,
    },
}

impl<'a> Wish<'a> {
    pub(super) fn choice(&self) -> LocaleChoice {
        match self {
            Wish::Locale(locale) => LocaleChoice::Key(locale.key),
            Wish::Above { levels, .. } => LocaleChoice::Enclosing(*levels),
        }
    }

    /// The same wish, said by a row below.
    fn said_below(&self) -> Wish<'a> {
        match self {
            Wish::Locale(locale) => Wish::Locale(locale),
            Wish::Above { levels, among } => Wish::Above { levels: levels + 1, among: among.clone() },
        }
    }

    fn possible(&self) -> &[&'a Locale] {
        match self {
            Wish::Locale(locale) => std::slice::from_ref(locale),
            Wish::Above { among, .. } => among,
        }
    }
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
        let wishes = locales.iter().copied().map(Wish::Locale).collect();
        Place { stages: vec![stage], locales: wishes, current: locales, rows: 1, told: None }
    }

    /// The same rows, of which it is now known that they are of this stage.
    pub(super) fn in_stage(&self, stage: &'a Stage) -> Place<'a> {
        Place { stages: vec![stage], told: None, ..self.clone() }
    }

    /// Rows that a row here leads to, with nothing said about them.
    pub(super) fn below(&self) -> Place<'a> {
        let told = self.told.as_ref().map(|told| StageTold { levels: told.levels + 1, ..told.clone() });
        let wishes = self.locales.iter().map(Wish::said_below).collect();
        Place { told, ..self.clone() }.looking_for(wishes)
    }

    /// The same with other wishes.
    pub(super) fn looking_for(self, wishes: Vec<Wish<'a>>) -> Place<'a> {
        let current = without_repeats(wishes.iter().flat_map(|wish| wish.possible().iter().copied()).collect());
        Place { locales: wishes, current, ..self }
    }

    /// Rows that a row here leads to, as the field's `locales` and `forceParentLocale` say (content-api-read.md §7.2).
    pub(super) fn nested(
        &self,
        read: &QueryRead<'a>,
        arguments: &Arguments<'_>,
        ends: Localized,
    ) -> Result<Place<'a>, ContentError> {
        let place = self.below();
        let mut wishes = match arguments.given("locales") {
            Some(Json::Array(names)) => named_locales(read.content(), names)?.into_iter().map(Wish::Locale).collect(),
            Some(_) | None => place.locales.clone(),
        };
        if ends.parent && arguments.given("forceParentLocale") == Some(&Json::Bool(true)) {
            let parent = self.wish_for_this_locale();
            if ends.target {
                wishes.retain(|wish| *wish != parent);
                wishes.insert(0, parent);
            } else {
                wishes = vec![parent];
            }
        }
        Ok(place.looking_for(wishes))
    }

    /// The locale of a row here, as a row below it wishes for it.
    pub(super) fn wish_for_this_locale(&self) -> Wish<'a> {
        match self.current.as_slice() {
            [locale] => Wish::Locale(locale),
            several => Wish::Above { levels: 1, among: several.to_vec() },
        }
    }

    /// Copies of rows here in other stages, of which each row tells its own.
    pub(super) fn copies(&self, stages: Vec<&'a Stage>, column: Column) -> Place<'a> {
        Place { stages, told: Some(StageTold { column, levels: 0 }), ..self.below() }
    }

    /// So many rows for each.
    pub(super) fn times(self, rows: u64) -> Place<'a> {
        Place { rows: self.rows.saturating_mul(rows), ..self }
    }

    /// The stage, when it is known while planning.
    pub(super) fn stage(&self) -> Option<&'a Stage> {
        match self.stages.as_slice() {
            [stage] => Some(stage),
            _ => None,
        }
    }

    /// The stage of rows that a row here leads to.
    pub(super) fn stage_below(&self) -> Result<StageOf, ContentError> {
        match (self.stage(), &self.told) {
            (Some(stage), _) => Ok(StageOf::Key(stage.key)),
            (None, Some(told)) => Ok(StageOf::Row(told.levels + 1)),
            (None, None) => Err(ContentError::NotAllowed),
        }
    }

    /// The name of the row's stage.
    pub(super) fn stage_name(&self) -> Built {
        match (self.stage(), &self.told) {
            (Some(stage), _) => Built::Constant(Json::from(stage.api_id.as_str())),
            (None, Some(told)) => {
                let names = self.stages.iter().map(|stage| (stage.key, stage.api_id.clone())).collect();
                let name = Built::Name(told.column.clone(), names);
                (0..told.levels).fold(name, |inner, _| Built::Enclosing(Box::new(inner)))
            }
            (None, None) => Built::Constant(Json::Null),
        }
    }
}

/// Which ends of a relation have localisations.
#[derive(Clone, Copy)]
pub(super) struct Localized {
    pub(super) parent: bool,
    pub(super) target: bool,
}

/// Header `gcms-stage`, else the actor's default (platform.md §1.6).
pub(crate) fn default_stage<'a>(read: &QueryRead<'a>) -> Result<&'a Stage, ContentError> {
    let content = read.content();
    match named_stage(content, read.headers)? {
        Some(stage) => Ok(stage),
        None => known(content.stages.iter().find(|stage| stage.id == read.actor.default_stage)),
    }
}

/// The stage of header `gcms-stage`, where it is given.
pub(crate) fn named_stage<'a>(
    content: &'a ContentModel,
    headers: &RequestHeaders,
) -> Result<Option<&'a Stage>, ContentError> {
    let name = headers.stage.as_deref().map(str::trim).filter(|name| !name.is_empty());
    name.map(|name| content.stage(name).ok_or_else(|| unknown(name, "Stage"))).transpose()
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
