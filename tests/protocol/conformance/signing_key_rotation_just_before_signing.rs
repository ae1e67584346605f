//! Keys that were read while the code was being redeemed may be older than the signature (OpenID Connect Core
//! §10.1.1).

use std::cell::Cell;

use haulout_protocol::Code;
use haulout_protocol::error::{KeysError, Reason};
use haulout_protocol::input::Command;
use serde_json::{Value, json};

use super::accepted_in;
use crate::world::keys::Key;
use crate::world::{Mode, Route, World, edit, set};

#[test]
fn a_key_newer_than_the_fetched_keys_is_refetched() {
    for mode in [Mode::Page, Mode::Sealed] {
        let world = accepted_in(mode, publish_late);
        assert_eq!(world.sent(&Route::Jwks).len(), 2);
    }
}

#[test]
fn an_unpublished_key_is_fetched_at_most_once_a_minute() {
    let mut world = World::new(Mode::Page);
    world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| keys[0]["kid"] = json!("other"));
    world.open();
    for _ in 0..5 {
        world.sign_in();
        let callback = world.callback();
        world.returned(&callback);
        assert_eq!(world.failure().code(), Code::SigningKeysInvalid);
        assert_eq!(
            world.failure().reason,
            Reason::SigningKeys(KeysError::NoneFits)
        );
        world.command(Command::Retry);
    }
    assert_eq!(world.sent(&Route::Redeem).len(), 5);
    assert_eq!(world.sent(&Route::Jwks).len(), 2);
    assert_eq!(world.credential_requests(), 0);
}

#[test]
fn unknown_keys_do_not_flood_the_issuer_with_requests() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |_| {});
        world.issuer.edits.header = set("kid", json!("never published"));
        world.seen.clear();
        for _ in 0..30 {
            world.command(Command::Renew);
            world.pass(1);
        }
        // Repeated clicks do not cause more requests either.
        assert_eq!(world.sent(&Route::Refresh).len(), 12);
        assert!(world.sent(&Route::Jwks).len() <= 1);
        assert_eq!(world.credential_requests(), 0);
    }
}

/// The first time, the keys are read before the new one is published.
fn publish_late(world: &mut World) {
    let reads = Cell::new(0);
    world.issuer.edits.jwks = edit(move |keys: &mut Vec<Value>| {
        reads.set(reads.get() + 1);
        if reads.get() == 1 {
            *keys = vec![Key::es256().jwk("2026-10")];
        }
    });
}
