//! A callback with another `state` than this login's is refused (RFC 6749 §10.12).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};

use super::refused_callback_in;
use crate::world::{Mode, World, edit};

#[test]
fn a_wrong_state_redeems_nothing() {
    for state in ["x", "", "state-of-the-gateway-00000000000000000002"] {
        refused_callback_in(
            Mode::Page,
            |world| answer_with(world, state),
            Code::StateMismatch,
            &Reason::Callback(CallbackError::State),
        );
    }
    refused_callback_in(
        Mode::Sealed,
        |world| answer_with(world, ""),
        Code::StateMismatch,
        &Reason::Callback(CallbackError::State),
    );
}

/// In `sealed` mode only the gateway has the state.
#[test]
fn a_state_that_the_gateway_does_not_know_redeems_nothing() {
    for state in ["x", "state-of-the-gateway-00000000000000000002"] {
        let mut world = World::new(Mode::Sealed);
        answer_with(&mut world, state);
        world.login();
        assert_eq!(world.failure().code(), Code::StateMismatch);
        assert_eq!(world.issuer.redemptions, 0);
        assert_eq!(world.credential_requests(), 0);
    }
}

fn answer_with(world: &mut World, state: &'static str) {
    world.issuer.edits.callback =
        edit(move |it: &mut Vec<(String, String)>| it[1].1 = state.to_owned());
}
