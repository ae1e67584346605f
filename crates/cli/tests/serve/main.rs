//! `haulout serve` as an operator runs it: what it says, what it ignores, how it ends, and what it bears.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod descriptors;
#[cfg(test)]
mod process;
#[cfg(test)]
mod scene;
