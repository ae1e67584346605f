//! A callback without `state` is refused (RFC 6749 §4.1.2, §10.12).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};
use serde_json::{Value, json};

use super::refused_callback;
use crate::world::{Mode, Route, World, edit};

#[test]
fn a_missing_state_redeems_nothing() {
    refused_callback(
        |world| {
            world.issuer.edits.callback =
                edit(|it: &mut Vec<(String, String)>| it.retain(|(name, _)| name != "state"))
        },
        Code::StateMismatch,
        &Reason::Callback(CallbackError::State),
    );
}

#[test]
fn a_stored_login_without_a_state_is_ignored() {
    for emptied in ["state", "nonce"] {
        let mut world = World::new(Mode::Page);
        world.open();
        world.sign_in();
        let callback = world.callback();
        let mut stored: Value = serde_json::from_str(world.storage.as_ref().unwrap()).unwrap();
        stored[emptied] = json!("");
        world.storage = Some(stored.to_string());
        world.load(&callback.replace("&state=", "&session_state="));
        assert_eq!(world.failure().code(), Code::LoginNotStarted, "{emptied}");
        assert_eq!(world.sent(&Route::Redeem).len(), 0);
    }
}
