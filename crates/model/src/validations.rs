//! Limits that a field puts on its values (management-api.md §2.2).

use serde::{Deserialize, Serialize};

/// Bounds of a length, a count or an integer. A missing bound does not limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntRange {
    /// Smallest value allowed.
    pub min: Option<i64>,
    /// Largest value allowed.
    pub max: Option<i64>,
    /// What the person reads instead of our own text.
    pub error_message: Option<String>,
}

/// Bounds of a float.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FloatRange {
    /// Smallest value allowed.
    pub min: Option<f64>,
    /// Largest value allowed.
    pub max: Option<f64>,
    /// What the person reads instead of our own text.
    pub error_message: Option<String>,
}

/// A regular expression of the linear-time kind, with the flags `i`, `m` and `s`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pattern {
    /// The expression.
    pub regex: Option<String>,
    /// Flags; Studio sends `i`, `m`, `s`.
    #[serde(default)]
    pub flags: Vec<String>,
    /// What the person reads instead of our own text.
    pub error_message: Option<String>,
}

/// What a simple field checks; the variant must fit the field's type (management-api.md §4.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Validations {
    /// For String fields.
    String {
        /// Length in characters.
        characters: Option<IntRange>,
        /// Number of items of a list.
        list_item_count: Option<IntRange>,
        /// Must match.
        matches: Option<Pattern>,
        /// Must not match.
        not_matches: Option<Pattern>,
    },
    /// For Int fields.
    Int {
        /// Bounds of the number.
        range: Option<IntRange>,
        /// Number of items of a list.
        list_item_count: Option<IntRange>,
    },
    /// For Float fields.
    Float {
        /// Bounds of the number.
        range: Option<FloatRange>,
        /// Number of items of a list.
        list_item_count: Option<IntRange>,
    },
}
