//! A key that is embedded in the token is never used to verify it (RFC 8725 §2.6, §3.10).

use std::rc::Rc;

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::keys::{Key, base64url};
use crate::world::{edit, set};

#[test]
fn a_key_in_the_header_is_not_used() {
    for member in ["jwk", "jku", "x5u"] {
        refused(
            |world| {
                let attacker = Rc::new(Key::es256());
                let value = match member {
                    "jwk" => attacker.jwk("2026-11"),
                    _ => json!("https://supervisor.evil.example/keys"),
                };
                world.issuer.edits.header = set(member, value);
                world.issuer.edits.compact = edit(move |token: &mut String| {
                    let (signed, _) = token.rsplit_once('.').unwrap();
                    *token = format!("{signed}.{}", base64url(&attacker.sign(signed.as_bytes())));
                });
            },
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Signature),
        );
    }
}
