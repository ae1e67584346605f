//! Runs the target `id_token` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::id_token::target(data));
