//! Of a key set with arbitrary contents, exactly the usable keys are used (RFC 7517 §5).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, KeysError, Reason};
use serde_json::{Value, json};

use super::{accepted, refused};
use crate::world::edit;
use crate::world::keys::{Key, base64url};

#[test]
fn keys_of_unknown_types_are_skipped() {
    accepted(|world| {
        world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| {
            for odd in [
                json!({}),
                json!({"kty": "oct", "k": "c2VjcmV0"}),
                json!({"kty": 7}),
            ] {
                keys.insert(0, odd);
            }
        });
    });
}

#[test]
fn a_short_rsa_key_is_not_used() {
    refused(
        |world| {
            world.issuer.key = Key::rs256();
            world.issuer.edits.jwks =
                edit(|keys: &mut Vec<Value>| keys[0]["n"] = json!(base64url(&[0xff; 128])));
        },
        Code::SigningKeysInvalid,
        &Reason::SigningKeys(KeysError::NoneFits),
    );
}

#[test]
fn a_point_off_the_curve_verifies_nothing() {
    refused(
        |world| {
            world.issuer.edits.jwks =
                edit(|keys: &mut Vec<Value>| keys[0]["y"] = json!(base64url(&[7; 32])));
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Signature),
    );
}

#[test]
fn ten_thousand_keys_are_not_tried() {
    refused(
        |world| {
            world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| {
                let last = keys.pop().unwrap();
                let other = json!({"kty": "oct"});
                keys.extend(std::iter::repeat_n(other, 10_000));
                keys.push(last);
            });
        },
        Code::SigningKeysInvalid,
        &Reason::SigningKeys(KeysError::NoneFits),
    );
}

#[test]
fn private_members_of_a_key_are_not_passed_on() {
    let private = json!("private-canary-private-canary");
    accepted(|world| {
        let private = private.clone();
        world.issuer.edits.jwks = edit(move |keys: &mut Vec<Value>| keys[0]["d"] = private.clone());
        world.printed.never(private_text());
    });
}

fn private_text() -> &'static str {
    "private-canary-private-canary"
}
