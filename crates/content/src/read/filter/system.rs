//! Filters on the system's own models: users, scheduled operations and releases.

use serde_json::{Map, Value as Json};
use sql::select::{Predicate, Scalar, TextTest};

use super::operator::{Kind, Operator};
use super::{all, junction, related, stage};
use crate::errors::ContentError;
use crate::read::place::Place;
use crate::read::plan::QueryRead;
use crate::read::system::{AttributeKind, SystemType};

/// The condition of a `WhereInput`.
pub(in crate::read) fn system_filter(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    input: &Map<String, Json>,
) -> Result<Predicate, ContentError> {
    read.budget.spend_values(input.len())?;
    let parts = input.iter().map(|(key, value)| match key.as_str() {
        "_search" => Ok(search(of, value)),
        "AND" | "OR" | "NOT" => junction(key, value, |input| system_filter(read, of, place, input)),
        "documentInStages_every" | "documentInStages_some" | "documentInStages_none" => {
            Ok(stage::copies_of_user(read, key, value))
        }
        _ => field_filter(read, of, place, key, value),
    });
    all(parts.collect::<Result<_, _>>()?)
}

/// Anywhere in the texts for people.
fn search(of: SystemType, value: &Json) -> Predicate {
    let Some(sought) = value.as_str().filter(|sought| !sought.is_empty()) else { return Predicate::TRUE };
    let texts: &[&str] = match of {
        SystemType::User => &["name"],
        SystemType::Operation => &["description", "errorMessage"],
        SystemType::Release => &["title", "description", "errorMessage"],
    };
    let columns = texts.iter().filter_map(|name| of.attribute(name)?.column);
    let found = columns.map(|column| {
        // A null beside a match must not make the whole unknown under NOT.
        let there = Predicate::IsNull(Scalar::Column(column.clone())).negated();
        Predicate::All(vec![there, Predicate::Text(column, TextTest::Contains, sought.to_owned())])
    });
    Predicate::Any(found.collect())
}

fn field_filter(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    key: &str,
    value: &Json,
) -> Result<Predicate, ContentError> {
    for (name, operator) in Operator::readings(key) {
        if let Some(attribute) = of.attribute(name) {
            let kind = match attribute.kind {
                AttributeKind::Text | AttributeKind::Name(_) => Kind::Text,
                AttributeKind::Bool => Kind::Bool,
                AttributeKind::Instant => Kind::Instant,
                AttributeKind::Document => {
                    let column = attribute.column.ok_or(ContentError::NotAllowed)?;
                    return super::own::json(column, operator, value);
                }
            };
            return kind.condition(attribute.scalar(), operator, value);
        }
        if let Some(lead) = of.leads(name) {
            return related::system_rows(read, place, lead.to, lead.anchor, operator, value);
        }
        // They are published by nobody.
        if name == "publishedBy" {
            return Ok(if value.is_null() { Predicate::TRUE } else { Predicate::FALSE });
        }
    }
    Err(ContentError::NotAllowed)
}
