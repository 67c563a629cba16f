//! libFuzzer on `fuzzed::token`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzed::token(input));
