//! A token signed by another P-256 key is refused, and so is a signature in another format (RFC 7518 §3.4).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::refused;
use crate::world::edit;
use crate::world::keys::{Key, base64url};

#[test]
fn the_signature_of_another_p256_key_is_refused() {
    refused(
        |world| {
            world.issuer.edits.compact = edit(|token: &mut String| {
                let (signed, _) = token.rsplit_once('.').unwrap();
                *token = format!(
                    "{signed}.{}",
                    base64url(&Key::es256().sign(signed.as_bytes()))
                );
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Signature),
    );
}

#[test]
fn zeros_a_short_and_a_long_signature_are_refused() {
    for forged in [vec![0; 64], vec![0; 63], vec![1; 72], Vec::new()] {
        refused(
            |world| {
                let forged = base64url(&forged);
                world.issuer.edits.compact = edit(move |token: &mut String| {
                    let (signed, _) = token.rsplit_once('.').unwrap();
                    *token = format!("{signed}.{forged}");
                });
            },
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Signature),
        );
    }
}
