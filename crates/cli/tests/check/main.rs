//! Runs `haulout check` as a process against the devstack and fake servers.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod healthy;
#[cfg(test)]
mod public_url;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod token;
