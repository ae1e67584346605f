//! `iss` has to be the issuer, byte for byte (OpenID Connect Core §3.1.3.7, step 2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::set;

#[test]
fn the_token_of_another_issuer_is_refused() {
    refused(
        |world| {
            world.issuer.edits.claims = set("iss", json!("https://supervisor.acme.example/demo/"))
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Issuer),
    );
}
