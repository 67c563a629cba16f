//! Root fields of `Query` (content-api-read.md §2).

use access::ContentAction;
use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use model::{Model, Stage, SystemField};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::select::{
    AggregateField, Comparison, Connection, ConnectionField, Entries, Json as Built, One, Order, Page, PageInfoField,
    Predicate, Root, Scalar,
};

use super::entry::model_object;
use super::filter;
use super::model_reader::{ModelReader, require_users};
use super::order;
use super::page;
use super::place::{Place, default_locales, named_locales};
use super::plan::QueryRead;
use super::user;
use crate::errors::ContentError;
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
        QueryRoot::List(of) => {
            let listed = Listed::new(read, of, &arguments)?;
            let item = listed.item(field)?;
            Ok(Root::List { entries: listed.entries, page: listed.page, item })
        }
        QueryRoot::Connection(of) => connection(read, of, field, &arguments),
    }
}

/// The model of a type, as far as the content model has it.
fn model_of<'a>(read: &QueryRead<'a>, id: &model::ids::ModelId) -> Result<&'a Model, ContentError> {
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
    let reader = ModelReader::new(read, model, place)?;
    let stage = one_stage(&reader.place)?;
    let id_column = Scalar::Column(reader.system(SystemField::Id)?);
    let filter = Predicate::Compare(id_column, Comparison::Equal, Value::from(id));
    Ok(One { entries: reader.entries(stage, filter), item: model_object(&reader, field)? })
}

/// Root fields read one stage.
fn one_stage<'a>(place: &Place<'a>) -> Result<&'a Stage, ContentError> {
    place.stage().ok_or(ContentError::NotAllowed)
}

/// An entry of any model that the actor may read there. What it may not read is as if it were not there.
fn node(read: &QueryRead<'_>, field: &CollectedField<'_>, arguments: &Arguments<'_>) -> Result<Root, ContentError> {
    let place = Place::of_root(read, arguments)?;
    let stage = one_stage(&place)?;
    require_users(read)?;
    let id = text(arguments, "id");
    let mut choices = Vec::new();
    for model in &read.content().models {
        let readable = read.actor.content.allows(ContentAction::Read, &model.id, &stage.id);
        if readable {
            match entry_by_id(read, model, place.clone(), id, field) {
                Ok(one) => choices.push(one),
                // A locale that may not be read: as if the entry were not there.
                Err(ContentError::NotAllowed) => {}
                Err(error) => return Err(error),
            }
        }
    }
    choices.push(user::one(read, &place, id, field)?);
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
        items.push(match read.schema.object_type(part("typename")) {
            Some(EntryType::Model(model)) => entry_by_id(read, model_of(read, &model)?, place, part("id"), field)?,
            Some(EntryType::User) => user::one(read, &place, part("id"), field)?,
            None => return Err(ContentError::NotAllowed),
        });
    }
    Ok(Root::Sequence(items))
}

fn single(
    read: &QueryRead<'_>,
    of: &EntryType,
    field: &CollectedField<'_>,
    arguments: &Arguments<'_>,
) -> Result<Root, ContentError> {
    let place = Place::of_root(read, arguments)?;
    let mut unique = object(arguments.given("where")).clone();
    unique.retain(|_, value| !value.is_null());
    if unique.is_empty() {
        return Err(ContentError::input("at least one unique field has to be provided"));
    }
    let one = match of {
        EntryType::Model(model) => {
            read.budget.spend_objects(1)?;
            let reader = ModelReader::new(read, model_of(read, model)?, place)?;
            let filter = filter::model_filter(&reader, &unique)?;
            One { entries: reader.entries(one_stage(&reader.place)?, filter), item: model_object(&reader, field)? }
        }
        EntryType::User => user::one(read, &place, unique.get("id").and_then(Json::as_str).unwrap_or_default(), field)?,
    };
    Ok(Root::One(one))
}

/// A page of entries of a type, before it is known what each becomes.
pub(super) struct Listed<'r, 'a> {
    read: &'r QueryRead<'a>,
    /// None for users.
    reader: Option<ModelReader<'r, 'a>>,
    place: Place<'a>,
    pub(super) entries: Entries,
    pub(super) page: Page,
    pub(super) id: sql::select::Column,
    type_name: String,
}

impl<'r, 'a> Listed<'r, 'a> {
    fn new(read: &'r QueryRead<'a>, of: &EntryType, arguments: &Arguments<'_>) -> Result<Self, ContentError> {
        let mut place = Place::of_root(read, arguments)?;
        match of {
            EntryType::Model(model) => Listed::of_model(read, model_of(read, model)?, place, arguments),
            EntryType::User => {
                let cut = page::Bounds::read(arguments)?;
                place.rows = cut.most_rows();
                let id = require_users(read)?;
                let entries = user::entries(user::filter(read, object(arguments.given("where")))?);
                let page = cut.page(order::user_order(chosen_order(arguments)));
                Ok(Listed { read, reader: None, place, entries, page, id, type_name: "User".to_owned() })
            }
        }
    }

