//! `token_type` is compared case-insensitively (RFC 6749 §5.1) and has to be `Bearer`.

use haulout_protocol::Code;
use haulout_protocol::error::{Reason, TokenResponseError};
use serde_json::json;

use super::{accepted, refused};
use crate::world::set;

#[test]
fn bearer_is_accepted_in_any_case() {
    for name in ["Bearer", "bearer", "BEARER", "bEARER"] {
        accepted(|world| world.issuer.edits.token_response = set("token_type", json!(name)));
    }
}

#[test]
fn another_token_type_is_refused() {
    for name in ["DPoP", "mac", "", "bearer "] {
        refused(
            |world| world.issuer.edits.token_response = set("token_type", json!(name)),
            Code::TokenResponseInvalid,
            &Reason::TokenResponse(TokenResponseError::TokenType),
        );
    }
}
