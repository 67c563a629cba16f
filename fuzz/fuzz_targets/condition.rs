//! libFuzzer on `fuzzed::condition`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzed::condition(input));
