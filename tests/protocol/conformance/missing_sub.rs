//! A token without `sub` is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{accepted, refused};
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
fn a_subject_is_ascii_and_not_empty() {
    for subject in [json!(""), json!(null), json!("ü")] {
        refused(
            |world| world.issuer.edits.claims = set("sub", subject.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Subject),
        );
    }
}

/// Pinniped's subjects of LDAP users contain a URL, a name and an identifier.
#[test]
fn a_subject_may_have_more_than_255_characters() {
    accepted(|world| {
        let subject = json!("x".repeat(2_000));
        world.issuer.edits.claims = set("sub", subject.clone());
        world.issuer.edits.exchanged_claims = set("sub", subject);
    });
}
