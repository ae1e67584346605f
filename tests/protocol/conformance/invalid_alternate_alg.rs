//! A key verifies only the algorithm that it was published for (RFC 7517 §4.4, RFC 8725 §3.1).

use haulout_protocol::Code;
use haulout_protocol::error::{KeysError, Reason};
use serde_json::{Value, json};

use super::{refused, refused_with_any_reason};
use crate::world::keys::Key;
use crate::world::{edit, set};

#[test]
fn a_key_for_ps256_verifies_no_rs256() {
    refused(
        |world| {
            world.issuer.key = Key::rs256();
            world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| keys[0]["alg"] = json!("PS256"));
        },
        Code::SigningKeysInvalid,
        &Reason::SigningKeys(KeysError::NoneFits),
    );
}

#[test]
fn the_header_does_not_choose_the_kind_of_key() {
    for alg in ["ES256", "PS256", "EdDSA"] {
        refused_with_any_reason(|world| {
            world.issuer.key = Key::rs256();
            world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| {
                keys[0].as_object_mut().unwrap().remove("alg");
            });
            world.issuer.edits.header = set("alg", json!(alg));
        });
    }
}

#[test]
fn an_encryption_key_verifies_nothing() {
    for (member, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt", "sign"])),
    ] {
        refused(
            |world| {
                let value = value.clone();
                world.issuer.edits.jwks =
                    edit(move |keys: &mut Vec<Value>| keys[0][member] = value.clone());
            },
            Code::SigningKeysInvalid,
            &Reason::SigningKeys(KeysError::NoneFits),
        );
    }
}
