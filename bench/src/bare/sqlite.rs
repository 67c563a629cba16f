//! rusqlite: threads with a connection each.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags, Statement};

use crate::Result;
use crate::installation::Installation;
use crate::load::Hops;
use crate::measured::{Latencies, Window};
use crate::point_read::{Parameter, PointRead};

/// Reads in so many threads until the window is over.
pub fn run(
    file: &Path,
    installation: &Installation,
    read: &PointRead,
    threads: usize,
    window: Window,
) -> Result<Latencies> {
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..threads).map(|number| scope.spawn(move || run_one(file, installation, read, number, window))).collect();
        let mut all = Latencies::default();
        for thread in threads {
            all.append(thread.join().map_err(|_| "a thread panicked")??);
        }
        Ok(all)
    })
}

fn run_one(
    file: &Path,
    installation: &Installation,
    read: &PointRead,
    number: usize,
    window: Window,
) -> Result<Latencies> {
    // Opened and set as the server's readers are.
    let access = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, access)?;
    connection.execute_batch(sql::session::SQLITE_READER)?;
    let mut statement = connection.prepare(&read.text)?;
    let places = places(&statement, read)?;
    let mut hops = Hops::new(installation.entries.len(), number);
    let mut latencies = Latencies::default();
    while !window.is_over() {
        let entry = &installation.entries[hops.next_index()];
        let started = Instant::now();
        for (index, parameter) in &places {
            match parameter {
                Parameter::Entry => statement.raw_bind_parameter(*index, entry)?,
                Parameter::Text(text) => statement.raw_bind_parameter(*index, text)?,
                Parameter::Int(number) => statement.raw_bind_parameter(*index, number)?,
            }
        }
        let text = answer(&mut statement)?;
        latencies.note(&window, started);
        if !text.contains(entry.as_str()) {
            return Err(format!("the statement gave another entry: {text}").into());
        }
    }
    Ok(latencies)
}

/// SQLite numbers the placeholders by first appearance; their names hold our numbers.
fn places(statement: &Statement<'_>, read: &PointRead) -> Result<Vec<(usize, Parameter)>> {
    let place = |index| {
        let name = statement.parameter_name(index)?;
        let number: usize = name.trim_start_matches('$').parse().ok()?;
        Some((index, read.parameters.get(number.checked_sub(1)?)?.clone()))
    };
    let places: Option<_> = (1..=statement.parameter_count()).map(place).collect();
    Ok(places.ok_or("a placeholder has no value")?)
}

/// The JSON text of the entry, in memory of our own as every caller needs it.
fn answer(statement: &mut Statement<'_>) -> Result<String> {
    let mut rows = statement.raw_query();
    let row = rows.next()?.ok_or("the statement gave no row")?;
    Ok(row.get(1)?)
}
