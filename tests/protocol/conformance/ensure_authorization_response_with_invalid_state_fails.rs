//! A callback with another `state` than this login's is refused (RFC 6749 §10.12).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};

use super::refused_callback;
use crate::world::edit;

#[test]
fn a_wrong_state_redeems_nothing() {
    for state in ["x", "", "state-of-the-gateway-00000000000000000002"] {
        refused_callback(
            |world| {
                world.issuer.edits.callback =
                    edit(|it: &mut Vec<(String, String)>| it[1].1 = state.to_owned());
            },
            Code::StateMismatch,
            &Reason::Callback(CallbackError::State),
        );
    }
}
