//! Root fields of `Query` (content-api-read.md §2).

use access::{ContentAction, Part};
use graphql::{Arguments, CollectedField, field_arguments};
use model::ids::{ComponentId, ModelId};
use model::{Model, SystemField};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::select::{Anchor, Comparison, One, Predicate, Root, Scalar};

use super::connection::connection_of;
use super::entry::object;
use super::far::holders;
use super::filter;
use super::history;
use super::listed::{DefaultOrder, Listed};
use super::place::{Place, default_locales, named_locales};
use super::plan::QueryRead;
use super::reader::Reader;
use super::system::{self, SystemType};
use crate::errors::ContentError;
use crate::input_object::object_of;
use crate::schema::{EntryType, QueryRoot};

/// Entries that `entities` takes at once: as many as a page.
const MOST_ENTITIES: usize = 100;

/// Plans one root field.
pub(super) fn root(read: &QueryRead<'_>, root: &QueryRoot, field: &CollectedField<'_>) -> Result<Root, ContentError> {
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    match root {
        QueryRoot::Node => node(read, field, &arguments),
        QueryRoot::Entities => entities(read, field, &arguments),
        QueryRoot::Single(of) => single(read, of, field, &arguments),
        QueryRoot::List(of) => Ok(Root::List(listed(read, of, &arguments)?.list(field)?)),
        QueryRoot::Connection(of) => {
            Ok(Root::Connection(connection_of(listed(read, of, &arguments)?, field, |_| true)?))
        }
        QueryRoot::Version(model) => history::version(read, model_of(read, model)?, field, &arguments),
    }
}

/// What rows of a type are read as.
enum Kind<'a> {
    Model(&'a Model),
    System(SystemType),
}

/// Components are no root fields' types.
fn kind<'a>(read: &QueryRead<'a>, of: &EntryType) -> Result<Kind<'a>, ContentError> {
    Ok(match of {
        EntryType::Model(model) => Kind::Model(model_of(read, model)?),
        EntryType::User => Kind::System(SystemType::User),
        EntryType::ScheduledOperation => Kind::System(SystemType::Operation),
        EntryType::ScheduledRelease => Kind::System(SystemType::Release),
        EntryType::Component(_) => return Err(ContentError::NotAllowed),
    })
}

/// The model of a type, as far as the content model has it.
fn model_of<'a>(read: &QueryRead<'a>, id: &ModelId) -> Result<&'a Model, ContentError> {
    read.content().model_by_id(id).ok_or(ContentError::NotAllowed)
}

/// One entry of a model by id, as the field selects it.
pub(super) fn entry_by_id<'a>(
    read: &QueryRead<'a>,
    model: &'a Model,
    place: Place<'a>,
    id: &str,
    field: &CollectedField<'_>,
) -> Result<One, ContentError> {
    read.budget.spend_objects(1)?;
    let reader = Reader::of_model(read, model, place)?;
    let filter = has_id(&reader, id)?;
    Ok(One { entries: reader.all_entries(filter)?, item: object(&reader, field)? })
}

pub(super) fn has_id(reader: &Reader<'_, '_>, id: &str) -> Result<Predicate, ContentError> {
    let column = Scalar::Column(reader.system(SystemField::Id)?);
    Ok(Predicate::Compare(column, Comparison::Equal, Value::from(id)))
}

/// Those of the choices that the actor may read: what it may not read is as if it were not there.
fn readable<P: FnOnce() -> Result<One, ContentError>>(
    read: &QueryRead<'_>,
    choices: impl Iterator<Item = P>,
) -> Result<Vec<One>, ContentError> {
    let choices = choices.map(|choice| {
        move || match choice() {
            Ok(one) => Ok(Some(one)),
            Err(ContentError::NotAllowed) => Ok(None),
            Err(error) => Err(error),
        }
    });
    Ok(read.budget.dearest(choices)?.into_iter().flatten().collect())
}

/// An entry of any model that the actor may read there.
fn node(read: &QueryRead<'_>, field: &CollectedField<'_>, arguments: &Arguments<'_>) -> Result<Root, ContentError> {
    let place = Place::of_root(read, arguments)?;
    let stage = place.stage().ok_or(ContentError::NotAllowed)?;
    SystemType::User.require(read, &place)?;
    let id = text(arguments, "id");
    let grants = &read.actor.content;
    let in_stage = |model: &&Model| grants.rows(ContentAction::Read, &model.id, &stage.id, Part::Base).is_ok();
    let models = read.content().models.iter().filter(in_stage);
    // A locale that may not be read, or something below that may not be: as if the entry were not there.
    let mut choices = readable(read, models.map(|model| || entry_by_id(read, model, place.clone(), id, field)))?;
    let systems = [SystemType::User, SystemType::Operation, SystemType::Release].into_iter();
    let place = &place;
    choices.extend(readable(read, systems.map(|of| move || system::one(read, of, place, id, field)))?);
    Ok(Root::FirstOf(choices))
}

