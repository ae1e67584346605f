//! A token that is issued or becomes valid in the future is refused (RFC 7519 §4.1.5, §4.1.6).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::{accepted, refused, shift};
use crate::world::edit;
use crate::world::edits::Object;

#[test]
fn a_token_from_the_future_is_refused() {
    for claim in ["iat", "nbf"] {
        refused(
            |world| {
                world.issuer.edits.claims = edit(move |claims: &mut Object| {
                    let now = claims["iat"].clone();
                    claims.entry(claim).or_insert(now);
                    shift(claims, claim, 90);
                });
            },
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::NotYetValid),
        );
    }
}

#[test]
fn half_a_minute_in_the_future_is_tolerated() {
    accepted(|world| {
        world.issuer.edits.claims = edit(|claims: &mut Object| shift(claims, "iat", 30));
    });
}
