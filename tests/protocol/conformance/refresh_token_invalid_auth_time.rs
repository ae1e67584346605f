//! A refreshed ID token has the same `auth_time`, if it has one (OpenID Connect Core §12.2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::renewal_refused;
use crate::world::set;

#[test]
fn a_refreshed_token_of_another_sign_in_is_refused() {
    renewal_refused(
        |world| world.issuer.edits.refreshed_claims = set("auth_time", json!(1)),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::AuthTime),
    );
}
