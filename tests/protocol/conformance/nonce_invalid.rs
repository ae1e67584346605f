//! `nonce` has to be this login's (OpenID Connect Core §3.1.3.7, step 11).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::set;

#[test]
fn the_token_of_another_login_is_refused() {
    refused(
        |world| world.issuer.edits.claims = set("nonce", json!("of another login")),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Nonce),
    );
}
