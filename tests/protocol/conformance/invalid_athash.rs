//! `at_hash` has to match the access token, if both are present (OpenID Connect Core §3.1.3.8).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{accepted, refused_in};
use crate::world::{Mode, remove, set};

#[test]
fn the_hash_of_another_access_token_is_refused() {
    refused_in(
        Mode::Page,
        |world| world.issuer.edits.claims = set("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::AccessTokenHash),
    );
}

#[test]
fn a_token_without_a_hash_is_accepted() {
    accepted(|world| world.issuer.edits.claims = remove("at_hash"));
}
