//! A token without `iat` may have any age, so it is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::{refused, shift};
use crate::world::edits::Object;
use crate::world::{edit, remove};

#[test]
fn a_token_of_unknown_age_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("iat"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::IssuedAt),
    );
}

#[test]
fn an_old_token_is_refused_after_a_login() {
    for age in [-700, -7 * 24 * 3600] {
        refused(
            |world| {
                world.issuer.edits.claims =
                    edit(move |claims: &mut Object| shift(claims, "iat", age))
            },
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::IssuedAt),
        );
    }
}
