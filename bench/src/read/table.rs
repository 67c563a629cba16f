//! The figures as text, with the goals.

use crate::measured::Measured;

/// One query, three ways.
pub struct Comparison {
    /// The query.
    pub name: &'static str,
    /// The bare driver.
    pub bare: Measured,
    /// Epigraph.
    pub served: Measured,
    /// PostGraphile, on PostgreSQL.
    pub peer: Option<Measured>,
}

/// What one engine's measurements gave.
pub struct Figures {
    /// Its name.
    pub engine: &'static str,
    /// All queries.
    pub comparisons: Vec<Comparison>,
    /// The list while there were few posts.
    pub among_few: Measured,
    /// The list among all posts.
    pub list: Measured,
    /// The list by GET, kept.
    pub kept: Measured,
}

/// What holds for all engines.
pub fn head(machine: &str, posts: u32) {
    println!("Epigraph {} on {machine}", env!("CARGO_PKG_VERSION"));
    println!("{posts} posts in 2 stages and 2 locales, 1000 authors, {} links to 500 tags; 32 connections", 3 * posts);
}

/// One engine's figures.
pub fn print(figures: &Figures) {
    println!(
        "\n{:<44} {:>9} {:>9} {:>9} {:>10} {:>10}",
        figures.engine, "reads/s", "p50 µs", "p99 µs", "CPU µs", "DB CPU µs"
    );
    for Comparison { name, bare, served, peer } in &figures.comparisons {
        println!("{name}");
        row("the bare driver", bare);
        row("Epigraph", served);
        if let Some(peer) = peer {
            row("PostGraphile", peer);
        }
        println!("  {}", ratios(bare, served, peer.as_ref()));
    }
    println!("list of 20, author, 3 tags");
    row("Epigraph, among 1000 posts", &figures.among_few);
    row("Epigraph, among all posts", &figures.list);
    row("Epigraph, kept, by GET", &figures.kept);
    let (few, all, kept) = (&figures.among_few, &figures.list, &figures.kept);
    println!("  among all posts: {:.2} times the time among 1000 (goal: 1)", few.rate() / all.rate());
    println!("  kept: {:.1} times the rate (goal: 5)", kept.rate() / all.rate());
}

fn row(name: &str, measured: &Measured) {
    println!(
        "  {name:<42} {:>9.0} {:>9.0} {:>9.0} {:>10.1} {:>10.1}",
        measured.rate(),
        measured.percentile(0.5),
        measured.percentile(0.99),
        measured.cpu_micros(),
        measured.database_cpu_micros(),
    );
}

/// By the clock, and by the processor time of all processes but the load generator.
fn ratios(bare: &Measured, served: &Measured, peer: Option<&Measured>) -> String {
    let of_bare = format!(
        "{:.0} % of the bare driver's rate by the clock, {:.0} % by processor time (goal: 80 %)",
        100.0 * served.rate() / bare.rate(),
        100.0 * bare.total_cpu_micros() / served.total_cpu_micros()
    );
    match peer {
        None => of_bare,
        Some(peer) => format!(
            "{of_bare}; {:.1} and {:.1} times PostGraphile's (goal: 3)",
            served.rate() / peer.rate(),
            peer.total_cpu_micros() / served.total_cpu_micros()
        ),
    }
}

/// What is compared with what.
pub fn foot() {
    println!(
        "\nThe bare driver runs the statement that the server's own planner makes of the query, on as many threads as there are\n\
         cores (SQLite) or as many connections as the server's pool has (PostgreSQL). The load generator of the served reads\n\
         shares the machine. CPU is the time of the process that holds the driver, DB CPU that of PostgreSQL's processes for\n\
         these connections. PostGraphile's answers hold the same values as Epigraph's."
    );
}
