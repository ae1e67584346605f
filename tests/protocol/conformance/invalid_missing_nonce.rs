//! A token without the requested `nonce` is refused (OpenID Connect Core §3.1.3.7, step 11).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{refused, refused_with_any_reason};
use crate::world::{remove, set};

#[test]
fn a_token_without_a_nonce_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("nonce"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Nonce),
    );
}

#[test]
fn a_null_nonce_is_refused() {
    refused_with_any_reason(|world| world.issuer.edits.claims = set("nonce", json!(null)));
}
