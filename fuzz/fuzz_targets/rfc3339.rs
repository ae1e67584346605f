//! Runs the target `rfc3339` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::rfc3339::target(data));
