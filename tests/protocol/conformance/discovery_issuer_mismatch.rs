//! The metadata's `issuer` is the configured one, byte for byte (OpenID Connect Discovery §4.3, RFC 8414 §3.3).

use haulout_protocol::Code;
use haulout_protocol::error::{MetadataError, Reason};
use haulout_protocol::text::ServerText;
use serde_json::json;

use super::refused_before_sign_in;
use crate::world::set;

#[test]
fn metadata_of_another_issuer_is_refused() {
    for other in [
        "https://supervisor.acme.example/demo/",
        "https://supervisor.acme.example/Demo",
        "https://Supervisor.acme.example/demo",
        "https://supervisor.acme.example:443/demo",
        "https://supervisor.acme.example/dem%6F",
        "https://supervisor.evil.example/demo",
        "",
    ] {
        refused_before_sign_in(
            |world| world.issuer.edits.metadata = set("issuer", json!(other)),
            Code::IssuerMismatch,
            &Reason::Metadata(MetadataError::OtherIssuer(ServerText::new(other))),
        );
    }
}
