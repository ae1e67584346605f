//! A sign-in whose ID token is refused leaves no session behind.

use haulout_protocol::Code;
use haulout_protocol::input::Command;
use serde_json::json;

use crate::world::{Answer, Mode, Route, World, edit, remove, set};

#[test]
fn a_refused_sign_in_ends_the_sealed_session() {
    let changes: [fn(&mut World); 5] = [
        |world| world.issuer.edits.claims = set("nonce", json!("another")),
        |world| world.issuer.edits.claims = set("aud", json!("another-client")),
        |world| world.issuer.edits.compact = edit(|token: &mut String| token.push_str("AA")),
        |world| world.issuer.edits.jwks = edit(Vec::clear),
        |world| world.issuer.edits.token_response = remove("id_token"),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut world = World::new(Mode::Sealed);
        change(&mut world);
        world.login();
        world.failure();
        assert_eq!(world.sent(&Route::SessionEnd).len(), 1, "{number}");
        restore(&mut world);
        world.open();
        world.signed_out();
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}

#[test]
fn a_refused_sign_in_ends_its_session_with_the_next_try_if_not_at_once() {
    let mut world = World::new(Mode::Sealed);
    world.issuer.edits.claims = set("nonce", json!("another"));
    world.answers.insert(Route::SessionEnd, Answer::html(503));
    world.login();
    assert_eq!(world.failure().code(), Code::IdTokenInvalid);
    world.answers.clear();
    world.command(Command::Retry);
    world.signed_out();
    world.open();
    world.signed_out();
}

#[test]
fn a_refused_sign_in_in_page_mode_has_no_session_to_end() {
    let mut world = World::new(Mode::Page);
    world.issuer.edits.claims = set("nonce", json!("another"));
    world.login();
    assert_eq!(world.failure().code(), Code::IdTokenInvalid);
    assert_eq!(world.sent(&Route::SessionEnd).len(), 0);
}

/// The issuer's keys may be unreachable or changing: the session works again afterwards.
#[test]
fn keys_that_fail_for_a_while_do_not_end_the_sealed_session() {
    let changes: [fn(&mut World); 2] = [
        |world| {
            world.answers.insert(Route::Jwks, Answer::html(503));
        },
        |world| world.issuer.edits.jwks = edit(Vec::clear),
    ];
    for change in changes {
        let mut world = World::new(Mode::Sealed);
        world.login();
        change(&mut world);
        world.open();
        world.failure();
        assert_eq!(world.sent(&Route::SessionEnd).len(), 0);
        restore(&mut world);
        world.open();
        world.assert_works();
    }
    // The first answer with keys is lost: nothing was refused.
    let mut world = World::new(Mode::Sealed);
    world.answers.insert(Route::Jwks, Answer::html(503));
    world.login();
    assert_eq!(world.sent(&Route::SessionEnd).len(), 0);
    restore(&mut world);
    world.command(Command::Retry);
    world.assert_works();
}

#[test]
fn a_refused_refresh_does_not_end_the_sealed_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.issuer.edits.refreshed_claims = set("aud", json!("another-client"));
    world.command(Command::Renew);
    assert_eq!(
        world.session().trouble.unwrap().code(),
        Code::IdTokenInvalid
    );
    assert_eq!(world.sent(&Route::SessionEnd).len(), 0);
    restore(&mut world);
    world.pass(120);
    world.assert_works();
}

fn restore(world: &mut World) {
    world.issuer.edits = crate::world::edits::Edits::default();
    world.answers.clear();
}
