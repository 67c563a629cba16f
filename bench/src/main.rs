//! The figures of the release build, printed by one command: `cargo xtask bench`. docs/benchmarks.md says what they mean.
#![allow(clippy::print_stdout, reason = "a command line program speaks on its standard output")]

mod bare;
mod binary;
mod database;
mod installation;
mod load;
mod machine;
mod measured;
mod point_read;
mod report;
mod server;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::binary::Binary;
use crate::database::Database;
use crate::installation::Installation;
use crate::load::Exchange;
use crate::measured::{Measured, Window};
use crate::report::{EngineFigures, Line, counted};
use crate::server::Server;

/// Whatever goes wrong ends the bench and is printed: nobody tells the cases apart.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How often the server is started for the time of a cold start.
const STARTS: usize = 5;

/// How long the server is left alone before its memory is looked at.
const IDLE: Duration = Duration::from_secs(2);

/// How many connections clients hold at once.
const CONNECTIONS: [usize; 2] = [1, 32];

/// The figures of the release build. PostgreSQL is measured too when `EPIGRAPH_TEST_POSTGRES` names a server; without
/// `EPIGRAPH_BIN` the binary is built first.
#[derive(Parser)]
struct Options {
    /// Seconds of each measurement, after one of warming up.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=9))]
    seconds: u64,

    /// How many entries the model has.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    entries: u32,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    let databases = Database::available().await?;
    report::head(&machine::facts()?, &binary, options)?;
    for database in databases {
        let figures = measure(&binary, &database, options).await;
        database.drop().await?;
        report::engine(&figures?);
    }
    report::foot();
    Ok(())
}

/// All figures of one engine.
async fn measure(binary: &Binary, database: &Database, options: &Options) -> Result<EngineFigures> {
    let installation = Installation::make(binary, database, options.entries).await?;
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        let (server, ready_after) = Server::start(binary, database)?;
        starts.push(ready_after);
        server.stop()?;
    }
    let (server, ready_after) = Server::start(binary, database)?;
    starts.push(ready_after);
    starts.sort();
    tokio::time::sleep(IDLE).await;
    let idle_memory = server.memory()?;
    let lines = point_reads(database, &installation, &server, options.seconds).await?;
    let loaded_memory = server.memory()?;
    server.stop()?;
    Ok(EngineFigures { engine: database.name(), starts, idle_memory, loaded_memory, lines })
}

/// The same read by the bare driver and through the server, one after the other in the same run.
async fn point_reads(
    database: &Database,
    installation: &Installation,
    server: &Server,
    seconds: u64,
) -> Result<Vec<Line>> {
    let read = point_read::plan(database, installation).await?;
    let mut lines = Vec::new();
    for workers in database.bare_workers() {
        let measured = bare::run(database, installation, &read, workers, Window::after_warm_up(seconds)).await?;
        lines.push(Line::bare(database.bare_label(workers), measured));
    }
    for connections in CONNECTIONS {
        let exchange = Exchange::point_read(installation, server.address());
        let measured = ask(exchange, server, connections, seconds)?;
        lines.push(Line::served(format!("Epigraph, {}", counted(connections, "connection")), measured));
    }
    let exchange = Exchange::health(server.address());
    let measured = ask(exchange, server, CONNECTIONS[1], seconds)?;
    lines.push(Line::floor(format!("/healthz alone, {} connections", CONNECTIONS[1]), measured));
    Ok(lines)
}

fn ask(exchange: Exchange, server: &Server, connections: usize, seconds: u64) -> Result<Measured> {
    let window = Window::after_warm_up(seconds);
    let generator = std::thread::spawn(move || load::run(&exchange, connections, window));
    let cpu = window.watch(|| server.cpu_time())?;
    let latencies = generator.join().map_err(|_| "the load generator panicked")??;
    Ok(Measured::new(window, cpu, latencies))
}
