//! `azp`, if present, has to be our client id (OpenID Connect Core §3.1.3.7, step 5).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{accepted, refused};
use crate::world::{remove, set};

#[test]
fn a_token_issued_to_another_party_is_refused() {
    refused(
        |world| world.issuer.edits.claims = set("azp", json!("pinniped-cli")),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::AuthorizedParty),
    );
}

#[test]
fn a_single_audience_needs_no_authorized_party() {
    accepted(|world| {
        world.issuer.edits.claims = remove("azp");
        world.issuer.edits.exchanged_claims = remove("azp");
    });
}
