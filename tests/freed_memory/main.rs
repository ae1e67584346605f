//! With the wiping allocator of our programs, no secret of a session stays in freed memory.

#![cfg(target_os = "linux")]

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

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

/// As in `src/lib.rs` and in the `haulout` command.
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
