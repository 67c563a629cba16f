//! Values that come with a change as JSON-encoded text: initial values and migration values (management-api.md §2.2).

use serde_json::Value;

use crate::enumeration::Enumeration;
use crate::error::ChangeError;
use crate::field::SimpleType;

fn wrong(text: &str, wanted: &str) -> ChangeError {
    ChangeError::Rule(format!("The value {text} does not fit the field: {wanted} is needed, encoded as JSON."))
}

/// Reads a value of a simple field in the form in which rows hold it.
pub(super) fn simple(simple_type: SimpleType, is_list: bool, text: &str) -> Result<Value, ChangeError> {
    let value: Value = serde_json::from_str(text).map_err(|_| wrong(text, wanted(simple_type)))?;
    if !is_list {
        return single(simple_type, value, text);
    }
    match value {
        Value::Array(items) => items
            .into_iter()
            .map(|item| single(simple_type, item, text))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        _ => Err(wrong(text, "a list")),
    }
}

fn wanted(simple_type: SimpleType) -> &'static str {
    match simple_type {
        SimpleType::Id | SimpleType::String => "a string such as \"\\\"text\\\"\"",
        SimpleType::RichText => "a rich text document with children",
        SimpleType::Int => "a 32-bit integer",
        SimpleType::Float => "a number",
        SimpleType::Boolean => "true or false",
        SimpleType::Json => "a JSON value",
        SimpleType::DateTime => "an instant in UTC such as 2026-01-31T12:00:00Z",
        SimpleType::Date => "a day such as 2026-01-31",
        SimpleType::Location => "an object with latitude and longitude",
        SimpleType::Color => "an object with r, g, b and a",
    }
}

fn single(simple_type: SimpleType, value: Value, text: &str) -> Result<Value, ChangeError> {
    let fits = match (&value, simple_type) {
        (Value::String(s), SimpleType::Id | SimpleType::String) => !s.contains('\0'),
        (Value::Number(n), SimpleType::Int) => n.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        (Value::Number(_), SimpleType::Float) | (Value::Bool(_), SimpleType::Boolean) => true,
        (Value::Object(o), SimpleType::RichText) => o.get("children").is_some_and(Value::is_array),
        (Value::Object(o), SimpleType::Location) => has_numbers(o, &["latitude", "longitude"]),
        (Value::Object(o), SimpleType::Color) => has_numbers(o, &["r", "g", "b", "a"]),
        (Value::String(s), SimpleType::Date) => is_date(s),
        (Value::String(s), SimpleType::DateTime) => return instant(s).ok_or_else(|| wrong(text, wanted(simple_type))),
        (value, SimpleType::Json) => !value.is_null(),
        _ => false,
    };
    if fits { Ok(value) } else { Err(wrong(text, wanted(simple_type))) }
}

fn has_numbers(object: &serde_json::Map<String, Value>, keys: &[&str]) -> bool {
    object.len() == keys.len() && keys.iter().all(|key| object.get(*key).is_some_and(Value::is_number))
}

fn digits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.chars().zip(pattern.chars()).all(|(c, p)| if p == '0' { c.is_ascii_digit() } else { c == p })
}

fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u32>().ok());
    digits(text, "0000-00-00")
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

/// An instant that is in UTC already, in canonical form: other offsets would need a calendar.
fn instant(text: &str) -> Option<Value> {
    let local = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (day, time) = local.split_once('T')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let right = is_date(day)
        && digits(clock, "00:00:00")
        && fraction.len() <= 6
        && fraction.chars().all(|c| c.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    right.then(|| Value::String(format!("{day}T{clock}{dot}{fraction}+00:00")))
}

/// Reads values of an enumeration: the bare apiId, a JSON string of it, or a JSON list; gives apiIds.
pub(super) fn enumeration_names(
    enumeration: &Enumeration,
    is_list: bool,
    text: &str,
) -> Result<Vec<String>, ChangeError> {
    let names = match serde_json::from_str::<Value>(text) {
        Ok(Value::String(name)) => vec![name],
        Ok(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        Ok(_) | Err(_) => vec![text.to_owned()],
    };
    if let Some(unknown) = names.iter().find(|name| enumeration.value(name).is_none()) {
        return Err(ChangeError::NotFound { what: "enumeration value", value: unknown.clone() });
    }
    if !is_list && names.len() != 1 {
        return Err(wrong(text, "one enumeration value"));
    }
    Ok(names)
}

/// The form in which rows hold enumeration values: a key, or a list of keys.
pub(super) fn enumeration_keys(enumeration: &Enumeration, is_list: bool, names: &[String]) -> Value {
    let mut keys = names.iter().filter_map(|name| enumeration.value(name)).map(|value| Value::from(value.key));
    if is_list { Value::Array(keys.collect()) } else { keys.next().unwrap_or(Value::Null) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_row_form() {
        let ok = |t, list, text: &str| simple(t, list, text).expect(text).to_string();
        assert_eq!(ok(SimpleType::String, false, "\"a\""), "\"a\"");
        assert_eq!(ok(SimpleType::String, true, "[\"a\",\"b\"]"), "[\"a\",\"b\"]");
        assert_eq!(ok(SimpleType::DateTime, false, "\"2026-01-31T12:00:00.500Z\""), "\"2026-01-31T12:00:00.5+00:00\"");
        for (t, text) in [
            (SimpleType::String, "plain"),
            (SimpleType::Int, "2147483648"),
            (SimpleType::Int, "1.5"),
            (SimpleType::Boolean, "\"true\""),
            (SimpleType::Date, "\"2026-13-01\""),
            (SimpleType::DateTime, "\"2026-01-31T12:00:00+02:00\""),
            (SimpleType::Location, "{\"latitude\":1}"),
            (SimpleType::Json, "null"),
        ] {
            assert!(simple(t, false, text).is_err(), "{t:?} {text}");
        }
    }
}
