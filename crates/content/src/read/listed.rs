//! Lists: rows that arguments filter, order and cut, at the root and below.

use graphql::{Arguments, CollectedField};
use model::SystemField;
use serde_json::Value as Json;
use sql::select::{Anchor, Column, Entries, Json as Built, List, Order, Page};

use super::entry::object;
use super::filter;
use super::order;
use super::page::Bounds;
use super::place::Place;
use super::plan::QueryRead;
use super::reader::Reader;
use super::system::{self, SystemType};
use crate::errors::ContentError;
use crate::input_object::object_of;

/// A page of rows of a type, before it is known what each becomes.
pub(super) struct Listed<'r, 'a> {
    pub(super) read: &'r QueryRead<'a>,
    of: Of<'r, 'a>,
    pub(super) entries: Entries,
    pub(super) page: Page,
    pub(super) id: Column,
}

/// What the rows are.
enum Of<'r, 'a> {
    Entries(Reader<'r, 'a>),
    System(SystemType, Place<'a>),
}

/// The order of a list that names none.
#[derive(Clone, Copy)]
pub(super) enum DefaultOrder {
    /// In order of creation.
    Created,
    /// By place in the list that leads to the rows.
    Position,
}

impl<'r, 'a> Listed<'r, 'a> {
    /// Entries or instances that start from there. `reader` is at the place of one row of them.
    pub(super) fn of_reader(
        mut reader: Reader<'r, 'a>,
        anchor: Anchor,
        default: DefaultOrder,
        arguments: &Arguments<'_>,
    ) -> Result<Self, ContentError> {
        let bounds = Bounds::read(reader.read, arguments)?;
        let filter = filter::filter(&reader, object_of(arguments.given("where")))?;
        let order: Order = order::order(&reader, chosen(arguments), default)?;
        let entries = reader.entries(anchor, filter);
        reader.place = reader.place.times(bounds.most_rows());
        let id = reader.system(SystemField::Id)?;
        Ok(Listed { read: reader.read, of: Of::Entries(reader), entries, page: bounds.page(order), id })
    }

    /// Rows of the system's own that start from there.
    pub(super) fn of_system(
        read: &'r QueryRead<'a>,
        of: SystemType,
        place: Place<'a>,
        anchor: Anchor,
        arguments: &Arguments<'_>,
    ) -> Result<Self, ContentError> {
        let bounds = Bounds::read(read, arguments)?;
        let id = of.require(read, &place)?;
        let filter = filter::system_filter(read, of, &place, object_of(arguments.given("where")))?;
        let entries = system::entries(of, anchor, filter);
        let place = place.times(bounds.most_rows());
        let page = bounds.page(order::system_order(of, chosen(arguments)));
        Ok(Listed { read, of: Of::System(of, place), entries, page, id })
    }

    /// What each row becomes.
    pub(super) fn item(&self, field: &CollectedField<'_>) -> Result<Built, ContentError> {
        match &self.of {
            Of::Entries(reader) => {
                self.read.budget.spend_objects(reader.place.rows)?;
                object(reader, field)
            }
            Of::System(of, place) => {
                self.read.budget.spend_objects(place.rows)?;
                system::object(self.read, *of, place, field)
            }
        }
    }

    /// The list itself.
    pub(super) fn list(self, field: &CollectedField<'_>) -> Result<List, ContentError> {
        let item = self.item(field)?;
        Ok(List { entries: self.entries, page: self.page, item })
    }

    pub(super) fn type_name(&self) -> &str {
        match &self.of {
            Of::Entries(reader) => reader.parent.api_id(),
            Of::System(of, _) => of.name(),
        }
    }
}

fn chosen<'v>(arguments: &'v Arguments<'_>) -> Option<&'v str> {
    arguments.given("orderBy").and_then(Json::as_str)
}
