//! A token without `kid` is verified with every key that can have signed it (OpenID Connect Core §10.1).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::Value;

use super::{accepted, refused};
use crate::world::keys::Key;
use crate::world::{edit, remove};

#[test]
fn a_token_without_kid_is_accepted_when_any_of_the_keys_made_it() {
    accepted(|world| {
        world.issuer.edits.header = remove("kid");
        world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| {
            keys.insert(0, Key::es256().jwk("older"));
            keys.insert(0, Key::rs256().jwk("rsa"));
            keys.push(Key::es256().jwk("newer"));
        });
    });
}

#[test]
fn a_token_without_kid_that_none_of_the_keys_made_is_refused() {
    refused(
        |world| {
            world.issuer.edits.header = remove("kid");
            world.issuer.edits.jwks = edit(|keys: &mut Vec<Value>| {
                *keys = vec![Key::es256().jwk("one"), Key::es256().jwk("two")];
            });
        },
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Signature),
    );
}
