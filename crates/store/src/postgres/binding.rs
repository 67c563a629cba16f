//! Values to PostgreSQL, by the type that it inferred for each placeholder, and back.

use std::error::Error;
use std::fmt;

use bytes::{BufMut, BytesMut};
use sql::Value;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Row as Answer, Statement as Prepared};

use super::failure;
use crate::{Row, StoreError};

/// The values as parameters of a prepared statement, whose number of placeholders they must have.
pub(super) fn parameters<'v>(prepared: &Prepared, values: &'v [Value]) -> Result<Vec<Bound<'v>>, StoreError> {
    if prepared.params().len() == values.len() {
        Ok(values.iter().map(Bound).collect())
    } else {
        Err(StoreError::Other("the statement's placeholders and values do not match".to_owned()))
    }
}

/// Whether each placeholder's type can take its value.
pub(super) fn fits(prepared: &Prepared, values: &[Value]) -> bool {
    prepared.params().len() == values.len()
        && prepared.params().iter().zip(values).all(|(kind, value)| takes(kind, value))
}

/// Whether a placeholder of a type can take a value.
fn takes(kind: &Type, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) => *kind == Type::BOOL,
        Value::Int(_) => matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::FLOAT8),
        Value::Float(_) => matches!(*kind, Type::FLOAT8 | Type::FLOAT4),
        Value::Text(_) | Value::Json(_) => is_text(kind) || matches!(*kind, Type::JSON | Type::JSONB),
        Value::Texts(_) => matches!(*kind, Type::TEXT_ARRAY | Type::VARCHAR_ARRAY),
        Value::Ints(_) => matches!(*kind, Type::INT8_ARRAY | Type::INT4_ARRAY | Type::INT2_ARRAY),
    }
}

/// A value that takes the form that its placeholder's type asks for. Its `Debug` shows nothing: the driver logs the
/// values of each statement at level debug, password hashes and people's content among them (security case 36).
pub(super) struct Bound<'v>(&'v Value);

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if !takes(kind, self.0) {
            return Err(format!("a placeholder of type {kind} cannot take the value that is bound to it").into());
        }
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Bool(truth) => truth.to_sql(kind, out),
            Value::Int(number) => match *kind {
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::FLOAT8 => (*number as f64).to_sql(kind, out),
                _ => number.to_sql(kind, out),
            },
            Value::Float(number) if *kind == Type::FLOAT4 => (*number as f32).to_sql(kind, out),
            Value::Float(number) => number.to_sql(kind, out),
            Value::Text(text) | Value::Json(text) => {
                if *kind == Type::JSONB {
                    // The version of jsonb's binary form.
                    out.put_u8(1);
                }
                out.put_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Value::Texts(texts) => texts.to_sql(kind, out),
            Value::Ints(numbers) => match *kind {
                Type::INT4_ARRAY => narrow::<i32>(numbers)?.to_sql(kind, out),
                Type::INT2_ARRAY => narrow::<i16>(numbers)?.to_sql(kind, out),
                _ => numbers.to_sql(kind, out),
            },
        }
    }

    fn accepts(_: &Type) -> bool {
        // `takes` decides by value and type together.
        true
    }

    to_sql_checked!();
}

fn narrow<T: TryFrom<i64>>(numbers: &[i64]) -> Result<Vec<T>, T::Error> {
    numbers.iter().map(|number| T::try_from(*number)).collect()
}

fn is_text(kind: &Type) -> bool {
    matches!(*kind, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)
}

/// Reads a row by the types of its columns.
pub(super) fn read_row(answer: &Answer) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(answer.len());
    for column in 0..answer.len() {
        let Read(value) = answer.try_get(column).map_err(|error| failure::map(&error))?;
        values.push(value);
    }
    Ok(Row::new(values))
}

struct Read(Value);

impl<'a> FromSql<'a> for Read {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(kind, raw)?),
            Type::FLOAT4 => Value::Float(f32::from_sql(kind, raw)?.into()),
            Type::JSON => Value::Json(std::str::from_utf8(raw)?.to_owned()),
            // The first byte is the version of jsonb's binary form.
            Type::JSONB => Value::Json(std::str::from_utf8(raw.get(1..).unwrap_or_default())?.to_owned()),
            _ if is_text(kind) => Value::Text(std::str::from_utf8(raw)?.to_owned()),
            _ => return Err(format!("a column of type {kind} is not read; the statement must cast it").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        // `from_sql` names the type that it does not know.
        true
    }
}
