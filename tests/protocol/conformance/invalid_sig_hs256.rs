//! A public key is not a shared secret: an HMAC made with it is refused (RFC 8725 §2.1).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use ring::hmac;
use serde_json::json;

use super::refused;
use crate::world::keys::{Key, base64url};
use crate::world::{edit, set};

#[test]
fn an_hmac_with_the_public_key_is_refused() {
    refused(
        |world| {
            world.issuer.key = Key::rs256();
            world.issuer.edits.header = set("alg", json!("HS256"));
            let public = world.issuer.key.jwk("2026-11").to_string();
            world.issuer.edits.compact = edit(move |token: &mut String| {
                let (signed, _) = token.rsplit_once('.').unwrap();
                let key = hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes());
                let tag = base64url(hmac::sign(&key, signed.as_bytes()).as_ref());
                *token = format!("{signed}.{tag}");
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Algorithm(Some("HS256"))),
    );
}
