//! A header without an algorithm cannot be verified (RFC 7515 §4.1.1).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::{remove, set};

#[test]
fn a_header_without_an_algorithm_is_refused() {
    for alg in [json!(null), json!(["ES256"]), json!(256)] {
        refused(
            |world| world.issuer.edits.header = set("alg", alg.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Malformed),
        );
    }
    refused(
        |world| world.issuer.edits.header = remove("alg"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Malformed),
    );
}
