//! A field's validations, with the texts of content-api-write.md §5.

use model::{Field, FieldKind, FloatRange, IntRange, Pattern, Validations};
use regex::RegexBuilder;
use serde_json::Value as Json;

use super::error::WriteError;

/// Checks one value of a simple field.
pub(super) fn single(field: &Field, validations: Option<&Validations>, value: &Json) -> Result<(), WriteError> {
    // A required text that is empty is missing (content-api-write.md §3.4).
    if field.is_required && value.as_str() == Some("") {
        let text = format!("value for required field \"{}\" must not be empty", field.api_id);
        return Err(WriteError::input(text));
    }
    item(field, validations, value)
}

/// Checks a list and each of its items.
pub(super) fn list(field: &Field, items: &[Json]) -> Result<(), WriteError> {
    if field.is_required && items.is_empty() {
        let text = format!("value for required field \"{}\" must not be empty", field.api_id);
        return Err(WriteError::input(text));
    }
    let validations = match &field.kind {
        FieldKind::Simple { validations, .. } => validations.as_ref(),
        FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    };
    let count = match validations {
        Some(
            Validations::String { list_item_count, .. }
            | Validations::Int { list_item_count, .. }
            | Validations::Float { list_item_count, .. },
        ) => list_item_count.as_ref(),
        None => None,
    };
    if let Some(range) = count {
        within(items.len() as i64, range, " items", "have ")?;
    }
    items.iter().try_for_each(|value| item(field, validations, value))
}

fn item(field: &Field, validations: Option<&Validations>, value: &Json) -> Result<(), WriteError> {
    match validations {
        Some(Validations::String { characters, matches, not_matches, .. }) => {
            let Some(text) = value.as_str() else { return Ok(()) };
            if let Some(range) = characters {
                within(text.chars().count() as i64, range, " characters", "have ")?;
            }
            if let Some(pattern) = matches {
                pattern_holds(field, pattern, text, true)?;
            }
            not_matches.as_ref().map_or(Ok(()), |pattern| pattern_holds(field, pattern, text, false))
        }
        Some(Validations::Int { range: Some(range), .. }) => {
            value.as_i64().map_or(Ok(()), |number| within(number, range, "", "be "))
        }
        Some(Validations::Float { range: Some(range), .. }) => {
            value.as_f64().map_or(Ok(()), |number| within_float(number, range))
        }
        Some(Validations::Int { range: None, .. } | Validations::Float { range: None, .. }) | None => Ok(()),
    }
}

fn bounds_text(min: Option<String>, max: Option<String>, unit: &str, verb: &str) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("Expected value to {verb}between {min} and {max}{unit}."),
        (Some(min), None) => format!("Expected value to {verb}at least {min}{unit}."),
        (None, Some(max)) => format!("Expected value to {verb}no more than {max}{unit}."),
        (None, None) => String::new(),
    }
}

fn within(number: i64, range: &IntRange, unit: &str, verb: &str) -> Result<(), WriteError> {
    if range.min.is_none_or(|min| number >= min) && range.max.is_none_or(|max| number <= max) {
        return Ok(());
    }
    let own = || bounds_text(range.min.map(|n| n.to_string()), range.max.map(|n| n.to_string()), unit, verb);
    Err(WriteError::input(range.error_message.clone().unwrap_or_else(own)))
}

fn within_float(number: f64, range: &FloatRange) -> Result<(), WriteError> {
    if range.min.is_none_or(|min| number >= min) && range.max.is_none_or(|max| number <= max) {
        return Ok(());
    }
    let own = || bounds_text(range.min.map(|n| n.to_string()), range.max.map(|n| n.to_string()), "", "be ");
    Err(WriteError::input(range.error_message.clone().unwrap_or_else(own)))
}

fn pattern_holds(field: &Field, pattern: &Pattern, text: &str, wanted: bool) -> Result<(), WriteError> {
    let Some(regex) = &pattern.regex else { return Ok(()) };
    let flag = |flag: &str| pattern.flags.iter().any(|other| other == flag);
    let built = RegexBuilder::new(regex)
        .case_insensitive(flag("i"))
        .multi_line(flag("m"))
        .dot_matches_new_line(flag("s"))
        .build();
    // A pattern is checked when the field is saved; one that no longer builds refuses rather than lets pass.
    let holds = built.is_ok_and(|regex| regex.is_match(text) == wanted);
    if holds {
        return Ok(());
    }
    let not = if wanted { "" } else { "not " };
    let own = || format!("Expected value to {not}match the pattern of the field \"{}\".", field.api_id);
    Err(WriteError::input(pattern.error_message.clone().unwrap_or_else(own)))
}
