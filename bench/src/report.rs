//! The figures as text.

use std::time::Duration;

use crate::binary::Binary;
use crate::measured::Measured;
use crate::{Options, Result};

/// What one engine's measurements gave.
pub struct EngineFigures {
    /// Its name.
    pub engine: &'static str,
    /// Times of cold starts, sorted.
    pub starts: Vec<Duration>,
    /// Resident bytes of a server that was asked nothing yet.
    pub idle_memory: u64,
    /// Resident bytes after the point reads.
    pub loaded_memory: u64,
    /// The point reads.
    pub lines: Vec<Line>,
}

/// `1 thread`, `2 threads`.
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// One row of the table of point reads.
pub struct Line {
    label: String,
    kind: Kind,
    measured: Measured,
}

#[derive(PartialEq)]
enum Kind {
    Bare,
    Served,
    Floor,
}

impl Line {
    /// The bare driver.
    pub fn bare(label: String, measured: Measured) -> Self {
        Self { label, kind: Kind::Bare, measured }
    }

    /// Through the server.
    pub fn served(label: String, measured: Measured) -> Self {
        Self { label, kind: Kind::Served, measured }
    }

    /// The server without a database behind it.
    pub fn floor(label: String, measured: Measured) -> Self {
        Self { label, kind: Kind::Floor, measured }
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// What holds for all engines.
pub fn head(machine: &str, binary: &Binary, options: &Options) -> Result<()> {
    println!("Epigraph {} on {machine}", env!("CARGO_PKG_VERSION"));
    println!("{} entries of 10 fields, {} s a measurement\n", options.entries, options.seconds);
    println!("{:<34} {:>8.1} MiB", "binary, Studio inside", mebibytes(binary.size()?));
    Ok(())
}

/// One engine's figures.
pub fn engine(figures: &EngineFigures) {
    let milliseconds = |time: Option<&Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
    let median = milliseconds(figures.starts.get(figures.starts.len() / 2));
    let slowest = milliseconds(figures.starts.last());
    println!("\n{}", figures.engine);
    println!(
        "{:<34} {median:>8.0} ms   slowest of {} {slowest:.0} ms   (goal: 300 ms)",
        "cold start until ready",
        figures.starts.len()
    );
    println!("{:<34} {:>8.1} MiB  (goal: under 60 MiB)", "memory, idle", mebibytes(figures.idle_memory));
    println!("{:<34} {:>8.1} MiB", "memory, after the reads below", mebibytes(figures.loaded_memory));
    println!(
        "\n{:<34} {:>10} {:>10} {:>10} {:>12} {:>14}",
        "point read by id", "reads/s", "p50 µs", "p99 µs", "CPU µs/read", "reads/CPU-s"
    );
    for Line { label, measured, .. } in &figures.lines {
        println!(
            "{label:<34} {:>10.0} {:>10.0} {:>10.0} {:>12.1} {:>14.0}",
            measured.rate(),
            measured.percentile(0.5),
            measured.percentile(0.99),
            measured.cpu_micros(),
            measured.rate_per_core(),
        );
    }
    compare(&figures.lines);
}

/// The best of both per core; then the same, when what HTTP costs with nothing behind it is laid on the bare driver, which
/// tells how much is ours; then the last of both by the clock on the wall.
fn compare(lines: &[Line]) {
    let of = |kind: Kind| lines.iter().filter(move |line| line.kind == kind).map(|line| &line.measured);
    let least = |kind: Kind| of(kind).map(Measured::cpu_micros).fold(f64::INFINITY, f64::min);
    let (bare, served, floor) = (least(Kind::Bare), least(Kind::Served), least(Kind::Floor));
    println!("per core: {:.0} % of the bare driver's rate (goal: 50 %)", 100.0 * bare / served);
    println!("per core, the bare driver behind HTTP: {:.0} % of that", 100.0 * (bare + floor) / served);
    if let (Some(bare), Some(served)) = (of(Kind::Bare).next_back(), of(Kind::Served).next_back()) {
        let share = 100.0 * served.rate() / bare.rate();
        println!("by the clock: {share:.0} %, while the load generator takes its part of the same cores");
    }
}

/// What is compared with what.
pub fn foot() {
    println!(
        "\nThe bare driver runs the statement that the server's own planner makes of the query, on the same database, and\n\
         copies its JSON text out; the server does the same behind HTTP, token check, parsing and planning. CPU is the time of\n\
         the process that holds the driver (server or bench), user and kernel; PostgreSQL's own processes are counted on\n\
         neither side. reads/CPU-s is what one core does that does nothing else. Everything is on loopback."
    );
}
