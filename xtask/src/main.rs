//! The project's own commands: `cargo xtask start | test | fuzz | layers | bench`.
#![allow(clippy::print_stdout, reason = "a command line program speaks on its standard output")]

mod command;
mod counts;
mod debian;
mod fuzz;
mod layers;
mod node;
mod postgres;
mod start;
mod studio;
mod suites;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use command::{Failure, run};

const USAGE: &str = "usage: cargo xtask COMMAND

  start [ARGUMENT…]   builds Studio and the server where they changed, then runs `epigraph serve ARGUMENT…`
  test [STEP…]        runs the checks and test suites; all of them, or only the named steps
  fuzz [SECONDS]      gives the parsers of tokens, conditions and filters to libFuzzer, each for so long
  layers              checks the rules of the source tree that the compiler does not
  bench [ARGUMENT…]   prints the figures of the release build; `bench read` those of reads against PostGraphile";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((command, rest)) => dispatch(command, rest),
        None => Err(Failure::new(USAGE)),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Result<ExitCode, Failure> {
    let done = |()| ExitCode::SUCCESS;
    match command {
        "start" => start::start(rest).map(done),
        "test" => suites::test(rest),
        "fuzz" => fuzz::run_all(&root(), rest).map(done),
        "layers" => layers::check(&root()).map(done),
        "bench" => {
            let arguments = ["run", "--release", "--package", "epigraph-bench", "--"];
            run(Command::new("cargo").current_dir(root()).args(arguments).args(rest)).map(done)
        }
        other => Err(Failure::new(format!("unknown command `{other}`\n{USAGE}"))),
    }
}

/// The project's root folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in a folder of the project").to_path_buf()
}
