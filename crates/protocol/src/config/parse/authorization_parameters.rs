//! Further parameters of the authorization request, which an issuer may need.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{JsonError, Object};

/// Names and values, sorted by name.
pub(super) fn read(raw: &Object<'_>) -> Result<Vec<(String, String)>, JsonError> {
    let parameters = raw.pairs("authorizationParameters")?;
    match prove_authorization_parameters(parameters.iter().map(|(name, _)| name.as_str())) {
        Ok(()) => Ok(parameters),
        Err(reason) => Err(raw.error_at("authorizationParameters", reason)),
    }
}

/// Validates the names of further parameters of the authorization request. Those that bind the response to its login
/// are not the operator's (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9101 §5, OpenID Connect Core §3.1.2.1).
///
/// # Errors
/// The reason, as the second half of a sentence that starts with the field's name.
pub fn prove_authorization_parameters<'a>(
    mut names: impl Iterator<Item = &'a str>,
) -> Result<(), &'static str> {
    if names.any(|name| name.is_empty() || OWN_PARAMETERS.contains(&name)) {
        Err("must not contain a parameter that Haulout sends itself")
    } else {
        Ok(())
    }
}

/// What the authorization request contains anyway, or what would replace it.
const OWN_PARAMETERS: [&str; 14] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "pinniped_idp_name",
    "pinniped_idp_type",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];
