//! Answers about the schema itself, kept as bytes: a full answer of a schema of 30 models is 3.9 MB and takes 150 ms to make.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::introspection::{check_max_depth, partial_execute};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::validation::Valid;
use indexmap::IndexMap;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::executable::Operation;
use crate::{Document, ErrorKind, GraphqlError};

/// JSON texts of the root fields `__schema` and `__type` of one operation, by response key.
#[derive(Debug, Default)]
pub struct Introspection(IndexMap<String, Box<RawValue>>);

impl Introspection {
    /// The field's JSON text.
    pub fn get(&self, response_key: &str) -> Option<&RawValue> {
        self.0.get(response_key).map(|text| &**text)
    }

    fn size(&self) -> usize {
        self.0.values().map(|text| text.get().len()).sum()
    }
}

/// Whether a root field of a query asks about the schema. `__typename` is no such field: it is the object's own.
pub fn is_introspection(field_name: &str) -> bool {
    matches!(field_name, "__schema" | "__type")
}

/// Answers the root fields of a query that ask about the schema; other root fields are the caller's. Answers are kept per schema, by
/// document, operation and variables.
///
/// Uses the processor for up to 150 ms at the first call: on a server with few threads, not beside other requests.
pub fn introspect(
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> Result<Arc<Introspection>, GraphqlError> {
    let key = AnswerKey {
        operation: operation.name.as_ref().map(|name| name.to_string()),
        variables: Value::Object(variables.clone()).to_string(),
        text: document.text().to_owned(),
    };
    let answers = document.schema().answers();
    if let Some(answer) = answers.get(&key) {
        return Ok(answer);
    }
    let answer = Arc::new(answer(document, operation, variables)?);
    answers.put(key, answer.clone());
    Ok(answer)
}

fn answer(
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> Result<Introspection, GraphqlError> {
    let failed = |reason: &str| GraphqlError::at(ErrorKind::Limit, document.flavor(), None, reason);
    check_max_depth(document.executable(), operation).map_err(|_| {
        failed("The introspection query nests fields, interfaces, possibleTypes or inputFields more than 2 deep.")
    })?;
    let variables: JsonMap =
        variables.iter().map(|(name, value)| (name.as_str().into(), JsonValue::from(value.clone()))).collect();
    let schema = document.schema();
    let response = partial_execute(
        schema.definition(),
        schema.implementers(),
        document.executable(),
        operation,
        &Valid::assume_valid(variables),
    )
    .map_err(|error| failed(&error.message().to_string()))?;
    let fields = response.data.unwrap_or_default();
    let texts =
        fields.iter().map(|(key, value)| Ok((key.as_str().to_owned(), serde_json::value::to_raw_value(value)?)));
    let texts: Result<_, serde_json::Error> = texts.collect();
    texts.map(Introspection).map_err(|error| failed(&error.to_string()))
}

/// The whole key is compared: a collision of hashes would answer one client with another's document.
#[derive(Debug, PartialEq, Eq)]
struct AnswerKey {
    operation: Option<String>,
    variables: String,
    text: String,
}

/// The last answers of one schema. The newest is always kept, however large; older ones go when count or size are over the bound.
#[derive(Default)]
pub(crate) struct AnswerCache(Mutex<VecDeque<(AnswerKey, Arc<Introspection>)>>);

const MOST_ANSWERS: usize = 8;
const MOST_BYTES: usize = 16_000_000;

impl AnswerCache {
    fn get(&self, key: &AnswerKey) -> Option<Arc<Introspection>> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers.iter().position(|(kept, _)| kept == key)?;
        let found = answers.remove(at)?;
        let answer = found.1.clone();
        answers.push_front(found);
        Some(answer)
    }

    fn put(&self, key: AnswerKey, answer: Arc<Introspection>) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(kept, _)| *kept != key);
        answers.push_front((key, answer));
        let size = |answers: &VecDeque<(AnswerKey, Arc<Introspection>)>| {
            answers.iter().map(|(_, answer)| answer.size()).sum::<usize>()
        };
        while answers.len() > 1 && (answers.len() > MOST_ANSWERS || size(&answers) > MOST_BYTES) {
            answers.pop_back();
        }
    }
}