    /// Entries of a model in a place, as the arguments filter, order and cut them.
    pub(super) fn of_model(
        read: &'r QueryRead<'a>,
        model: &'a Model,
        mut place: Place<'a>,
        arguments: &Arguments<'_>,
    ) -> Result<Self, ContentError> {
        let cut = page::Bounds::read(arguments)?;
        place.rows = cut.most_rows();
        let reader = ModelReader::new(read, model, place.clone())?;
        let order: Order = order::model_order(&reader, chosen_order(arguments))?;
        let filter = filter::model_filter(&reader, object(arguments.given("where")))?;
        let entries = reader.entries(one_stage(&place)?, filter);
        let id = reader.system(SystemField::Id)?;
        let type_name = model.api_id.clone();
        Ok(Listed { read, reader: Some(reader), place, entries, page: cut.page(order), id, type_name })
    }

    /// What each row becomes.
    fn item(&self, field: &CollectedField<'_>) -> Result<Built, ContentError> {
        self.read.budget.spend_objects(self.place.rows)?;
        match &self.reader {
            Some(reader) => model_object(reader, field),
            None => user::object(self.read, &self.place, field),
        }
    }
}

fn connection(
    read: &QueryRead<'_>,
    of: &EntryType,
    field: &CollectedField<'_>,
    arguments: &Arguments<'_>,
) -> Result<Root, ContentError> {
    let listed = Listed::new(read, of, arguments)?;
    Ok(Root::Connection(connection_of(listed, field, |_| true)?))
}

/// A connection with those of the selected fields that are wanted.
pub(super) fn connection_of(
    listed: Listed<'_, '_>,
    field: &CollectedField<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Connection, ContentError> {
    let read = listed.read;
    let type_name = format!("{}Connection", listed.type_name);
    let mut fields = Vec::new();
    let selected = collect_fields(read.document, field.selection_sets(), &type_name, read.variables);
    for (key, part) in selected.into_iter().filter(|(_, part)| wanted(part.name())) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "edges" => ConnectionField::Edges(edge(&listed, &part)?),
                "pageInfo" => ConnectionField::PageInfo(page_info(read, &part)),
                "aggregate" => ConnectionField::Aggregate(aggregate(read, &part)),
                _ => ConnectionField::TypeName(type_name.clone()),
            },
        ));
    }
    Ok(Connection { entries: listed.entries, page: listed.page, fields })
}

/// An edge: the cursor is the entry's id (content-api-read.md §6).
fn edge(listed: &Listed<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let type_name = format!("{}Edge", listed.type_name);
    let read = listed.read;
    let mut fields = Vec::new();
    for (key, part) in collect_fields(read.document, field.selection_sets(), &type_name, read.variables) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "node" => listed.item(&part)?,
                "cursor" => Built::Plain(Scalar::Column(listed.id.clone())),
                _ => Built::Constant(Json::from(type_name.as_str())),
            },
        ));
    }
    Ok(Built::Object(fields))
}

fn page_info(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Vec<(String, PageInfoField)> {
    let fields = collect_fields(read.document, field.selection_sets(), "PageInfo", read.variables);
    let meaning = |name: &str| match name {
        "hasNextPage" => PageInfoField::HasNextPage,
        "hasPreviousPage" => PageInfoField::HasPreviousPage,
        "startCursor" => PageInfoField::StartCursor,
        "endCursor" => PageInfoField::EndCursor,
        "pageSize" => PageInfoField::PageSize,
        _ => PageInfoField::TypeName("PageInfo".to_owned()),
    };
    fields.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}

fn aggregate(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Vec<(String, AggregateField)> {
    let fields = collect_fields(read.document, field.selection_sets(), "Aggregate", read.variables);
    let meaning = |name: &str| match name {
        "count" => AggregateField::Count,
        _ => AggregateField::TypeName("Aggregate".to_owned()),
    };
    fields.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}

fn chosen_order<'v>(arguments: &'v Arguments<'_>) -> Option<&'v str> {
    arguments.given("orderBy").and_then(Json::as_str)
}

fn text<'v>(arguments: &'v Arguments<'_>, name: &str) -> &'v str {
    arguments.given(name).and_then(Json::as_str).unwrap_or_default()
}

/// An input object; nothing and null are the empty one.
fn object(value: Option<&Json>) -> &Map<String, Json> {
    static EMPTY: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);
    value.and_then(Json::as_object).unwrap_or(&EMPTY)
}
