//! Filters on how far the upload of an asset's file is (content-api-read.md §4.2). What comes with no file that is known here has no
//! upload: null asks for that.

use model::Model;
use serde_json::{Map, Value as Json};
use sql::select::{Predicate, Quantifier};

use super::operator::{Kind, Operator};
use super::{all, junction};
use crate::errors::ContentError;
use crate::read::reader::Reader;
use crate::read::system::AttributeKind;
use crate::read::upload::{attribute, file};

/// `upload: {…}`
pub(super) fn filter(reader: &Reader<'_, '_>, asset: &Model, value: &Json) -> Result<Predicate, ContentError> {
    let (test, quantifier) = match value.as_object() {
        Some(input) => (condition(reader, input)?, Quantifier::Some),
        None => (Predicate::TRUE, Quantifier::None),
    };
    Ok(Predicate::Related(Box::new(file(reader, asset, test)?), quantifier))
}

fn condition(reader: &Reader<'_, '_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    reader.read.budget.spend_values(input.len())?;
    let parts = input.iter().map(|(key, value)| match key.as_str() {
        "AND" | "OR" | "NOT" => junction(key, value, |input| condition(reader, input)),
        _ => field(key, value),
    });
    all(parts.collect::<Result<_, _>>()?)
}

fn field(key: &str, value: &Json) -> Result<Predicate, ContentError> {
    for (name, operator) in Operator::readings(key) {
        if let Some(attribute) = attribute(name) {
            let kind = match attribute.kind {
                AttributeKind::Instant => Kind::Instant,
                AttributeKind::Text | AttributeKind::Name(_) | AttributeKind::Bool | AttributeKind::Document => {
                    Kind::Text
                }
            };
            return kind.condition(attribute.scalar(), operator, value);
        }
    }
    Err(ContentError::NotAllowed)
}
