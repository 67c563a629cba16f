//! What clients were answered, in a form that does not depend on ids and times.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// All answers of one test, in order. Clones share one list.
#[derive(Clone, Default)]
pub struct Transcript(Arc<Mutex<Vec<Value>>>);

impl Transcript {
    /// Notes an answer.
    pub(crate) fn note(&self, answer: Value) {
        self.0.lock().expect("no test panics while noting").push(answer);
    }

    /// The answers with ids, times, tokens and addresses replaced by what kind they are and how many came before.
    pub fn normalised(&self) -> Vec<Value> {
        let mut names = HashMap::new();
        let answers = self.0.lock().expect("no test panics while noting");
        answers.iter().map(|answer| normalise(answer, &mut names)).collect()
    }
}

fn normalise(value: &Value, names: &mut HashMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(name(text, names)),
        Value::Array(items) => items.iter().map(|item| normalise(item, names)).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), normalise(value, names))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn name(text: &str, names: &mut HashMap<String, String>) -> String {
    // A message quotes the id that it is about.
    if text.contains(' ') && text.contains('"') {
        return text.split('"').map(|part| name(part, names)).collect::<Vec<_>>().join("\"");
    }
    let is_id = text.len() == 25 && text.starts_with('c') && text.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_time = text.len() >= 25 && text.ends_with("+00:00") && text.as_bytes()[10] == b'T' && text.starts_with("20");
    let is_token = text.len() > 40 && !text.contains(' ') && !text.contains('/');
    let kind = match () {
        () if is_id => "id",
        () if is_hex => "hex",
        () if is_time => return "<time>".to_owned(),
        () if text.starts_with("http://127.0.0.1:") => return "<address>".to_owned(),
        () if is_token => "token",
        () => return text.to_owned(),
    };
    let number = names.len();
    names.entry(text.to_owned()).or_insert_with(|| format!("<{kind} {number}>")).clone()
}
