//! Tests that the wiping allocator of Haulout's programs leaves no secret of a session in freed memory.

#![cfg(target_os = "linux")]

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

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

/// The same allocator as in `src/lib.rs` and in the `haulout` command.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[test]
fn no_secret_stays_in_freed_memory() {
    let secrets = session::run_and_forget();
    let held = "a secret that is still held".repeat(2);
    let control = memory::Pattern::new("the control", &held);
    let found: Vec<&str> = memory::find(&secrets).collect();
    assert_eq!(found, [""; 0]);
    assert_eq!(memory::find(&[control]).count(), 1, "{held}");
}
