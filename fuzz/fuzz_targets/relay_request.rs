//! Runs the target `relay_request` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::relay_request::target(data));
