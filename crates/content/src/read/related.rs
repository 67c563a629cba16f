//! Values of fields that lead to other rows (content-api-read.md §3.3, §8).

use graphql::{Arguments, CollectedField, field_arguments};
use model::{Field, SystemField};
use sql::select::{Direction, Json as Built, Mixed, One, Order, OrderKey, Predicate, Scalar};

use super::entry::object;
use super::far::{Far, Leads};
use super::filter;
use super::listed::{DefaultOrder, Listed};
use super::page::Bounds;
use super::place::{Localized, Place};
use super::plan::QueryRead;
use super::reader::Reader;
use crate::errors::ContentError;
use crate::input_object::object_of;

/// The value of a field that leads to other rows.
pub(super) fn value<'a>(
    reader: &Reader<'_, 'a>,
    own: &Field,
    leads: Leads<'a>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let arguments = field_arguments(reader.read.document, field.field(), reader.read.variables)?;
    match (leads, own.is_list) {
        (Leads::To(far), false) => {
            reader.read.budget.spend_objects(reader.place.rows)?;
            let one = Box::new(one(reader, far, &arguments, field)?);
            if !field.definition().ty.is_non_null() {
                return Ok(Built::One(one));
            }
            reader.read.note_promise();
            Ok(Built::Required(one))
        }
        (Leads::To(far), true) => {
            let target = target(reader, &far, &arguments)?;
            let listed = Listed::of_reader(target, far.anchor, DefaultOrder::Position, &arguments)?;
            Ok(Built::Page(Box::new(listed.list(field)?)))
        }
        (Leads::ToMembers(members), false) => {
            reader.read.budget.spend_objects(reader.place.rows)?;
            let choice = |far| one(reader, far, &arguments, field);
            Ok(Built::FirstOf(reader.read.budget.dearest(members.into_iter().map(|far| || choice(far)))?))
        }
        (Leads::ToMembers(members), true) => mixed(&Around::of(reader), members, ListOrder::Position, field),
    }
}

/// A reader of what a field leads to, as its arguments say.
fn target<'r, 'a>(
    reader: &Reader<'r, 'a>,
    far: &Far<'a>,
    arguments: &Arguments<'_>,
) -> Result<Reader<'r, 'a>, ContentError> {
    let ends = reader.to(far.parent.is_localized(reader.read.content()));
    let place = reader.place.nested(reader.read, arguments, ends)?;
    Reader::led_to(reader.read, far.parent, far.holder, place)
}

fn one<'a>(
    reader: &Reader<'_, 'a>,
    far: Far<'a>,
    arguments: &Arguments<'_>,
    field: &CollectedField<'_>,
) -> Result<One, ContentError> {
    let target = target(reader, &far, arguments)?;
    // Only single assets have a filter, and only on the state of their upload.
    let filter = filter::filter(&target, object_of(arguments.given("where")))?;
    Ok(One { entries: target.entries(far.anchor, filter), item: object(&target, field)? })
}

/// What a list of several types is sorted by: there is no `orderBy` for it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ListOrder {
    /// Place in the list.
    Position,
    /// The id.
    Id,
}

/// Rows that lead to others.
pub(super) struct Around<'r, 'a> {
    pub(super) read: &'r QueryRead<'a>,
    pub(super) place: &'r Place<'a>,
    pub(super) is_localized: bool,
}

impl<'r, 'a> Around<'r, 'a> {
    pub(super) fn of(reader: &'r Reader<'_, 'a>) -> Self {
        Around { read: reader.read, place: &reader.place, is_localized: reader.is_localized }
    }
}

/// A page of rows of several types.
pub(super) fn mixed<'a>(
    around: &Around<'_, 'a>,
    members: Vec<Far<'a>>,
    order: ListOrder,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let Around { read, place, is_localized } = *around;
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let bounds = Bounds::read(read, &arguments)?;
    let rows = bounds.most_rows();
    read.budget.spend_objects(place.rows.saturating_mul(rows))?;
    let mut id = None;
    let mut planned = Vec::with_capacity(members.len());
    for far in members {
        let ends = Localized { parent: is_localized, target: far.parent.is_localized(read.content()) };
        let there = place.nested(read, &arguments, ends)?.times(rows);
        let target = Reader::led_to(read, far.parent, far.holder, there)?;
        id = Some(target.system(SystemField::Id)?);
        planned.push((target, far.anchor));
    }
    let Some(id) = id else { return Ok(Built::Array(Vec::new())) };
    let plan = |(target, anchor): (Reader<'_, 'a>, _)| {
        let item = object(&target, field)?;
        Ok(One { entries: target.entries(anchor, Predicate::TRUE), item })
    };
    let members = read.budget.dearest(planned.into_iter().map(|member| || plan(member)))?;
    let key = (order == ListOrder::Position).then_some(OrderKey { value: Scalar::Position, nullable: false });
    let page = bounds.page(Order { key, direction: Direction::Ascending, id });
    Ok(Built::Mixed(Box::new(Mixed { members, page })))
}
