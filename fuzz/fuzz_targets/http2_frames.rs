//! Runs the target `http2_frames` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::http2_frames::target(data));
