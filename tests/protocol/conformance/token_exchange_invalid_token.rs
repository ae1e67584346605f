//! An exchanged token has the requested audience and the user's `sub` (RFC 8693 §2.2, §4).

use haulout_protocol::error::{IdTokenError, Reason, TokenResponseError};
use serde_json::json;

use super::accepted_in;
use crate::world::edits::{Edit, Object};
use crate::world::{Mode, World, set};

#[test]
fn an_exchanged_token_for_another_cluster_is_refused() {
    exchange_refused(set("aud", json!(["prod-us-0815"])), IdTokenError::Audience);
    exchange_refused(set("sub", json!("another user")), IdTokenError::Subject);
    exchange_refused(
        set("iss", json!("https://supervisor.evil.example")),
        IdTokenError::Issuer,
    );
    exchange_refused(set("exp", json!(1)), IdTokenError::Expired);
    exchange_refused(
        set("azp", json!("pinniped-cli")),
        IdTokenError::AuthorizedParty,
    );
}

#[test]
fn an_exchanged_token_of_another_type_is_refused() {
    for (name, fault) in [
        ("token_type", TokenResponseError::TokenType),
        ("issued_token_type", TokenResponseError::IssuedTokenType),
    ] {
        let mut world = World::new(Mode::Sealed);
        world.issuer.edits.exchange_response = set(name, json!("Bearer"));
        world.login();
        assert_eq!(
            world.cluster_failure("prod-eu"),
            Reason::TokenResponse(fault)
        );
        assert_eq!(world.credential_requests(), 0);
    }
}

#[track_caller]
fn exchange_refused(change: Edit<Object>, fault: IdTokenError) {
    accepted_in(Mode::Sealed, |_| {});
    let mut world = World::new(Mode::Sealed);
    world.issuer.edits.exchanged_claims = change;
    world.login();
    assert_eq!(world.cluster_failure("prod-eu"), Reason::IdToken(fault));
    assert_eq!(world.credential_requests(), 0);
}
