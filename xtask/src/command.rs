//! Running other programs.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::Command;

use crate::counts::Counts;

/// Why a command of xtask ended without success: a text for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with the text that the person reads.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Makes failures of I/O errors, said with what was tried.
    pub fn while_doing(what: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Runs a program on this terminal; fails unless it ends with status 0.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    let status = command.status().map_err(Failure::while_doing(&shown))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{shown}` failed: {status}"))) }
}

/// Runs a program and gives what it prints.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let output = command.output().map_err(Failure::while_doing(&shown))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("`{shown}` failed: {}\n{said}", output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a test program on this terminal and adds the tests that it reports to `counts`.
pub fn run_counted(mut command: Command, counts: &mut Counts) -> Result<(), Failure> {
    let shown = shown(&command);
    let failure = |error| Failure::while_doing(&shown)(error);
    let (reader, writer) = std::io::pipe().map_err(failure)?;
    // One pipe for both: cargo-nextest reports on stderr, the others on stdout.
    command.env("NO_COLOR", "1").stdout(writer.try_clone().map_err(failure)?).stderr(writer);
    let mut child = command.spawn().map_err(failure)?;
    // Our own ends of the pipe, which would keep it open for ever.
    drop(command);
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.map_err(failure)?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        counts.add(Counts::of_line(&line));
    }
    let status = child.wait().map_err(failure)?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{shown}` failed: {status}"))) }
}

/// Whether a program can be started with these arguments and ends well.
pub fn works(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
