//! Runs `haulout open` and `haulout credential` as processes with a fake browser and the real kubectl.

#![cfg(unix)]

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod credential;
#[cfg(test)]
mod inline;
#[cfg(test)]
mod kubeconfigs;
#[cfg(test)]
mod loopback;
#[cfg(test)]
mod open;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod source;
