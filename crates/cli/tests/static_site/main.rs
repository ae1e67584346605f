//! `haulout static` as an operator runs it.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod emitted;
