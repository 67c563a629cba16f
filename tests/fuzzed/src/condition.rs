//! Conditions of permissions.

use std::sync::{Arc, OnceLock};

use access::WhereInput;
use content::condition::Conditions;
use model::ids::ModelId;
use serde_json::Value;

use crate::blog;

fn conditions() -> &'static Conditions {
    static CONDITIONS: OnceLock<Conditions> = OnceLock::new();
    CONDITIONS.get_or_init(|| Conditions::new(Arc::new(blog::content_model())).unwrap())
}

pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let is_object = matches!(serde_json::from_str(text), Ok(Value::Object(_)));
    let Some(parsed) = WhereInput::parse(text) else {
        assert!(!is_object, "an object is refused");
        return;
    };
    assert!(is_object, "something else than an object is taken");
    let again = WhereInput::parse(parsed.text());
    assert_eq!(again.as_ref(), Some(&parsed), "it reads differently when it is read again");
    assert_eq!(again.as_ref().map(WhereInput::object), Some(parsed.object()));

    let thing = ModelId::new(blog::THING);
    let verdict = |input: &WhereInput| conditions().check(&thing, input).map_err(|error| error.to_string());
    let (first, second) = (verdict(&parsed), again.map(|again| verdict(&again)));
    assert_eq!(second, Some(first.clone()), "what was kept is judged differently");
    if first.is_ok() {
        assert!(!parsed.object().is_empty(), "a condition that lets everything through");
        let (condition, text) = (Value::Object(parsed.object().clone()), parsed.text());
        assert!(!has_key(&condition, "_search"), "a condition that searches: {text}");
        assert!(!holds_nul(&condition), "a condition with a character that no content holds: {text}");
    }
}

fn has_key(value: &Value, key: &str) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| name == key || has_key(value, key)),
        Value::Array(items) => items.iter().any(|item| has_key(item, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::String(text) => text.contains('\0'),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
