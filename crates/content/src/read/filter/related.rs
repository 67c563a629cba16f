//! Filters on fields that lead to other rows (content-api-read.md §4.2, §4.3). What they lead to is looked for in the same
//! stage, in the locales of the query; what is not there counts as absent.

use model::Model;
use serde_json::{Map, Value as Json};
use sql::select::{Anchor, Column, Entries, Link, Predicate, Quantifier};

use super::operator::Operator;
use crate::errors::ContentError;
use crate::read::far::Far;
use crate::read::place::Place;
use crate::read::plan::QueryRead;
use crate::read::reader::Reader;
use crate::read::system::{self, SystemType};

/// A relation, or a basic component: `{}` asks for something that is there, null for nothing.
pub(super) fn filter<'a>(
    reader: &Reader<'_, 'a>,
    far: &Far<'a>,
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    let related = |input: Option<&Map<String, Json>>, quantifier| {
        Ok(Predicate::Related(Box::new(set(reader, far, input)?), quantifier))
    };
    match (operator, value) {
        (Operator::Equal, value) => match value.as_object() {
            Some(input) => related(Some(input), Quantifier::Some),
            None => related(None, Quantifier::None),
        },
        // No restriction, but the question alone is one about what may be read.
        (Operator::Related(_), Json::Null) => set(reader, far, None).map(|_| Predicate::TRUE),
        (Operator::Related(quantifier), value) => related(value.as_object(), quantifier),
        _ => Err(ContentError::NotAllowed),
    }
}

/// A union of models or components. `{A: …, B: …}` asks for an A or a B; `{}` for something that is there.
pub(super) fn union_filter<'a>(
    reader: &Reader<'_, 'a>,
    members: &[Far<'a>],
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    let mut anything = Vec::with_capacity(members.len());
    for far in members {
        anything.push(Predicate::Related(Box::new(set(reader, far, None)?), Quantifier::Some));
    }
    let anything = Predicate::Any(anything);
    match (operator, value) {
        (Operator::Empty, Json::Bool(true)) | (Operator::Equal, Json::Null) => Ok(anything.negated()),
        (Operator::Empty, Json::Bool(false)) => Ok(anything),
        (Operator::Empty | Operator::Related(_), Json::Null) => Ok(Predicate::TRUE),
        (Operator::Equal | Operator::Related(Quantifier::Some), Json::Object(asked)) => {
            reader.read.budget.spend_values(asked.len())?;
            let mut parts = Vec::with_capacity(asked.len());
            for far in members {
                if let Some(Json::Object(input)) = asked.get(far.parent.api_id()) {
                    parts.push(Predicate::Related(Box::new(set(reader, far, Some(input))?), Quantifier::Some));
                }
            }
            Ok(if parts.is_empty() { anything } else { Predicate::Any(parts) })
        }
        _ => Err(ContentError::NotAllowed),
    }
}

/// The rows that a field leads to and that fulfil a condition.
fn set<'a>(reader: &Reader<'_, 'a>, far: &Far<'a>, input: Option<&Map<String, Json>>) -> Result<Entries, ContentError> {
    reader.read.budget.spend_values(1)?;
    let target = Reader::led_to(reader.read, far.parent, far.holder, reader.place.below())?;
    let filter = match input {
        Some(input) => super::filter(&target, input)?,
        None => Predicate::TRUE,
    };
    Ok(target.entries(far.anchor.clone(), filter))
}

/// The scheduled operations that will touch an entry.
pub(super) fn scheduled_in(
    reader: &Reader<'_, '_>,
    model: &Model,
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    let anchor = Anchor::Linked(Link::scheduled(&model.id));
    system_rows(reader.read, &reader.place, SystemType::Operation, anchor, operator, value)
}

/// The user that a column refers to; one that is gone counts as none.
pub(super) fn user(
    read: &QueryRead<'_>,
    place: &Place<'_>,
    column: Column,
    value: &Json,
) -> Result<Predicate, ContentError> {
    system_rows(read, place, SystemType::User, Anchor::Referred(column), Operator::Equal, value)
}

/// Rows of the system's own models that lead from a row here.
pub(super) fn system_rows(
    read: &QueryRead<'_>,
    place: &Place<'_>,
    of: SystemType,
    anchor: Anchor,
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    let place = place.below();
    of.require(read, &place)?;
    let quantifier = match (operator, value) {
        (Operator::Equal, Json::Object(_)) => Quantifier::Some,
        (Operator::Equal, _) => Quantifier::None,
        (Operator::Related(_), Json::Null) => return Ok(Predicate::TRUE),
        (Operator::Related(quantifier), _) => quantifier,
        _ => return Err(ContentError::NotAllowed),
    };
    let filter = match value.as_object() {
        Some(input) => super::system_filter(read, of, &place, input)?,
        None => Predicate::TRUE,
    };
    Ok(Predicate::Related(Box::new(system::entries(of, anchor, filter)), quantifier))
}
