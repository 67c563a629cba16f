//! One field's input value → the values of its columns, checked by the field's own rules (content-api-write.md §3.4).

use model::{ContentModel, EmbeddableModels, Field, FieldKind, SimpleType};
use serde_json::{Map, Value as Json, json};
use sql::Value;

use super::checks;
use super::error::WriteError;
use super::input::EmbeddedEntry;
use crate::instant;

/// The column values of a field for an input value that GraphQL has coerced already.
///
/// Explicit null clears: SQL null, or the empty list for a list. A required field refuses null.
pub(super) fn column_values(content: &ContentModel, field: &Field, input: &Json) -> Result<Vec<Value>, WriteError> {
    if input.is_null() {
        return cleared(field);
    }
    if field.is_list {
        return list(content, field, input).map(|list| vec![list]);
    }
    match &field.kind {
        FieldKind::Simple { simple_type: SimpleType::RichText, .. } => rich_text(field, input),
        FieldKind::Simple { simple_type, validations, .. } => {
            checks::single(field, validations.as_ref(), input)?;
            scalar(field, *simple_type, input).map(|value| vec![value])
        }
        FieldKind::Enumerable { .. } => enumeration_key(content, field, input).map(|key| vec![Value::Int(key)]),
        // Their values live in tables of their own and never come here.
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Ok(Vec::new()),
    }
}

/// The column value of a unique field by which an entry is named. The field's rules are for what is written: an entry from before a
/// rule is found, too.
pub(super) fn named(content: &ContentModel, field: &Field, input: &Json) -> Result<Value, WriteError> {
    match &field.kind {
        FieldKind::Simple { simple_type, .. } => scalar(field, *simple_type, input),
        FieldKind::Enumerable { .. } => enumeration_key(content, field, input).map(Value::Int),
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Err(misfit(field)),
    }
}

/// The column values of a field that a create input leaves out.
pub(super) fn absent(field: &Field) -> Vec<Value> {
    if field.is_list { vec![empty_list()] } else { Vec::new() }
}

fn empty_list() -> Value {
    Value::Json("[]".to_owned())
}

fn cleared(field: &Field) -> Result<Vec<Value>, WriteError> {
    if field.is_required {
        return Err(WriteError::required(&field.api_id));
    }
    if field.is_list {
        return Ok(vec![empty_list()]);
    }
    Ok(match &field.kind {
        FieldKind::Simple { simple_type: SimpleType::RichText, .. } => vec![Value::Null; 4],
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => vec![Value::Null],
    })
}

fn list(content: &ContentModel, field: &Field, input: &Json) -> Result<Value, WriteError> {
    let items = input.as_array().map_or_else(|| vec![input.clone()], Clone::clone);
    checks::list(field, &items)?;
    let kept: Result<Vec<Json>, WriteError> = match &field.kind {
        FieldKind::Simple { simple_type, .. } => {
            items.iter().map(|item| canonical(field, *simple_type, item)).collect()
        }
        FieldKind::Enumerable { .. } => {
            items.iter().map(|item| enumeration_key(content, field, item).map(Json::from)).collect()
        }
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Ok(Vec::new()),
    };
    Ok(Value::Json(Json::Array(kept?).to_string()))
}

fn enumeration_key(content: &ContentModel, field: &Field, input: &Json) -> Result<i64, WriteError> {
    let FieldKind::Enumerable { enumeration, .. } = &field.kind else { return Err(misfit(field)) };
    let name = input.as_str().ok_or_else(|| misfit(field))?;
    let value = content.enumeration_by_id(enumeration).and_then(|enumeration| enumeration.value(name));
    value.map(|value| value.key).ok_or_else(|| misfit(field))
}

fn misfit(field: &Field) -> WriteError {
    WriteError::input(format!("value does not fit the field \"{}\"", field.api_id))
}

/// A scalar as its column holds it.
fn scalar(field: &Field, simple_type: SimpleType, input: &Json) -> Result<Value, WriteError> {
    let kept = canonical(field, simple_type, input)?;
    Ok(match simple_type {
        SimpleType::Int => Value::Int(kept.as_i64().ok_or_else(|| misfit(field))?),
        SimpleType::Float => Value::Float(kept.as_f64().ok_or_else(|| misfit(field))?),
        SimpleType::Boolean => Value::Bool(kept.as_bool().ok_or_else(|| misfit(field))?),
        SimpleType::Json | SimpleType::Location | SimpleType::Color | SimpleType::RichText => {
            Value::Json(kept.to_string())
        }
        SimpleType::Id | SimpleType::String | SimpleType::DateTime | SimpleType::Date => {
            Value::Text(kept.as_str().ok_or_else(|| misfit(field))?.to_owned())
        }
    })
}

/// A scalar in the one form in which rows hold it, alone or in a list.
fn canonical(field: &Field, simple_type: SimpleType, input: &Json) -> Result<Json, WriteError> {
    let text = || input.as_str().ok_or_else(|| misfit(field));
    match simple_type {
        SimpleType::Id | SimpleType::String => {
            let text = input.as_str().map_or_else(|| input.to_string(), str::to_owned);
            // PostgreSQL's text cannot hold it, so neither engine takes it.
            if text.contains('\0') {
                return Err(WriteError::input(format!("value of the field \"{}\" must not contain NUL", field.api_id)));
            }
            Ok(Json::String(text))
        }
        SimpleType::Int | SimpleType::Float | SimpleType::Boolean => Ok(input.clone()),
        SimpleType::Json => without_nul(field, input).map(|()| input.clone()),
        SimpleType::RichText => Err(misfit(field)),
        SimpleType::DateTime => {
            let instant = instant::parse_instant(text()?);
            instant.map(Json::String).ok_or_else(|| not_an_instant(field))
        }
        SimpleType::Date => instant::parse_date(text()?).map(Json::String).ok_or_else(|| {
            WriteError::input(format!("value of the field \"{}\" must be a day such as 2026-01-31", field.api_id))
        }),
        SimpleType::Location => location(field, input),
        SimpleType::Color => color(field, input),
    }
}

