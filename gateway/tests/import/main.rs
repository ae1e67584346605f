//! `haulout import` as people run it: kubeconfigs in, a configuration out, and what is said meanwhile.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod client;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scene;
