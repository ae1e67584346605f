//! A token for another client is refused (OpenID Connect Core §3.1.3.7, step 3).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::set;

#[test]
fn a_token_for_another_client_is_refused() {
    refused(
        |world| world.issuer.edits.claims = set("aud", json!("pinniped-cli")),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Audience),
    );
}
