//! `cargo xtask test`: every check and test suite, step by step.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::command::{Failure, run, run_counted, works};
use crate::counts::Counts;
use crate::postgres::Postgres;
use crate::{debian, layers, node, root, studio};

/// One step of the test run.
struct Step {
    name: &'static str,
    run: fn(&Path, &mut Counts) -> Result<(), Failure>,
}

/// In the order of a run: what fails fast comes first, Studio before the server that embeds it.
const STEPS: [Step; 7] = [
    Step { name: "format", run: format },
    Step { name: "layers", run: |root, _| layers::check(root) },
    Step { name: "deny", run: deny },
    Step { name: "studio", run: studio_checks },
    Step { name: "clippy", run: clippy },
    Step { name: "rust", run: rust_suites },
    Step { name: "e2e", run: end_to_end },
];

/// Runs the named steps, or all when none is named. A failed step does not keep the later ones from running.
/// The last line of the output counts the tests.
pub fn test(names: &[String]) -> Result<ExitCode, Failure> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::new(format!("there is no step `{unknown}`; the steps are: {}", known.join(" "))));
    }
    let root = root();
    let mut counts = Counts::default();
    let mut results: Vec<(&str, Duration, bool)> = Vec::new();
    for step in STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name)) {
        println!("\n==> {}", step.name);
        let begin = Instant::now();
        let outcome = (step.run)(&root, &mut counts);
        if let Err(failure) = &outcome {
            println!("{failure}");
        }
        println!("<== {} {} after {:.1} s", step.name, verdict(outcome.is_ok()), begin.elapsed().as_secs_f64());
        results.push((step.name, begin.elapsed(), outcome.is_ok()));
    }
    println!();
    for (name, duration, good) in &results {
        println!("{name:8} {:7.1} s  {}", duration.as_secs_f64(), verdict(*good));
    }
    println!("{counts}");
    Ok(if results.iter().all(|(.., good)| *good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verdict(good: bool) -> &'static str {
    if good { "passed" } else { "FAILED" }
}

fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(arguments);
    command
}

fn format(root: &Path, _: &mut Counts) -> Result<(), Failure> {
    run(&mut cargo(root, &["fmt", "--all", "--check"]))
}

fn deny(root: &Path, _: &mut Counts) -> Result<(), Failure> {
    if !works("cargo", &["deny", "--version"]) {
        println!("skipped: cargo-deny is not installed (`cargo install cargo-deny`)");
        return Ok(());
    }
    // Advisories change without a change of ours: they are a job of their own, not of every run.
    run(&mut cargo(root, &["deny", "check", "bans", "licenses", "sources"]))
}

fn clippy(root: &Path, _: &mut Counts) -> Result<(), Failure> {
    run(&mut cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// Builds everything that the Rust suites and the journeys run, with one set of features, so that nothing is built twice.
fn build(root: &Path) -> Result<(), Failure> {
    run(&mut cargo(root, &["build", "--workspace", "--all-targets"]))
}

fn rust_suites(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    build(root)?;
    let postgres = Postgres::start()?;
    let nextest = works("cargo", &["nextest", "--version"]);
    let arguments: &[&str] =
        if nextest { &["nextest", "run", "--no-fail-fast"] } else { &["test", "--no-fail-fast", "--all-targets"] };
    let mut command = cargo(root, arguments);
    command.arg("--workspace").env("EPIGRAPH_TEST_POSTGRES", postgres.url());
    run_counted(command, counts)
}

fn studio_checks(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    node::require()?;
    debian::chromium()?;
    let folder = root.join("studio");
    node::npm(&folder, &["ci"])?;
    node::npm(&folder, &["run", "check"])?;
    run_counted(node::npm_command(&folder, &["test"]), counts)?;
    studio::build(root)
}

fn end_to_end(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    node::require()?;
    debian::chromium()?;
    studio::build_if_changed(root)?;
    build(root)?;
    let folder = root.join("e2e");
    node::npm(&folder, &["ci"])?;
    node::npm(&folder, &["run", "apps"])?;
    // Both, even when the first fails: they tell of different things.
    let outcomes = ["sdk", "journeys"].map(|suite| run_counted(node::npm_command(&folder, &["run", suite]), counts));
    outcomes.into_iter().collect()
}
