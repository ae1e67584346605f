//! An unknown extension in `crit` makes the client refuse the token (RFC 7515 §4.1.11).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::refused;
use crate::world::set;

#[test]
fn a_critical_extension_is_refused() {
    refused(
        |world| world.issuer.edits.header = set("crit", json!(["exp"])),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenError::Critical),
    );
}
