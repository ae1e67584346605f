//! A refreshed ID token has our audience (OpenID Connect Core §12.2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::renewal_refused;
use crate::world::set;

#[test]
fn a_refreshed_token_for_another_client_is_refused() {
    renewal_refused(
        |world| world.issuer.edits.refreshed_claims = set("aud", json!(["pinniped-cli"])),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Audience),
    );
}
