//! Without the wiping allocator, the search of `main.rs` finds every kind of secret: it looks where they are.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;

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
    let mut found = BTreeSet::new();
    // What the system's allocator reuses first, and so overwrites, differs from one session to the next.
    for _ in 0..SESSIONS {
        let secrets = session::run_and_forget();
        found.extend(memory::find(&secrets));
        if KINDS.iter().all(|kind| found.contains(kind)) {
            return;
        }
    }
    panic!("{KINDS:?} were not all found, only {found:?}");
}

/// Twenty; one of them misses a kind about once in ten times.
const SESSIONS: usize = 20;
/// What a session has that is secret.
const KINDS: [&str; 6] = [
    "access token",
    "authorization code",
    "ID token",
    "private key",
    "refresh token",
    "verifier",
];
