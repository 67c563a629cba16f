//! `documentInStages_every`, `_some`, `_none`: conditions on the copies of an entry, the one at hand among them
//! (content-api-read.md §4.1).

use model::{Stage, SystemField};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::select::{Comparison, Predicate, Quantifier, Scalar};

use super::{all, junction};
use crate::errors::ContentError;
use crate::read::plan::QueryRead;
use crate::read::reader::Reader;

fn quantifier(key: &str) -> Quantifier {
    match key {
        "documentInStages_every" => Quantifier::Every,
        "documentInStages_none" => Quantifier::None,
        _ => Quantifier::Some,
    }
}

/// Only copies that the actor may read are looked at (security case 13): naming another stage is refused.
pub(super) fn copies(reader: &Reader<'_, '_>, key: &str, value: &Json) -> Result<Predicate, ContentError> {
    let Some(input) = value.as_object() else { return Ok(Predicate::TRUE) };
    let stages: Vec<&Stage> = reader.read.content().stages.iter().filter(|stage| reader.may_read(stage, &[])).collect();
    Ok(Predicate::Copies {
        table: reader.table(),
        id: reader.system(SystemField::DocumentInStages)?,
        readable: Box::new(reader.readable_copies(&stages)?),
        stages: stages.iter().map(|stage| stage.key).collect(),
        quantifier: quantifier(key),
        test: Box::new(copy_filter(reader, input)?),
    })
}

/// The condition of an `XWhereStageInput` on one copy.
fn copy_filter(reader: &Reader<'_, '_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    let parts = input.iter().map(|(key, value)| match (key.as_str(), value) {
        ("AND" | "OR" | "NOT", _) => junction(key, value, |input| copy_filter(reader, input)),
        ("stage", Json::String(name)) => {
            let stage = reader.read.content().stage(name).filter(|stage| reader.may_read(stage, &[]));
            let stage = stage.ok_or(ContentError::NotAllowed)?;
            let column = Scalar::Column(reader.system(SystemField::Stage)?);
            Ok(Predicate::Compare(column, Comparison::Equal, Value::Int(stage.key)))
        }
        ("compareWithParent", Json::Object(comparison)) => outdated(reader, comparison),
        _ => Ok(Predicate::TRUE),
    });
    all(parts.collect::<Result<_, _>>()?)
}

fn outdated(reader: &Reader<'_, '_>, comparison: &Map<String, Json>) -> Result<Predicate, ContentError> {
    let Some(wanted) = comparison.get("outdated_to").and_then(Json::as_bool) else { return Ok(Predicate::TRUE) };
    let content = reader.read.content();
    let stages = || content.stages.iter().filter(|stage| reader.may_read(stage, &[]));
    // A change that the actor may not see must not show here either.
    let locales = content.locales.iter().filter(|locale| stages().all(|stage| reader.may_read_alike(stage, locale)));
    let keys = || locales.map(|locale| locale.key).collect();
    let model = reader.model().filter(|_| reader.is_localized);
    let localized = model.map(|model| (model.id.clone(), keys()));
    let older = Predicate::Outdated { updated_at: reader.system(SystemField::UpdatedAt)?, localized };
    Ok(if wanted { older } else { older.negated() })
}

/// Users are in every stage and nowhere outdated, so the answer is the same for all of them.
pub(super) fn copies_of_user(read: &QueryRead<'_>, key: &str, value: &Json) -> Predicate {
    let Some(input) = value.as_object() else { return Predicate::TRUE };
    let mut stages = read.content().stages.iter();
    let holds = match quantifier(key) {
        Quantifier::Every => stages.all(|stage| user_copy(stage, input)),
        Quantifier::Some => stages.any(|stage| user_copy(stage, input)),
        Quantifier::None => !stages.any(|stage| user_copy(stage, input)),
    };
    if holds { Predicate::TRUE } else { Predicate::FALSE }
}

fn user_copy(stage: &Stage, input: &Map<String, Json>) -> bool {
    input.iter().all(|(key, value)| {
        let inputs = || value.as_array().into_iter().flatten().filter_map(Json::as_object);
        match (key.as_str(), value) {
            ("AND", _) => inputs().all(|input| user_copy(stage, input)),
            ("OR", _) => inputs().next().is_none() || inputs().any(|input| user_copy(stage, input)),
            ("NOT", _) => inputs().next().is_none() || !inputs().all(|input| user_copy(stage, input)),
            ("stage", Json::String(name)) => *name == stage.api_id,
            ("compareWithParent", Json::Object(comparison)) => {
                comparison.get("outdated_to").and_then(Json::as_bool) != Some(true)
            }
            _ => true,
        }
    })
}
