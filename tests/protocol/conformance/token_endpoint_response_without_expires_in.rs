//! `expires_in` is only RECOMMENDED (RFC 6749 §5.1), and some issuers send it as a string.

use serde_json::json;

use super::accepted;
use crate::world::{remove, set};

#[test]
fn a_missing_expires_in_is_accepted() {
    accepted(|world| world.issuer.edits.token_response = remove("expires_in"));
}

#[test]
fn an_unusual_expires_in_is_accepted() {
    for value in [
        json!("3600"),
        json!(3599.5),
        json!(-1),
        json!(null),
        json!("soon"),
        json!([]),
    ] {
        accepted(|world| world.issuer.edits.token_response = set("expires_in", value.clone()));
    }
}
