//! A token is three base64url parts with JSON objects in the first two, without repeated members (RFC 7515 §3.1, §4).

use std::rc::Rc;

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::Value;

use super::{refused, refused_with_any_reason};
use crate::world::edit;
use crate::world::keys::{Key, base64url, from_base64url};

#[test]
fn a_malformed_token_is_refused() {
    for token in [
        "a",
        "a.b",
        "a.b.c",
        "....",
        "eyJhbGciOiJFUzI1NiJ9.e30.!",
        "eyJhbGciOiJFUzI1NiJ9.bnVsbA.AAAA",
    ] {
        refused_with_any_reason(|world| {
            world.issuer.edits.compact = edit(move |it: &mut String| *it = token.to_owned());
        });
    }
}

#[test]
fn an_encrypted_token_is_refused() {
    refused(
        |world| {
            world.issuer.edits.compact = edit(|it: &mut String| it.push_str(".AAAA.AAAA"));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Encrypted),
    );
}

#[test]
fn a_repeated_claim_is_refused() {
    refused(
        |world| {
            let key = Rc::new(Key::es256());
            let signer = key.clone();
            world.issuer.edits.jwks =
                edit(move |keys: &mut Vec<Value>| keys[0] = key.jwk("2026-11"));
            world.issuer.edits.compact = edit(move |it: &mut String| {
                let mut parts = it.split('.');
                let (header, claims) = (parts.next().unwrap(), parts.next().unwrap());
                let claims = String::from_utf8(from_base64url(claims)).unwrap();
                let twice = claims.replacen('{', r#"{"sub":"another user","#, 1);
                let signed = format!("{header}.{}", base64url(twice.as_bytes()));
                *it = format!("{signed}.{}", base64url(&signer.sign(signed.as_bytes())));
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Malformed),
    );
}
