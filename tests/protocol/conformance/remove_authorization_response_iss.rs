//! If the issuer announces `iss` in its callbacks, one without it is refused (RFC 9207 §2.4).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};
use serde_json::json;

use super::refused_callback;
use crate::world::set;

#[test]
fn an_announced_iss_that_is_missing_redeems_nothing() {
    refused_callback(
        |world| {
            world.issuer.edits.metadata = set(
                "authorization_response_iss_parameter_supported",
                json!(true),
            );
        },
        Code::IssMismatch,
        &Reason::Callback(CallbackError::Iss),
    );
}
