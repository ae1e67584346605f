//! A token without `sub` is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::{remove, set};

#[test]
fn a_token_without_a_subject_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("sub"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Subject),
    );
}

#[test]
fn a_subject_is_one_to_255_ascii_characters() {
    for subject in [json!(""), json!("ü"), json!("x".repeat(256))] {
        refused(
            |world| world.issuer.edits.claims = set("sub", subject.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Subject),
        );
    }
}
