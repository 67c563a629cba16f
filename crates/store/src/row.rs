//! A row of an answer.

use model::ContentObject;
use sql::Value;

use crate::StoreError;

/// One row. Columns are read by position, from 0, as the type that the statement gives them.
///
/// Every reader fails with [`StoreError::Other`] when there is no such column or it holds something else: that is a
/// defect of the statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self { values }
    }

    /// How many columns the row has.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether the row has no columns.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The column as it came. On SQLite a boolean is an integer and JSON is text.
    pub fn value(&self, column: usize) -> Result<&Value, StoreError> {
        self.values.get(column).ok_or_else(|| StoreError::Other(format!("the row has no column {column}")))
    }

    /// Text (or the text of a JSON column) that is not NULL.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.opt_text(column)?.ok_or_else(|| null(column))
    }

    /// Text or NULL.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) | Value::Json(text) => Ok(Some(text)),
            other => Err(unexpected(column, "text", other)),
        }
    }

    /// Takes the text of a column out of the row without copying it; NULL stays behind.
    pub fn take_text(&mut self, column: usize) -> Result<String, StoreError> {
        self.text(column)?;
        match std::mem::replace(&mut self.values[column], Value::Null) {
            Value::Text(text) | Value::Json(text) => Ok(text),
            other => Err(unexpected(column, "text", &other)),
        }
    }

    /// The text of a JSON column that is not NULL.
    pub fn json(&self, column: usize) -> Result<&str, StoreError> {
        self.text(column)
    }

    /// An integer that is not NULL.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| null(column))
    }

    /// An integer or NULL.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other => Err(unexpected(column, "an integer", other)),
        }
    }

    /// A boolean that is not NULL.
    pub fn bool(&self, column: usize) -> Result<bool, StoreError> {
        self.opt_bool(column)?.ok_or_else(|| null(column))
    }

    /// A boolean or NULL. SQLite's integers 0 and 1 count.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bool(truth) => Ok(Some(*truth)),
            Value::Int(0) => Ok(Some(false)),
            Value::Int(1) => Ok(Some(true)),
            other => Err(unexpected(column, "a boolean", other)),
        }
    }

    /// A double that is not NULL; an integer counts.
    pub fn float(&self, column: usize) -> Result<f64, StoreError> {
        self.opt_float(column)?.ok_or_else(|| null(column))
    }

    /// A double or NULL; an integer counts.
    pub fn opt_float(&self, column: usize) -> Result<Option<f64>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Float(number) => Ok(Some(*number)),
            Value::Int(number) => Ok(Some(*number as f64)),
            other => Err(unexpected(column, "a number", other)),
        }
    }
}

fn null(column: usize) -> StoreError {
    StoreError::Other(format!("column {column} is NULL where a value is expected"))
}

/// Names the kind of what was found, never the value: it may be a secret.
fn unexpected(column: usize, expected: &str, found: &Value) -> StoreError {
    let found = match found {
        Value::Null => "NULL",
        Value::Bool(_) => "a boolean",
        Value::Int(_) => "an integer",
        Value::Float(_) => "a double",
        Value::Text(_) => "text",
        Value::Json(_) => "JSON",
        Value::Texts(_) | Value::Ints(_) => "a list",
    };
    StoreError::Other(format!("column {column} holds {found} where {expected} is expected"))
}

/// The objects of the rows that [`sql::environment::content_model::objects`] gives.
///
/// # Errors
/// That the rows are others.
pub fn content_objects(rows: &[Row]) -> Result<Vec<ContentObject>, StoreError> {
    let object = |row: &Row| {
        Ok(ContentObject {
            id: row.text(1)?.to_owned(),
            kind: row.text(2)?.to_owned(),
            ordinal: row.int(3)?,
            body: row.text(4)?.to_owned(),
        })
    };
    rows.iter().map(object).collect()
}