fn not_an_instant(field: &Field) -> WriteError {
    let text =
        format!("value of the field \"{}\" must be an instant with offset such as 2026-01-31T12:00:00Z", field.api_id);
    WriteError::input(text)
}

/// Refuses U+0000 anywhere in a JSON value, keys included.
fn without_nul(field: &Field, value: &Json) -> Result<(), WriteError> {
    // serde_json writes NUL as this escape and a backslash as two, so a preceding odd backslash cannot occur otherwise.
    let text = value.to_string();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("\\u0000") {
        let backslashes = rest[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 0 {
            return Err(WriteError::input(format!("value of the field \"{}\" must not contain NUL", field.api_id)));
        }
        rest = &rest[at + 6..];
    }
    Ok(())
}

fn location(field: &Field, input: &Json) -> Result<Json, WriteError> {
    let number = |key: &str, bound: f64| {
        input.get(key).and_then(Json::as_f64).filter(|n| n.abs() <= bound).ok_or_else(|| {
            let text = format!("{key} of the field \"{}\" must be between -{bound} and {bound}", field.api_id);
            WriteError::input(text)
        })
    };
    Ok(json!({ "latitude": number("latitude", 90.0)?, "longitude": number("longitude", 180.0)? }))
}

/// `hex` or `rgba`; `rgba` wins when both are given.
fn color(field: &Field, input: &Json) -> Result<Json, WriteError> {
    let wrong = |what: &str| WriteError::input(format!("{what} of the field \"{}\" is not a color", field.api_id));
    if let Some(rgba) = input.get("rgba").and_then(Json::as_object) {
        return rgba_color(rgba).ok_or_else(|| wrong("rgba"));
    }
    let hex = input.get("hex").and_then(Json::as_str);
    let hex = hex.ok_or_else(|| WriteError::input(format!("give hex or rgba for the field \"{}\"", field.api_id)))?;
    hex_color(hex).ok_or_else(|| wrong("hex"))
}

fn rgba_color(rgba: &Map<String, Json>) -> Option<Json> {
    let hue = |key: &str| rgba.get(key)?.as_i64().filter(|hue| (0..=255).contains(hue));
    let alpha = rgba.get("a")?.as_f64().filter(|alpha| (0.0..=1.0).contains(alpha))?;
    Some(json!({ "r": hue("r")?, "g": hue("g")?, "b": hue("b")?, "a": alpha }))
}

/// 3, 4, 6 or 8 hex digits after `#` (content-api-read.md §9.1).
fn hex_color(hex: &str) -> Option<Json> {
    let digits = hex.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let long = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect::<String>(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let byte = |at: usize| long.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let alpha = byte(6).map_or(1.0, |alpha| (f64::from(alpha) / 255.0 * 100.0).round() / 100.0);
    Some(json!({ "r": byte(0)?, "g": byte(2)?, "b": byte(4)?, "a": alpha }))
}

/// AST, html, markdown, text: rendered when written, so that reading never renders.
fn rich_text(field: &Field, input: &Json) -> Result<Vec<Value>, WriteError> {
    without_nul(field, input)?;
    let wrong =
        |error: richtext::AstError| WriteError::input(format!("rich text of the field \"{}\": {error}", field.api_id));
    richtext::check(input).map_err(wrong)?;
    let rendered = richtext::render(input);
    Ok(vec![
        Value::Json(input.to_string()),
        Value::Text(rendered.html),
        Value::Text(rendered.markdown),
        Value::Text(rendered.text),
    ])
}

/// The entries that a value which has passed [`column_values`] embeds or links to. Whether they may be there, and are, is seen
/// when the value is written.
pub(super) fn embedded(content: &ContentModel, field: &Field, value: &Json) -> Vec<EmbeddedEntry> {
    let models = match &field.kind {
        FieldKind::Simple { simple_type: SimpleType::RichText, embeds: EmbeddableModels::Models(models), .. } => {
            models.as_slice()
        }
        FieldKind::Simple { simple_type: SimpleType::RichText, embeds: EmbeddableModels::Off, .. } => &[],
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => return Vec::new(),
    };
    let entry = |embed: richtext::Embed| {
        let mut embeddable = models.iter().filter_map(|id| content.model_by_id(id));
        let model = embeddable.find(|model| model.api_id == embed.node_type).map(|model| model.id.clone());
        EmbeddedEntry { embed, model }
    };
    richtext::embeds(value).into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_colors() {
        assert_eq!(hex_color("#fff"), Some(json!({"r":255,"g":255,"b":255,"a":1.0})));
        assert_eq!(hex_color("#0080FF80"), Some(json!({"r":0,"g":128,"b":255,"a":0.5})));
        for wrong in ["fff", "#ff", "#gggggg", "#fffff", "#ünü"] {
            assert_eq!(hex_color(wrong), None, "{wrong}");
        }
    }
}
