//! Runs `haulout static`.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod emitted;
