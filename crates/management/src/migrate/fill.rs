//! What a migration writes into rows that have no value: the form in which rows hold it (`model` has checked that it
//! fits the field).

use model::{Effect, Field, FieldKind, SimpleType, Storage};
use serde_json::{Map, Value};

/// Whether the rich texts that effects write are documents: `model` does not know their form.
pub(super) fn check(effects: &[Effect]) -> Result<(), richtext::AstError> {
    effects.iter().try_for_each(|effect| match effect {
        Effect::RequireValues { column, fill: Some(fill), .. } | Effect::FillNulls { column, fill }
            if column.storage == Storage::RichText =>
        {
            richtext::check(fill)
        }
        _ => Ok(()),
    })
}

/// Columns of a field with their values: one, or four for a rich text, in the order of the table.
pub(super) fn row_values(field: &Field, storage: Storage, value: &Value) -> Vec<sql::Value> {
    match storage {
        Storage::Int => vec![value.as_i64().map_or(sql::Value::Null, sql::Value::Int)],
        Storage::Float => vec![value.as_f64().map_or(sql::Value::Null, sql::Value::Float)],
        Storage::Bool => vec![value.as_bool().map_or(sql::Value::Null, sql::Value::Bool)],
        Storage::RichText => {
            let rendered = richtext::render(value);
            let texts = [rendered.html, rendered.markdown, rendered.text].map(sql::Value::Text);
            std::iter::once(sql::Value::from(value)).chain(texts).collect()
        }
        Storage::Text | Storage::Moment => vec![text_value(field, value)],
    }
}

/// Lists and JSON stand as JSON text, all else as the bare text.
fn text_value(field: &Field, value: &Value) -> sql::Value {
    let FieldKind::Simple { simple_type, .. } = &field.kind else { return sql::Value::from(value) };
    match (value, simple_type) {
        (Value::Array(items), _) if field.is_list => {
            let items: Vec<Value> = items.iter().map(|item| canonical(*simple_type, item)).collect();
            sql::Value::Json(Value::Array(items).to_string())
        }
        (Value::String(text), kind) if *kind != SimpleType::Json => sql::Value::Text(text.clone()),
        (value, kind) => sql::Value::Json(canonical(*kind, value).to_string()),
    }
}

/// Objects with fixed keys in the order in which every row has them, so that equal values are equal texts.
fn canonical(simple_type: SimpleType, value: &Value) -> Value {
    let keys: &[&str] = match simple_type {
        SimpleType::Location => &["latitude", "longitude"],
        SimpleType::Color => &["r", "g", "b", "a"],
        SimpleType::Id
        | SimpleType::String
        | SimpleType::RichText
        | SimpleType::Int
        | SimpleType::Float
        | SimpleType::Boolean
        | SimpleType::Json
        | SimpleType::DateTime
        | SimpleType::Date => return value.clone(),
    };
    let ordered = keys.iter().map(|key| ((*key).to_owned(), value.get(*key).cloned().unwrap_or(Value::Null)));
    Value::Object(ordered.collect::<Map<_, _>>())
}
