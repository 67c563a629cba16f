//! The fuzz targets without a fuzzer: the committed corpus, and a bounded number of inputs made of it. libFuzzer looks
//! further (`cargo xtask fuzz`); this is what every test run can afford.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail where it stands")]

use std::path::Path;
use std::time::{Duration, Instant};

use fuzzed::TARGETS;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A target is given inputs for so long, and so many at most.
const LONGEST: Duration = Duration::from_secs(8);
const MOST: usize = 50_000;

/// Pieces that hostile inputs are made of.
const PIECES: [&str; 26] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    "null",
    "'",
    "\\u0000",
    "\u{0}",
    "%",
    "_",
    "AND",
    "OR",
    "NOT",
    "_search",
    "_in",
    "_not",
    "_some",
    "-1",
    "1e999",
    "9223372036854775808",
    ".",
    "=",
    "A",
    "\u{1F4A9}",
    "\\",
];

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Another input: one of the corpus with pieces of itself, of others and of [`PIECES`] in other places.
fn mutant(dice: &mut StdRng, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus[dice.random_range(0..corpus.len())].clone();
    for _ in 0..dice.random_range(1..6) {
        let from = dice.random_range(0..=input.len());
        let until = dice.random_range(from..=input.len().min(from + 12));
        let new = match dice.random_range(0..5) {
            0 => Vec::new(),
            1 => vec![dice.random()],
            2 => PIECES[dice.random_range(0..PIECES.len())].as_bytes().to_vec(),
            3 => input[from..until].repeat(dice.random_range(1..4)),
            _ => {
                let other = &corpus[dice.random_range(0..corpus.len())];
                let begin = dice.random_range(0..=other.len());
                other[begin..dice.random_range(begin..=other.len())].to_vec()
            }
        };
        input.splice(from..until, new);
    }
    input
}

fn run(name: &str) {
    let (_, target) = TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let corpus = corpus(name);
    for input in &corpus {
        target(input);
    }
    // The same inputs in every run: what is new is for the fuzzer to find, or for whoever names another seed.
    let seed: u64 = std::env::var("EPIGRAPH_FUZZ_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut dice = StdRng::seed_from_u64(seed);
    let (started, mut count) = (Instant::now(), 0);
    while count < MOST && started.elapsed() < LONGEST {
        let input = mutant(&mut dice, &corpus);
        let outcome = std::panic::catch_unwind(|| target(&input));
        if let Err(panic) = outcome {
            eprintln!("{name}, seed {seed}, input {count}: {:?}", String::from_utf8_lossy(&input));
            std::panic::resume_unwind(panic);
        }
        count += 1;
    }
    eprintln!("{name}: {count} inputs in {:?}", started.elapsed());
}

#[test]
fn case_23_of_any_input_only_our_tokens_are_taken() {
    run("token");
}

#[test]
fn case_07_any_condition_is_refused_or_means_what_it_says() {
    run("condition");
}

#[test]
fn case_01_any_filter_is_refused_or_planned_with_bound_values() {
    run("filter");
}

#[test]
fn every_target_has_a_corpus_and_a_fuzzer() {
    for (name, _) in TARGETS {
        assert!(corpus(name).len() > 3, "{name}");
        let fuzzer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets").join(format!("{name}.rs"));
        assert!(fuzzer.exists(), "{}", fuzzer.display());
    }
}
