//! Which metadata is refused, and how accepted metadata is serialized.

use alloc::format;

use serde_json::{Value, json};

use super::*;
use crate::json::to_text;

const ISSUER: &str = "https://pinniped.acme.example/demo";

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/oauth2/authorize"),
        "token_endpoint": format!("{ISSUER}/oauth2/token"),
        "jwks_uri": format!("{ISSUER}/jwks.json"),
        "code_challenge_methods_supported": ["S256"],
        "discovery.supervisor.pinniped.dev/v1alpha1":
            {"pinniped_identity_providers_endpoint": format!("{ISSUER}/v1alpha1/pinniped_identity_providers")},
    })
}

fn read_document(document: &Value) -> Result<Provider, MetadataError> {
    let issuer = Issuer::parse(ISSUER).expect("this is an issuer");
    read(
        document.to_string().as_bytes(),
        &issuer,
        &issuer.well_known(),
    )
}

#[test]
fn serialized_metadata_has_only_the_members_that_are_read() {
    let mut more = document();
    more["revocation_endpoint"] = json!(format!("{ISSUER}/revoke"));
    more["registration_endpoint"] = json!(format!("{ISSUER}/register"));
    let provider = read_document(&more).expect("this is metadata");
    assert!(provider.revocation_endpoint.is_some());
    let written: Value = serde_json::from_str(&to_text(&provider)).expect("this is JSON");
    assert_eq!(written, document());
}

#[test]
fn an_endpoint_must_be_https() {
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let mut document = document();
        document[name] = json!("http://pinniped.acme.example/");
        assert_eq!(read_document(&document), Err(MetadataError::Url(name)));
    }
}

#[test]
fn an_invalid_sign_out_endpoint_does_not_prevent_a_sign_in() {
    for url in [
        json!(""),
        json!("http://pinniped.acme.example/"),
        json!(1),
        json!({}),
        Value::Null,
    ] {
        let mut document = document();
        document["revocation_endpoint"] = url.clone();
        document["end_session_endpoint"] = url;
        let provider = read_document(&document).expect("this is metadata");
        assert_eq!(provider.revocation_endpoint, None);
        assert_eq!(provider.end_session_endpoint, None);
    }
}

#[test]
fn identity_providers_must_be_below_the_issuer() {
    for list in [
        "https://other.example/demo/list",
        "https://pinniped.acme.example.other.example/demo/list",
        "https://pinniped.acme.example/demo-of-another/list",
        "https://pinniped.acme.example/demo/../other/list",
        "https://pinniped.acme.example/demo/%2e%2e/other/list",
        "https://pinniped.acme.example/demo?a=/list",
    ] {
        let mut document = document();
        document[SUPERVISOR_EXTENSION][IDENTITY_PROVIDERS] = json!(list);
        let fault = MetadataError::Url(IDENTITY_PROVIDERS);
        assert_eq!(read_document(&document), Err(fault), "{list}");
    }
}
