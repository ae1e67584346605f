//! Runs `haulout import` as a process and checks the configuration and the messages.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod admin_refusals;
#[cfg(test)]
mod api_server;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod cluster_refusals;
#[cfg(test)]
mod concierge;
#[cfg(test)]
mod issuer;
#[cfg(all(test, unix))]
mod plugins;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod tolerance;
