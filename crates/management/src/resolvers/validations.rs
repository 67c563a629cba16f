//! The union `SimpleFieldValidations`.

use graphql::Resolved;
use model::{FloatRange, IntRange, Pattern, Validations};
use serde_json::Value;

use super::{Record, text};

/// The limits of a scalar field.
pub(super) fn resolved(validations: &Validations) -> Resolved {
    match validations {
        Validations::String { characters, list_item_count, matches, not_matches } => Record::of(
            "StringFieldValidations",
            vec![
                ("characters", int_range(characters.as_ref())),
                ("listItemCount", int_range(list_item_count.as_ref())),
                ("matches", pattern(matches.as_ref())),
                ("notMatches", pattern(not_matches.as_ref())),
            ],
        ),
        Validations::Int { range, list_item_count } => Record::of(
            "IntFieldValidations",
            vec![("range", int_range(range.as_ref())), ("listItemCount", int_range(list_item_count.as_ref()))],
        ),
        Validations::Float { range, list_item_count } => Record::of(
            "FloatFieldValidations",
            vec![("range", float_range(range.as_ref())), ("listItemCount", int_range(list_item_count.as_ref()))],
        ),
    }
}

fn int_range(range: Option<&IntRange>) -> Resolved {
    let Some(range) = range else { return Resolved::Null };
    let fields = vec![
        ("min", Resolved::from(range.min)),
        ("max", Resolved::from(range.max)),
        ("errorMessage", text(range.error_message.as_ref())),
    ];
    Record::of("FieldValidationRange", fields)
}

fn float_range(range: Option<&FloatRange>) -> Resolved {
    let Some(range) = range else { return Resolved::Null };
    let fields = vec![
        ("min", Resolved::from(range.min.map(Value::from))),
        ("max", Resolved::from(range.max.map(Value::from))),
        ("errorMessage", text(range.error_message.as_ref())),
    ];
    Record::of("FieldValidationFloatRange", fields)
}

fn pattern(pattern: Option<&Pattern>) -> Resolved {
    let Some(pattern) = pattern else { return Resolved::Null };
    let fields = vec![
        ("regex", text(pattern.regex.as_ref())),
        ("flags", Resolved::Leaf(Value::from(pattern.flags.clone()))),
        ("errorMessage", text(pattern.error_message.as_ref())),
    ];
    Record::of("FieldValidationRegEx", fields)
}
