//! `cargo xtask fuzz`: libFuzzer on every target of `fuzz/`. It needs cargo-fuzz, a nightly compiler and a C++ compiler, and
//! builds everything once more, so that it is no step of `cargo xtask test`: there the targets run without a fuzzer, as the
//! tests of the package `fuzzed`.

use std::path::Path;
use std::process::Command;

use crate::command::{Failure, run, works};

/// Seconds for each target unless asked otherwise.
const SECONDS: u32 = 30;
const TARGETS: [&str; 3] = ["token", "condition", "filter"];

/// Runs each target for so many seconds. What breaks a property is kept in `fuzz/artifacts` and said; what led somewhere new
/// is kept in `fuzz/target/corpus`, for the next run: people decide what goes into `fuzz/corpus`.
///
/// # Errors
/// [`Failure`] when a property does not hold, or the tools are not there.
pub fn run_all(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    let seconds = match arguments {
        [] => SECONDS,
        [seconds] => seconds.parse().map_err(|_| Failure::new("usage: cargo xtask fuzz [SECONDS]"))?,
        _ => return Err(Failure::new("usage: cargo xtask fuzz [SECONDS]")),
    };
    if !works("cargo", &["fuzz", "--version"]) {
        return Err(Failure::new("cargo-fuzz is not installed: `cargo install cargo-fuzz`"));
    }
    if !works("cargo", &["+nightly", "--version"]) {
        return Err(Failure::new("libFuzzer needs a nightly compiler: `rustup toolchain install nightly`"));
    }
    for target in TARGETS {
        println!("\n==> {target}");
        let mut command = Command::new("cargo");
        let (found, given) = (format!("fuzz/target/corpus/{target}"), format!("fuzz/corpus/{target}"));
        std::fs::create_dir_all(root.join(&found)).map_err(|error| Failure::new(format!("{found}: {error}")))?;
        command.current_dir(root).args(["+nightly", "fuzz", "run", target, &found, &given, "--"]);
        // An input of 10 s hangs, one of 2 GB is too large: both are findings.
        command.arg(format!("-max_total_time={seconds}")).args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=4096"]);
        run(&mut command)?;
    }
    Ok(())
}
