//! A token without `iss` is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::refused;
use crate::world::remove;

#[test]
fn a_token_without_an_issuer_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("iss"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Issuer),
    );
}
