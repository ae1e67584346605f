//! A token is refused after `exp` (OpenID Connect Core §3.1.3.7, step 9).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::{accepted, refused, shift};
use crate::world::edits::Object;
use crate::world::{World, edit};

#[test]
fn a_token_that_expired_five_minutes_ago_is_refused() {
    refused(
        |world| {
            world.issuer.edits.claims = edit(|claims: &mut Object| shift(claims, "exp", -420 - 1))
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Expired),
    );
}

#[test]
fn expiry_is_checked_on_the_issuers_clock() {
    for hours in [-3, 3] {
        let skewed = |world: &mut World| world.clocks.issuer = hours * 3_600_000;
        accepted(skewed);
        refused(
            |world| {
                skewed(world);
                world.issuer.edits.claims =
                    edit(|claims: &mut Object| shift(claims, "exp", -420 - 1));
            },
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Expired),
        );
    }
}

/// The world's tokens are valid for two minutes.
#[test]
fn times_of_a_token_are_judged_alike_on_every_computer() {
    for skew in [-600, -61, 0, 61, 600] {
        for (claim, secs, error) in [
            ("exp", -30, None),
            ("exp", -180, Some(IdTokenError::Expired)),
            ("iat", 30, None),
            ("iat", 90, Some(IdTokenError::NotYetValid)),
            ("iat", -500, None),
            ("iat", -700, Some(IdTokenError::IssuedAt)),
        ] {
            let change = |world: &mut World| {
                let clocks = &mut world.clocks;
                clocks.issuer = skew * 1000;
                clocks.concierge = skew * 1000;
                clocks.verifier = skew * 1000;
                world.issuer.edits.claims =
                    edit(move |claims: &mut Object| shift(claims, claim, secs));
            };
            match error {
                None => accepted(change),
                Some(error) => refused(change, Code::IdTokenInvalid, &Reason::IdToken(error)),
            }
        }
    }
}
