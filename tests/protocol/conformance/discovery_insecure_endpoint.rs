//! Codes and tokens are sent only to https URLs without user information and fragments (RFC 6749 §3.1, §3.2, RFC 8414
//! §2).

use haulout_protocol::Code;
use haulout_protocol::error::{MetadataError, Reason};
use serde_json::json;

use super::refused_before_sign_in;
use crate::world::set;

#[test]
fn an_endpoint_that_is_not_https_is_refused() {
    for field in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        for url in [
            "http://supervisor.acme.example/demo/x",
            "ftp://supervisor.acme.example/demo/x",
            "javascript:alert(1)",
            "/demo/x",
            "https://user@supervisor.acme.example/demo/x",
            "https://supervisor.acme.example/demo/x#fragment",
            "",
        ] {
            refused_before_sign_in(
                |world| world.issuer.edits.metadata = set(field, json!(url)),
                Code::IssuerInvalid,
                &Reason::Metadata(MetadataError::Url(field)),
            );
        }
    }
}
