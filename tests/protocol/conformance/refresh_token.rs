//! A refresh returns new tokens, and the newest refresh token is used the next time (RFC 6749 §6).

use haulout_protocol::input::Command;
use serde_json::json;

use super::accepted_in;
use crate::world::issuer::CLIENT_ID;
use crate::world::{Mode, Route, edit, remove, set};

#[test]
fn each_refresh_uses_the_previous_responses_token() {
    let mut world = accepted_in(Mode::Page, |_| {});
    let mut used = Vec::new();
    for round in 2..7 {
        world.pass(100);
        world.command(Command::Renew);
        world.assert_works();
        assert_eq!(world.credential_requests(), round);
        let sent = world.last(&Route::Refresh);
        assert_eq!(sent.form("client_id").as_deref(), Some(CLIENT_ID));
        assert_eq!(sent.form("scope"), None);
        used.push(sent.form("refresh_token").unwrap());
    }
    used.dedup();
    assert_eq!(used.len(), 5);
}

#[test]
fn refresh_reuses_the_token_if_the_issuer_does_not_rotate() {
    let mut world = accepted_in(Mode::Page, |world| {
        world.issuer.edits.refresh_response = remove("refresh_token");
    });
    world.command(Command::Renew);
    let first = world.last(&Route::Refresh).form("refresh_token");
    world.command(Command::Renew);
    assert_eq!(world.last(&Route::Refresh).form("refresh_token"), first);
}

#[test]
fn a_refresh_without_an_id_token_keeps_the_current_one() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |world| {
            world.issuer.edits.refresh_response = remove("id_token");
        });
        world.command(Command::Renew);
        world.assert_works();
        assert_eq!(world.credential_requests(), 2);
    }
}

#[test]
fn a_new_refresh_token_is_kept_beside_a_malformed_id_token() {
    let mut world = accepted_in(Mode::Page, |_| {});
    for (name, value) in [("id_token", json!("x.y.z")), ("token_type", json!("mac"))] {
        world.issuer.edits.refresh_response = set(name, value);
        world.command(Command::Renew);
        assert!(world.session().trouble.is_some());
        world.issuer.edits.refresh_response = edit(|_| {});
        world.command(Command::Renew);
        world.assert_works();
    }
}
