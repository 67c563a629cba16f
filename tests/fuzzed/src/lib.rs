//! What the fuzz targets run, and what must hold under any input: no panic, an answer in bounded time, and the properties
//! that each target names. `fuzz/` gives these functions to libFuzzer; `tests/bounded.rs` gives them a bounded number of
//! inputs in every test run, where no fuzzer is needed.

// The write path, with its nested futures, is deeper than the default lets the compiler look.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a property that does not hold is a panic: that is the finding")]

mod blog;
mod condition;
mod filter;
#[path = "../../../crates/content/tests/read/models.rs"]
#[allow(dead_code, missing_docs, reason = "shared with the tests of reads, which use more of it")]
mod models;
mod token;

use std::time::{Duration, Instant};

/// A function that any bytes may be given to.
pub type Target = fn(&[u8]);

/// The targets by name; `fuzz/corpus/<name>` holds inputs to begin with.
pub const TARGETS: [(&str, Target); 3] = [("token", token), ("condition", condition), ("filter", filter)];

/// Longer inputs are cut: what is longer is refused by length, which a test of its own shows.
const LONGEST: usize = 16 * 1024;
/// No input within that length may take longer, also in a build without optimisation on a busy machine.
const SLOWEST: Duration = Duration::from_secs(10);

fn timed(input: &[u8], body: impl FnOnce(&[u8])) {
    let started = Instant::now();
    body(&input[..input.len().min(LONGEST)]);
    let took = started.elapsed();
    assert!(took < SLOWEST, "an input of {} bytes took {took:?}", input.len());
}

/// Bearer tokens: only what this server signed is anybody.
pub fn token(input: &[u8]) {
    timed(input, token::check);
}

/// Conditions of permissions: what is kept means the same when it is read again.
pub fn condition(input: &[u8]) {
    timed(input, condition::check);
}

/// Filters: refused or planned, with bound values, and planned for nobody without rights.
pub fn filter(input: &[u8]) {
    timed(input, filter::check);
}
