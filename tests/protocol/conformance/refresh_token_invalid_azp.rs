//! A refreshed ID token has the same `azp` (OpenID Connect Core §12.2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::renewal_refused;
use crate::world::remove;

#[test]
fn a_refreshed_token_for_another_party_is_refused() {
    renewal_refused(
        |world| world.issuer.edits.refreshed_claims = remove("azp"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::AuthorizedParty),
    );
}
