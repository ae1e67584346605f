//! A key that was published after the keys were read is found by reading them again (OpenID Connect Core §10.1.1).

use haulout_protocol::input::Command;

use super::accepted_in;
use crate::world::keys::Key;
use crate::world::{Mode, Route, remove};

#[test]
fn keys_that_rotate_within_a_session_are_refetched() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |_| {});
        world.pass(60);
        world.issuer.key = Key::es256();
        world.issuer.kid = "2026-12";
        world.command(Command::Renew);
        world.assert_works();
        assert_eq!(world.credential_requests(), 2);
        assert_eq!(world.sent(&Route::Jwks).len(), 2);
    }
}

#[test]
fn keys_that_rotate_between_two_logins_are_refetched() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |_| {});
        world.issuer.key = Key::es256();
        world.issuer.kid = "2026-12";
        world.command(Command::SignOut);
        world.sign_in();
        let callback = world.callback();
        world.returned(&callback);
        world.assert_works();
    }
}

#[test]
fn keys_without_ids_that_rotate_are_refetched() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |world| world.issuer.edits.header = remove("kid"));
        world.pass(60);
        world.issuer.key = Key::es256();
        world.command(Command::Renew);
        world.assert_works();
        assert_eq!(world.credential_requests(), 2);
    }
}
