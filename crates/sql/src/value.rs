//! Values that are bound to a statement and read from a row.

/// A value of the database: what is bound to a placeholder, and what a row holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL `NULL`, of any type.
    Null,
    /// `BOOLEAN`; 0 or 1 on SQLite.
    Bool(bool),
    /// `BIGINT` (or a narrower integer column).
    Int(i64),
    /// `DOUBLE PRECISION`.
    Float(f64),
    /// `TEXT`.
    Text(String),
    /// JSON text, for a `TEXT` column or, by a cast, for `json`.
    Json(String),
    /// One bound list of texts, for [`crate::list_contains`].
    Texts(Vec<String>),
    /// One bound list of integers, for [`crate::list_contains`].
    Ints(Vec<i64>),
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        Self::Json(value.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
