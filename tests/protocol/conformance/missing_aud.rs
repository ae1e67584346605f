//! A token without an audience is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::{remove, set};

#[test]
fn a_token_without_an_audience_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("aud"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Audience),
    );
}

#[test]
fn an_empty_audience_is_refused() {
    refused(
        |world| world.issuer.edits.claims = set("aud", json!([])),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Audience),
    );
}
