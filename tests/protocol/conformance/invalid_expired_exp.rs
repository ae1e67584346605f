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
