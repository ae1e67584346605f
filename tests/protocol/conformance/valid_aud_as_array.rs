//! `aud` may be a string or an array of one (RFC 7519 §4.1.3).

use serde_json::json;

use super::accepted;
use crate::world::issuer::CLIENT_ID;
use crate::world::set;

#[test]
fn an_audience_may_be_a_string_or_an_array() {
    accepted(|world| world.issuer.edits.claims = set("aud", json!([CLIENT_ID])));
    accepted(|world| world.issuer.edits.claims = set("aud", json!(CLIENT_ID)));
}
