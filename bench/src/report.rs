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
        "\n{:<34} {:>10} {:>8} {:>8} {:>12} {:>12} {:>12} {:>10} {:>10}",
        "point read by id",
        "reads/s",
        "p50 µs",
        "p99 µs",
        "CPU µs/read",
        "database's",
        "reads/CPU-s",
        "by clock",
        "per core"
    );
    let best = best_bare(&figures.lines);
    for Line { label, measured, kind } in &figures.lines {
        let share = |share: f64| if *kind == Kind::Served { format!("{:.0} %", 100.0 * share) } else { String::new() };
        println!(
            "{label:<34} {:>10.0} {:>8.0} {:>8.0} {:>12.1} {:>12.1} {:>12.0} {:>10} {:>10}",
            measured.rate(),
            measured.percentile(0.5),
            measured.percentile(0.99),
            measured.cpu_micros(),
            measured.database_cpu_micros(),
            measured.rate_per_core(),
            share(measured.rate() / best.rate),
            share(best.micros / measured.total_cpu_micros()),
        );
    }
    compare(&figures.lines);
}

/// The best of the bare driver's lines, each figure by itself.
struct Best {
    /// Reads per second.
    rate: f64,
    /// Processor time of a read, the database's included.
    micros: f64,
}

fn best_bare(lines: &[Line]) -> Best {
    let bare = || lines.iter().filter(|line| line.kind == Kind::Bare).map(|line| &line.measured);
    Best {
        rate: bare().map(Measured::rate).fold(0.0, f64::max),
        micros: bare().map(Measured::total_cpu_micros).fold(f64::INFINITY, f64::min),
    }
}

/// When what HTTP costs with nothing behind it is laid on the bare driver, the rest is ours.
fn compare(lines: &[Line]) {
    let of = |kind: Kind| lines.iter().filter(move |line| line.kind == kind).map(|line| &line.measured);
    let least = |kind: Kind| of(kind).map(Measured::total_cpu_micros).fold(f64::INFINITY, f64::min);
    let (bare, served, floor) = (least(Kind::Bare), least(Kind::Served), least(Kind::Floor));
    println!("shares are of the bare driver's best (goal: 50 %), the database's processor time counted on both sides");
    println!(
        "of the least {served:.1} CPU µs, {bare:.1} are the bare driver's and {floor:.1} HTTP's with nothing behind it: {:.1} are ours",
        served - bare - floor
    );
}

/// What is compared with what.
pub fn foot() {
    println!(
        "\nThe bare driver runs the statement that the server's own planner makes of the query, on the same database, and\n\
         copies its JSON text out; the server does the same behind HTTP, token check, parsing and planning. CPU is the time of\n\
         the process that holds the driver (server or bench), user and kernel; beside it that of PostgreSQL's processes for\n\
         these connections. reads/CPU-s is what one core does of the former. By the clock, the load generator takes its part\n\
         of the same cores. Everything is on loopback."
    );
}
