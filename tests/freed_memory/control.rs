//! Without the wiping allocator, the search of `main.rs` finds every kind of secret: it looks where they are.

#![cfg(target_os = "linux")]

// `cfg(test)` is always on here; it tells clippy that helpers are test code, too.
#[cfg(test)]
mod memory;
#[cfg(test)]
mod session;
// A whole login in virtual time; it has more than one session needs.
#[cfg(test)]
#[expect(
    dead_code,
    unused_imports,
    reason = "shared with the tests of the protocol"
)]
#[path = "../protocol/world/mod.rs"]
mod world;

#[test]
fn every_kind_of_secret_stays_in_memory_that_is_not_wiped() {
    let secrets = session::run_and_forget();
    let found: Vec<&str> = memory::find(&secrets).collect();
    for kind in KINDS {
        assert!(found.contains(&kind), "{kind} is not in {found:?}");
    }
}

/// What a session has that is secret.
const KINDS: [&str; 6] = [
    "access token",
    "authorization code",
    "ID token",
    "private key",
    "refresh token",
    "verifier",
];
