//! Filters on own fields.

use model::{Field, FieldKind, SimpleType};
use serde_json::Value as Json;
use sql::select::{Column, JsonPath, JsonScalar, ListItem, ListTest, Predicate, Scalar};

use super::operator::{Kind, Operator};
use super::related;
use crate::errors::ContentError;
use crate::read::far::{self, Leads};
use crate::read::reader::Reader;

/// The condition that a key such as `tags_contains_all` asks for.
pub(super) fn filter<'a>(
    reader: &Reader<'_, 'a>,
    field: &'a Field,
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    match far::leads(reader, field)? {
        Some(Leads::To(far)) => return related::filter(reader, &far, operator, value),
        Some(Leads::ToMembers(members)) => return related::union_filter(reader, &members, operator, value),
        None => {}
    }
    let column = reader.own(field)?;
    match (kind(reader, field)?, field.is_list) {
        (Some(kind), false) => kind.condition(Scalar::Column(column), operator, value),
        (Some(kind), true) => list(column, kind, operator, value),
        (None, _) => json(column, operator, value),
    }
}

/// How the field's values compare; nothing for JSON documents.
fn kind<'a>(reader: &Reader<'_, 'a>, field: &Field) -> Result<Option<Kind<'a>>, ContentError> {
    match &field.kind {
        FieldKind::Simple { simple_type, .. } => match simple_type {
            SimpleType::Id | SimpleType::String => Ok(Some(Kind::Text)),
            SimpleType::Int => Ok(Some(Kind::Int)),
            SimpleType::Float => Ok(Some(Kind::Float)),
            SimpleType::Boolean => Ok(Some(Kind::Bool)),
            SimpleType::DateTime => Ok(Some(Kind::Instant)),
            SimpleType::Date => Ok(Some(Kind::Day)),
            SimpleType::Json => Ok(None),
            // The schema has no filters on these.
            SimpleType::RichText | SimpleType::Location | SimpleType::Color => Err(ContentError::NotAllowed),
        },
        FieldKind::Enumerable { enumeration, .. } => {
            let found = reader.read.content().enumeration_by_id(enumeration).ok_or(ContentError::NotAllowed)?;
            Ok(Some(Kind::Enumeration(found)))
        }
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Err(ContentError::NotAllowed),
    }
}

/// Operators of lists. A list is never null: asking for null asks for the empty one.
fn list(column: Column, kind: Kind<'_>, operator: Operator, value: &Json) -> Result<Predicate, ContentError> {
    let contains = matches!(operator, Operator::ContainsAll | Operator::ContainsSome | Operator::ContainsNone);
    if contains && value.is_null() {
        return Ok(Predicate::TRUE);
    }
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let wanted = items.iter().map(|item| kind.item(item)).collect::<Result<Json, _>>()?.to_string();
    let item = match kind {
        Kind::Float => ListItem::Float,
        Kind::Text | Kind::Instant | Kind::Day | Kind::Int | Kind::Bool | Kind::Enumeration(_) => ListItem::Exact,
    };
    let test = |test| Predicate::List(column, item, test, wanted);
    match operator {
        Operator::Equal => Ok(test(ListTest::Equals)),
        Operator::Not => Ok(test(ListTest::Equals).negated()),
        Operator::ContainsAll => Ok(test(ListTest::ContainsAll)),
        Operator::ContainsSome => Ok(test(ListTest::ContainsSome)),
        Operator::ContainsNone => Ok(test(ListTest::ContainsSome).negated()),
        Operator::In
        | Operator::NotIn
        | Operator::Text { .. }
        | Operator::Compare(_)
        | Operator::JsonPathExists
        | Operator::ValueRecursive
        | Operator::Related(_)
        | Operator::Empty => Err(ContentError::NotAllowed),
    }
}

/// Operators of JSON documents; null does not restrict.
pub(super) fn json(column: Column, operator: Operator, value: &Json) -> Result<Predicate, ContentError> {
    match (operator, value) {
        (Operator::JsonPathExists | Operator::ValueRecursive, Json::Null) => Ok(Predicate::TRUE),
        (Operator::JsonPathExists, Json::String(path)) => {
            let path = JsonPath::parse(path).map_err(|error| ContentError::input(error.to_string()))?;
            Ok(Predicate::JsonPath(column, path))
        }
        (Operator::ValueRecursive, Json::String(text)) => {
            Ok(Predicate::JsonHolds(column, JsonScalar::Text(text.clone())))
        }
        (Operator::ValueRecursive, Json::Number(number)) => {
            Ok(Predicate::JsonHolds(column, JsonScalar::Number(number.clone())))
        }
        (Operator::ValueRecursive, Json::Bool(truth)) => Ok(Predicate::JsonHolds(column, JsonScalar::Bool(*truth))),
        (Operator::ValueRecursive, Json::Array(_) | Json::Object(_)) => {
            Err(ContentError::input("only scalar json values are supported"))
        }
        _ => Err(ContentError::NotAllowed),
    }
}
