//! Every form of a kubeconfig, as the real kubectl reads it, and as real shells make it.

#![cfg(not(target_arch = "wasm32"))]

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod documents;
#[cfg(test)]
mod pinniped;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod shells;