fn entities(read: &QueryRead<'_>, field: &CollectedField<'_>, arguments: &Arguments<'_>) -> Result<Root, ContentError> {
    let asked = arguments.given("where").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if asked.len() > MOST_ENTITIES {
        return Err(ContentError::input(format!("entities takes at most {MOST_ENTITIES} documents")));
    }
    let locales = match arguments.given("locales") {
        Some(Json::Array(names)) => named_locales(read.content(), names)?,
        Some(_) | None => default_locales(read)?,
    };
    let mut items = Vec::new();
    for one in asked {
        let part = |name: &str| one.get(name).and_then(Json::as_str).unwrap_or_default();
        let stage = read.content().stage(part("stage")).ok_or(ContentError::NotAllowed)?;
        let locales = match read.content().locale(part("locale")) {
            Some(locale) => vec![locale],
            None => locales.clone(),
        };
        let place = Place::at(stage, locales);
        let of = read.schema.object_type(part("typename")).ok_or(ContentError::NotAllowed)?;
        items.push(match of {
            EntryType::Component(component) => instance_by_id(read, &component, &place, part("id"), field)?,
            EntryType::Model(_) | EntryType::User | EntryType::ScheduledOperation | EntryType::ScheduledRelease => {
                vec![match kind(read, &of)? {
                    Kind::Model(model) => entry_by_id(read, model, place, part("id"), field)?,
                    Kind::System(of) => system::one(read, of, &place, part("id"), field)?,
                }]
            }
        });
    }
    Ok(Root::Sequence(items))
}

/// An instance of a component: one choice for each model that may hold it and that the actor may read.
fn instance_by_id(
    read: &QueryRead<'_>,
    component: &ComponentId,
    place: &Place<'_>,
    id: &str,
    field: &CollectedField<'_>,
) -> Result<Vec<One>, ContentError> {
    let content = read.content();
    let component = content.component_by_id(component).ok_or(ContentError::NotAllowed)?;
    read.budget.spend_objects(1)?;
    let held_by = content.models.iter().map(|model| (model, holders(content, component, model)));
    let choices = held_by.filter(|(_, holders)| !holders.is_empty()).map(|(model, _)| {
        move || {
            let reader = Reader::of_instances(read, component, model, place.clone())?;
            let filter = has_id(&reader, id)?;
            Ok(One { entries: reader.all_entries(filter)?, item: object(&reader, field)? })
        }
    });
    let choices = readable(read, choices)?;
    if choices.is_empty() { Err(ContentError::NotAllowed) } else { Ok(choices) }
}

fn single(
    read: &QueryRead<'_>,
    of: &EntryType,
    field: &CollectedField<'_>,
    arguments: &Arguments<'_>,
) -> Result<Root, ContentError> {
    let place = Place::of_root(read, arguments)?;
    let mut unique: Map<String, Json> = object_of(arguments.given("where")).clone();
    unique.retain(|_, value| !value.is_null());
    if unique.is_empty() {
        return Err(ContentError::input("at least one unique field has to be provided"));
    }
    Ok(Root::One(match kind(read, of)? {
        Kind::Model(model) => {
            read.budget.spend_objects(1)?;
            let reader = Reader::of_model(read, model, place)?;
            let filter = filter::filter(&reader, &unique)?;
            One { entries: reader.all_entries(filter)?, item: object(&reader, field)? }
        }
        Kind::System(of) => {
            let id = unique.get("id").and_then(Json::as_str).unwrap_or_default();
            system::one(read, of, &place, id, field)?
        }
    }))
}

/// A page of a type's rows.
fn listed<'r, 'a>(
    read: &'r QueryRead<'a>,
    of: &EntryType,
    arguments: &Arguments<'_>,
) -> Result<Listed<'r, 'a>, ContentError> {
    let place = Place::of_root(read, arguments)?;
    match kind(read, of)? {
        Kind::Model(model) => listed_entries(read, model, place, arguments),
        Kind::System(of) => Listed::of_system(read, of, place, Anchor::All, arguments),
    }
}

/// A page of a model's entries.
pub(super) fn listed_entries<'r, 'a>(
    read: &'r QueryRead<'a>,
    model: &'a Model,
    place: Place<'a>,
    arguments: &Arguments<'_>,
) -> Result<Listed<'r, 'a>, ContentError> {
    let stage = place.stage().ok_or(ContentError::NotAllowed)?;
    let reader = Reader::of_model(read, model, place)?;
    Listed::of_reader(reader, Anchor::Stage(stage.key), DefaultOrder::Created, arguments)
}

fn text<'v>(arguments: &'v Arguments<'_>, name: &str) -> &'v str {
    arguments.given(name).and_then(Json::as_str).unwrap_or_default()
}
