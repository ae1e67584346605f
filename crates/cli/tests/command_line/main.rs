//! What the `haulout` command says about itself.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod contained_portal;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod help;
