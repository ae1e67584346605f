//! An issuer that lists challenge methods without S256 is refused, because the code would be unprotected (RFC 7636
//! §4.2, RFC 9700 §2.1.1).

use haulout_protocol::Code;
use haulout_protocol::error::{MetadataError, Reason};
use serde_json::json;

use super::{accepted, refused_before_sign_in};
use crate::world::{remove, set};

#[test]
fn an_issuer_that_supports_only_plain_is_refused() {
    for methods in [json!(["plain"]), json!([])] {
        refused_before_sign_in(
            |world| {
                world.issuer.edits.metadata =
                    set("code_challenge_methods_supported", methods.clone());
            },
            Code::PkceUnsupported,
            &Reason::Metadata(MetadataError::NoS256),
        );
    }
}

#[test]
fn an_issuer_that_lists_no_methods_still_gets_a_challenge() {
    accepted(|world| {
        world.issuer.edits.metadata = remove("code_challenge_methods_supported");
    });
}
