//! `XWhereInput` → a condition (content-api-read.md §4). Keys of one object are ANDed; a key that is absent, or a list
//! operator that is null, does not restrict.

mod operator;
mod own;
mod related;
mod stage;
mod system;
mod upload;

use model::SystemField;
use serde_json::{Map, Value as Json};
use sql::search::{SearchedText, searched_text};
use sql::select::{Predicate, RichTextPart, Scalar, TextTest};

use super::reader::Reader;
use crate::errors::ContentError;
use operator::{Kind, Operator};
pub(super) use system::system_filter;

/// The condition of a `WhereInput` or `WhereUniqueInput` of a model or component.
pub(super) fn filter(reader: &Reader<'_, '_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    reader.read.budget.spend_values(input.len())?;
    let parts = input.iter().map(|(key, value)| match key.as_str() {
        "_search" => search(reader, value),
        "AND" | "OR" | "NOT" => junction(key, value, |input| filter(reader, input)),
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

/// Anywhere in a String field or in the text of a rich text, in upper or lower case. The index only says which entries are
/// worth comparing; the texts compared are those that the actor may read.
fn search(reader: &Reader<'_, '_>, value: &Json) -> Result<Predicate, ContentError> {
    let Some(sought) = value.as_str().filter(|sought| !sought.is_empty()) else { return Ok(Predicate::TRUE) };
    let mut parts = Vec::new();
    for field in reader.parent.fields() {
        let column = match searched_text(field) {
            Some(SearchedText::Value) => reader.own(field)?,
            Some(SearchedText::OfRichText) => reader.rich_text(field, RichTextPart::Text)?,
            None => continue,
        };
        // A null beside a match must not make the whole unknown under NOT.
        let found = Predicate::Text(column.clone(), TextTest::Contains, sought.to_owned());
        parts.push(Predicate::All(vec![Predicate::IsNull(Scalar::Column(column)).negated(), found]));
    }
    if parts.is_empty() {
        return Ok(Predicate::FALSE);
    }
    let may_hold = Predicate::may_hold(reader.parent.id(), reader.system(SystemField::Id)?, sought);
    all(vec![may_hold, Predicate::Any(parts)])
}

/// `title_contains: …`: a field and what is asked of it.
fn field_filter(reader: &Reader<'_, '_>, key: &str, value: &Json) -> Result<Predicate, ContentError> {
    for (name, operator) in Operator::readings(key) {
        if let Some(system) = reader.system_field(name) {
            return own_system_filter(reader, system, operator, value);
        }
        if let Some(field) = reader.parent.field(name) {
            return own::filter(reader, field, operator, value);
        }
        match (name, reader.model()) {
            ("scheduledIn", Some(model)) => return related::scheduled_in(reader, model, operator, value),
            ("upload", Some(model)) if reader.is_asset() => return upload::filter(reader, model, value),
            _ => {}
        }
    }
    // Validation let the key through, so the schema has it and the content model has not.
    Err(ContentError::NotAllowed)
}

fn own_system_filter(
    reader: &Reader<'_, '_>,
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
            related::user(reader.read, &reader.place, reader.system(system)?, value)
        }
        SystemField::Stage | SystemField::Locale | SystemField::Localizations | SystemField::DocumentInStages => {
            Err(ContentError::NotAllowed)
        }
    }
}
