//! The control of `main.rs`: without the wiping allocator, the same search finds every kind of secret.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;

// `cfg(test)` is always on here; it tells clippy that helpers are test code, too.
#[cfg(test)]
mod memory;
#[cfg(test)]
mod session;
// A whole login in virtual time; this test uses only a part of it.
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
    let mut found = BTreeSet::new();
    // The system's allocator reuses, and so overwrites, different blocks in each session.
    for _ in 0..SESSIONS {
        let secrets = session::run_and_forget();
        found.extend(memory::find(&secrets));
        if KINDS.iter().all(|kind| found.contains(kind)) {
            return;
        }
    }
    panic!("{KINDS:?} were not all found, only {found:?}");
}

/// One session misses a kind about once in ten times.
const SESSIONS: usize = 20;
/// The kinds of secrets in a session.
const KINDS: [&str; 6] = [
    "access token",
    "authorization code",
    "ID token",
    "private key",
    "refresh token",
    "verifier",
];
