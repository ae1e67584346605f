//! Runs the target `kubeconfig_export` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| haulout_fuzz_targets::kubeconfig_export::target(data));
