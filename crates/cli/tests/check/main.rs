//! Runs `haulout check` as a process against the devstack and fake servers.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod agreement;
#[cfg(test)]
mod authorize;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod concierge;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod fake_issuer;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod first_sign_in;
#[cfg(test)]
mod healthy;
#[cfg(test)]
mod identity_providers;
#[cfg(test)]
mod proxies;
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
