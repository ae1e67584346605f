//! A token signed by another RSA key is refused (OpenID Connect Core §3.1.3.7, step 6).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};

use super::refused;
use crate::world::edit;
use crate::world::keys::{Key, base64url};

#[test]
fn the_signature_of_another_rsa_key_is_refused() {
    refused(
        |world| {
            world.issuer.key = Key::rs256();
            world.issuer.edits.compact = edit(|token: &mut String| {
                let (signed, _) = token.rsplit_once('.').unwrap();
                let forged = base64url(&Key::other_rs256().sign(signed.as_bytes()));
                *token = format!("{signed}.{forged}");
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Signature),
    );
}
