//! rusqlite: threads with a connection each.

use std::path::Path;
use std::time::Instant;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};
use sql::Value;

use crate::Result;
use crate::measured::{Latencies, Window};
use crate::question::Hops;
use crate::statement::{Parameter, Statement};

/// Reads in so many threads until the window is over.
pub fn run(file: &Path, statement: &Statement, threads: usize, window: Window) -> Result<Latencies> {
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..threads).map(|number| scope.spawn(move || run_one(file, statement, number, window))).collect();
        let mut all = Latencies::default();
        for thread in threads {
            all.append(thread.join().map_err(|_| "a thread panicked")??);
        }
        Ok(all)
    })
}

fn run_one(file: &Path, statement: &Statement, number: usize, window: Window) -> Result<Latencies> {
    // Opened and set as the server's readers are.
    let access = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, access)?;
    connection.execute_batch(sql::session::SQLITE_READER)?;
    let mut prepared = connection.prepare(&statement.text)?;
    let places = places(&prepared, statement)?;
    let values = statement.variable.as_ref().map(|variable| &*variable.values).unwrap_or_default();
    let mut hops = Hops::new(values.len().max(1), number);
    let mut latencies = Latencies::default();
    while !window.is_over() {
        let varying = values.get(hops.next_index());
        let started = Instant::now();
        for (index, parameter) in &places {
            match (parameter, varying) {
                (Parameter::Fixed(value), _) => prepared.raw_bind_parameter(*index, bound(value))?,
                (Parameter::Varying, varying) => prepared.raw_bind_parameter(*index, varying)?,
            }
        }
        let text = answer(&mut prepared)?;
        latencies.note(&window, started);
        super::check(&text, varying)?;
    }
    Ok(latencies)
}

/// SQLite numbers the placeholders by first appearance; their names hold our numbers, perhaps with a type behind.
fn places(prepared: &rusqlite::Statement<'_>, statement: &Statement) -> Result<Vec<(usize, Parameter)>> {
    let place = |index| {
        let name = prepared.parameter_name(index)?.trim_start_matches('$');
        let number: usize = name.split(':').next()?.parse().ok()?;
        Some((index, statement.parameters.get(number.checked_sub(1)?)?.clone()))
    };
    let places: Option<_> = (1..=prepared.parameter_count()).map(place).collect();
    Ok(places.ok_or("a placeholder has no value")?)
}

fn bound(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        Value::Bool(truth) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*truth))),
        Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
        Value::Float(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
        Value::Text(text) | Value::Json(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Texts(texts) => ToSqlOutput::Owned(serde_json::json!(texts).to_string().into()),
        Value::Ints(numbers) => ToSqlOutput::Owned(serde_json::json!(numbers).to_string().into()),
    }
}

/// The JSON text, in memory of our own as every caller needs it.
fn answer(statement: &mut rusqlite::Statement<'_>) -> Result<String> {
    let mut rows = statement.raw_query();
    let row = rows.next()?.ok_or("the statement gave no row")?;
    Ok(row.get(1)?)
}
