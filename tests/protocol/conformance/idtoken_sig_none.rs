//! A token without a signature is refused, whatever its `alg` (RFC 7515 §8, RFC 8725 §3.2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::{edit, set};

#[test]
fn an_unsigned_token_is_refused() {
    refused(
        |world| {
            world.issuer.edits.header = set("alg", json!("none"));
            world.issuer.edits.compact =
                edit(|token: &mut String| token.truncate(token.rfind('.').unwrap() + 1));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Algorithm(Some("none"))),
    );
}

#[test]
fn alg_none_in_any_spelling_is_refused() {
    for alg in ["None", "NONE", "nOnE", ""] {
        refused(
            |world| world.issuer.edits.header = set("alg", json!(alg)),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Algorithm(None)),
        );
    }
}

#[test]
fn a_removed_signature_is_refused() {
    refused(
        |world| {
            world.issuer.edits.compact =
                edit(|token: &mut String| token.truncate(token.rfind('.').unwrap() + 1));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Signature),
    );
}
