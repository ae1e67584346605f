//! A token with an additional unknown audience is refused, because it could be replayed from there (OpenID Connect
//! Core §3.1.3.7, step 3).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{accepted_in, refused, refused_in};
use crate::world::edits::Object;
use crate::world::issuer::CLIENT_ID;
use crate::world::{Mode, edit, set};

#[test]
fn an_unknown_second_audience_is_refused() {
    refused(
        |world| {
            world.issuer.edits.claims = set("aud", json!([CLIENT_ID, "another-client"]));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Audience),
    );
}

#[test]
fn the_audience_of_a_configured_cluster_is_accepted() {
    accepted_in(Mode::Sealed, |world| {
        world.issuer.edits.claims = set("aud", json!([CLIENT_ID, "prod-eu-7f3a"]));
    });
}

#[test]
fn several_audiences_need_an_authorized_party() {
    refused_in(
        Mode::Sealed,
        |world| {
            world.issuer.edits.claims = edit(|claims: &mut Object| {
                claims.insert("aud".into(), json!([CLIENT_ID, "prod-eu-7f3a"]));
                claims.remove("azp");
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::AuthorizedParty),
    );
}
