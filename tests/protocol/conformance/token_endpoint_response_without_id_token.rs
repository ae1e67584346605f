//! A code response without an `id_token` is not OpenID Connect (OpenID Connect Core §3.1.3.3).

use haulout_protocol::Code;
use haulout_protocol::error::{Reason, TokenResponseError};

use super::refused;
use crate::world::remove;

#[test]
fn a_code_response_without_an_id_token_is_refused() {
    refused(
        |world| world.issuer.edits.token_response = remove("id_token"),
        Code::TokenResponseInvalid,
        &Reason::TokenResponse(TokenResponseError::NoIdToken),
    );
}
