//! Across origins `Date` is not readable, and `iat` shows the issuer's time; this computer's clock bounds it.

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::{accepted_in, refused_in, shift};
use crate::world::edits::Object;
use crate::world::{Mode, World, edit};

/// Hides every `Date`, and moves all times of the token by so many hours.
fn moved_by(hours: i64) -> impl Fn(&mut World) {
    move |world| {
        world.clocks.hidden = true;
        world.issuer.edits.claims = edit(move |claims: &mut Object| {
            shift(claims, "iat", hours * 3600);
            shift(claims, "exp", hours * 3600);
        });
    }
}

#[test]
fn a_token_of_another_day_is_refused() {
    for hours in [-15, -24, -24 * 365] {
        refused_in(
            Mode::Page,
            moved_by(hours),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Expired),
        );
    }
    for hours in [15, 24, 24 * 365] {
        refused_in(
            Mode::Page,
            moved_by(hours),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::NotYetValid),
        );
    }
}

#[test]
fn a_token_that_expired_before_it_was_issued_is_refused() {
    refused_in(
        Mode::Page,
        |world| {
            world.clocks.hidden = true;
            world.issuer.edits.claims = edit(|claims: &mut Object| shift(claims, "exp", -160));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Expired),
    );
}

/// A computer that is set to the local time of another zone.
#[test]
fn a_computer_hours_wrong_can_sign_in() {
    for millis in [-12 * 3_600_000, -2_400_000, 2_400_000, 12 * 3_600_000] {
        accepted_in(Mode::Page, |world| {
            world.clocks.hidden = true;
            world.clocks.issuer = millis;
            world.clocks.concierge = millis;
            world.clocks.verifier = millis;
        });
    }
}
