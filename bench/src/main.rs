//! The figures of the release build, printed by one command each: `cargo xtask bench`, `cargo xtask bench read`.
//! docs/benchmarks.md says what they mean.
#![allow(clippy::print_stdout, reason = "a command line program speaks on its standard output")]

mod bare;
mod binary;
mod cpu;
mod database;
mod hostile;
mod installation;
mod load;
mod machine;
mod measured;
mod permissions;
mod point_read;
mod project;
mod question;
mod read;
mod report;
mod schema;
mod server;
mod statement;
mod write;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::binary::Binary;
use crate::database::Database;
use crate::installation::Installation;
use crate::load::Exchange;
use crate::measured::Window;
use crate::report::{EngineFigures, Line, counted};
use crate::server::Server;
use crate::statement::Statement;

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
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Without one: start, memory, size and point reads.
    #[command(subcommand)]
    bench: Option<Bench>,

    #[command(flatten)]
    options: Options,
}

/// What else is measured.
#[derive(Subcommand)]
enum Bench {
    /// Reads of many kinds, against the bare driver and PostGraphile.
    Read(read::Options),
    /// Reads by rights: a condition against the same filter, and many rows of permissions.
    Permissions(permissions::Options),
    /// Hostile requests: how soon each is refused, and whether memory grows.
    Hostile(hostile::Options),
    /// The schema of a large project.
    Schema(schema::Options),
    /// Durable writes, against the bare driver committing the same rows.
    Write(write::Options),
}

#[derive(clap::Args)]
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
    let arguments = Arguments::parse();
    let outcome = match &arguments.bench {
        None => run(&arguments.options).await,
        Some(Bench::Read(options)) => read::run(options).await,
        Some(Bench::Permissions(options)) => permissions::run(options).await,
        Some(Bench::Hostile(options)) => hostile::run(options).await,
        Some(Bench::Schema(options)) => schema::run(options).await,
        Some(Bench::Write(options)) => write::run(options).await,
    };
    match outcome {
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
    let lines = point_reads(database, &installation, &server, Duration::from_secs(options.seconds)).await?;
    let loaded_memory = server.memory()?;
    server.stop()?;
    Ok(EngineFigures { engine: database.name(), starts, idle_memory, loaded_memory, lines })
}

/// The same read by the bare driver and through the server, one after the other in the same run.
async fn point_reads(
    database: &Database,
    installation: &Installation,
    server: &Server,
    length: Duration,
) -> Result<Vec<Line>> {
    let project = &installation.project;
    let question = point_read::question(installation);
    let statement = Statement::of(&question, database, project).await?;
    let mut lines = Vec::new();
    for workers in database.bare_workers() {
        let window = Window::after_warm_up(length);
        let measured = bare::run(database, &project.environment, &statement, workers, window).await?;
        lines.push(Line::bare(database.bare_label(workers), measured));
    }
    let bearer = format!("Bearer {}", project.token);
    let expected = r#"{"data":{"article":{"id""#;
    let exchange = Exchange::post(server.address(), &project.path(), Some(&bearer), &question, expected);
    for connections in CONNECTIONS {
        let window = Window::after_warm_up(length);
        let measured = load::measure(exchange.clone(), server, database, connections, window)?;
        lines.push(Line::served(format!("Epigraph, {}", counted(connections, "connection")), measured));
    }
    let health = Exchange::health(server.address());
    let measured = load::measure(health, server, database, CONNECTIONS[1], Window::after_warm_up(length))?;
    lines.push(Line::floor(format!("/healthz alone, {} connections", CONNECTIONS[1]), measured));
    Ok(lines)
}
