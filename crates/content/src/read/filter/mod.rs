//! `XWhereInput` → a condition (content-api-read.md §4). Keys of one object are ANDed; a key that is absent, or a list
//! operator that is null, does not restrict.

mod operator;
mod own;
mod stage;

use model::{FieldKind, SimpleType, SystemField};
use serde_json::{Map, Value as Json};
use sql::select::{ActorField, Column, Predicate, RichTextPart, Scalar, TextTest};

use super::model_reader::{ModelReader, require_users};
use super::plan::QueryRead;
use crate::errors::ContentError;
use operator::{Kind, Operator};

/// The condition of a model's `WhereInput` or `WhereUniqueInput`.
pub(super) fn model_filter(reader: &ModelReader<'_, '_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    reader.read.budget.spend_values(input.len())?;
    let parts = input.iter().map(|(key, value)| match key.as_str() {
        "_search" => search(reader, value),
        "AND" | "OR" | "NOT" => junction(key, value, |input| model_filter(reader, input)),
        "documentInStages_every" | "documentInStages_some" | "documentInStages_none" => {
            stage::copies(reader, key, value)
        }
        _ => field_filter(reader, key, value),
    });
    all(parts.collect::<Result<_, _>>()?)
}

/// A condition of several, without the ones that do not restrict.
fn all(mut parts: Vec<Predicate>) -> Result<Predicate, ContentError> {
    parts.retain(|part| *part != Predicate::TRUE);
    Ok(match parts.len() {
        1 => parts.remove(0),
        _ => Predicate::All(parts),
    })
}

/// `AND`, `OR` and `NOT`; an empty list, null or absent does not restrict (content-api-read.md §4.3).
fn junction(
    word: &str,
    value: &Json,
    mut of: impl FnMut(&Map<String, Json>) -> Result<Predicate, ContentError>,
) -> Result<Predicate, ContentError> {
    let inputs = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let parts = inputs.iter().filter_map(Json::as_object).map(&mut of).collect::<Result<Vec<_>, _>>()?;
    if parts.is_empty() {
        return Ok(Predicate::TRUE);
    }
    match word {
        "OR" => Ok(Predicate::Any(parts)),
        "NOT" => Ok(all(parts)?.negated()),
        _ => all(parts),
    }
}

/// Anywhere in a String field or in the text of a rich text, in upper or lower case.
fn search(reader: &ModelReader<'_, '_>, value: &Json) -> Result<Predicate, ContentError> {
    let Some(sought) = value.as_str().filter(|sought| !sought.is_empty()) else { return Ok(Predicate::TRUE) };
    let mut parts = Vec::new();
    for field in reader.model.fields.iter().filter(|field| !field.is_list) {
        let column = match &field.kind {
            FieldKind::Simple { simple_type: SimpleType::String, .. } => reader.own(field)?,
            FieldKind::Simple { simple_type: SimpleType::RichText, .. } => {
                reader.rich_text(field, RichTextPart::Text)?
            }
            FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => continue,
        };
        // A null beside a match must not make the whole unknown under NOT.
        let found = Predicate::Text(column.clone(), TextTest::Contains, sought.to_owned());
        parts.push(Predicate::All(vec![Predicate::IsNull(Scalar::Column(column)).negated(), found]));
    }
    Ok(Predicate::Any(parts))
}

/// `title_contains: …`: a field and what is asked of it.
fn field_filter(reader: &ModelReader<'_, '_>, key: &str, value: &Json) -> Result<Predicate, ContentError> {
    for (name, operator) in Operator::readings(key) {
        if let Some(system) = SystemField::from_api_id(name) {
            return system_filter(reader, system, operator, value);
        }
        if let Some(field) = reader.model.field(name) {
            return own::filter(reader, field, operator, value);
        }
    }
    // Validation let the key through, so the schema has it and the content model has not.
    Err(ContentError::NotAllowed)
}

fn system_filter(
    reader: &ModelReader<'_, '_>,
    system: SystemField,
    operator: Operator,
    value: &Json,
) -> Result<Predicate, ContentError> {
    match system {
        SystemField::Id => Kind::Text.condition(Scalar::Column(reader.system(system)?), operator, value),
        SystemField::PublishedAt | SystemField::UpdatedAt | SystemField::CreatedAt => {
            Kind::Instant.condition(reader.time(system)?, operator, value)
        }
        SystemField::PublishedBy | SystemField::UpdatedBy | SystemField::CreatedBy => {
            let column = reader.system(system)?;
            require_users(reader.read)?;
            Ok(match value.as_object() {
                // No target; a target that is gone counts as none.
                None => Predicate::Actor(column, Box::new(Predicate::TRUE)).negated(),
                Some(input) => Predicate::Actor(column, Box::new(user_filter(reader.read, input)?)),
            })
        }
        SystemField::Stage | SystemField::Locale | SystemField::Localizations | SystemField::DocumentInStages => {
            Err(ContentError::NotAllowed)
        }
    }
}

/// The condition of a `UserWhereInput`.
pub(super) fn user_filter(read: &QueryRead<'_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    read.budget.spend_values(input.len())?;
    let parts = input.iter().map(|(key, value)| match key.as_str() {
        "_search" => Ok(match value.as_str().filter(|sought| !sought.is_empty()) {
            Some(sought) => Predicate::Text(Column::actor(ActorField::Name), TextTest::Contains, sought.to_owned()),
            None => Predicate::TRUE,
        }),
        "AND" | "OR" | "NOT" => junction(key, value, |input| user_filter(read, input)),
        "documentInStages_every" | "documentInStages_some" | "documentInStages_none" => {
            Ok(stage::copies_of_user(read, key, value))
        }
        _ => user_field_filter(key, value),
    });
    all(parts.collect::<Result<_, _>>()?)
}

fn user_field_filter(key: &str, value: &Json) -> Result<Predicate, ContentError> {
    let column = |field| Scalar::Column(Column::actor(field));
    for (name, operator) in Operator::readings(key) {
        let (kind, scalar) = match name {
            "id" => (Kind::Text, column(ActorField::Id)),
            "name" => (Kind::Text, column(ActorField::Name)),
            "picture" => (Kind::Text, column(ActorField::Picture)),
            // The column holds the wire's names.
            "kind" => (Kind::Text, column(ActorField::Kind)),
            "isActive" => (Kind::Bool, column(ActorField::IsActive)),
            "createdAt" => (Kind::Instant, column(ActorField::CreatedAt)),
            "updatedAt" => (Kind::Instant, column(ActorField::UpdatedAt)),
            "publishedAt" => (Kind::Instant, Scalar::Null),
            _ => continue,
        };
        return kind.condition(scalar, operator, value);
    }
    Err(ContentError::NotAllowed)
}
