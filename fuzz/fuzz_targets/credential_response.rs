//! Runs the target `credential_response` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::credential_response::target(data));
