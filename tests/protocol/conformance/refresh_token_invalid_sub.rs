//! A refreshed ID token has the same `sub` (OpenID Connect Core §12.2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::renewal_refused;
use crate::world::set;

#[test]
fn a_refreshed_token_about_another_user_is_refused() {
    renewal_refused(
        |world| world.issuer.edits.refreshed_claims = set("sub", json!("another user")),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Subject),
    );
}
