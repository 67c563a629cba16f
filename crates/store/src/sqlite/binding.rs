//! Values to SQLite and back.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use sql::Value;

use super::failure;
use crate::{Row, StoreError};

/// Binds `values` to the placeholders `$1`, `$2`, … of a prepared statement.
///
/// SQLite takes `$1` (and `$1::bigint`) for a *named* parameter and numbers names by first appearance, so values are
/// bound by the number in the name. A plain `?` has none: there the order is that of the values. The text stays as it is: no scanning, no second text to cache.
pub(super) fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> Result<(), StoreError> {
    let mut highest = 0;
    for index in 1..=statement.parameter_count() {
        let number = match statement.parameter_name(index) {
            Some(name) => placeholder_number(name).ok_or_else(wrong_placeholder)?,
            // A plain `?`.
            None => index,
        };
        highest = highest.max(number);
        let value = number.checked_sub(1).and_then(|position| values.get(position)).ok_or_else(wrong_placeholder)?;
        statement.raw_bind_parameter(index, Bound(value)).map_err(failure::map)?;
    }
    // PostgreSQL refuses a value without a placeholder; what is a defect there is one here.
    if highest == values.len() { Ok(()) } else { Err(wrong_placeholder()) }
}

/// The number in a parameter's name: 12 of `$12` and of `$12::bigint`.
fn placeholder_number(name: &str) -> Option<usize> {
    let rest = name.strip_prefix('$')?;
    let digits = rest.find(|character: char| !character.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    digits.parse().ok()
}

fn wrong_placeholder() -> StoreError {
    StoreError::Other("the statement's placeholders and values do not match".to_owned())
}

struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Bool(truth) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*truth))),
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Float(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Value::Text(text) | Value::Json(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Texts(texts) => list(texts)?,
            Value::Ints(numbers) => list(numbers)?,
        })
    }
}

/// A list as the JSON text that `json_each` reads.
fn list<T>(items: &[T]) -> rusqlite::Result<ToSqlOutput<'static>>
where
    serde_json::Value: From<Vec<T>>,
    T: Clone,
{
    let text = serde_json::Value::from(items.to_vec()).to_string();
    Ok(ToSqlOutput::Owned(text.into()))
}

/// Runs a bound statement to its end and reads its rows.
pub(super) fn read_rows(statement: &mut rusqlite::Statement<'_>) -> Result<Vec<Row>, StoreError> {
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut read = Vec::new();
    while let Some(row) = rows.next().map_err(failure::map)? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(value(row.get_ref(column).map_err(failure::map)?)?);
        }
        read.push(Row::new(values));
    }
    Ok(read)
}

fn value(found: ValueRef<'_>) -> Result<Value, StoreError> {
    match found {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Real(number) => Ok(Value::Float(number)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(StoreError::Other("the database holds text that is not UTF-8".to_owned())),
        },
        ValueRef::Blob(_) => Err(StoreError::Other("the statement gives a blob; nothing of ours is one".to_owned())),
    }
}
