//! Runs `haulout serve` as a process: log, environment, exit codes and overload.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod descriptors;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod log;
#[cfg(test)]
mod process;
#[cfg(test)]
mod scene;
