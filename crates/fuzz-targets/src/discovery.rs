//! The issuer's metadata, beside serde_json.

use haulout_protocol::json;
use haulout_protocol::oidc::{Issuer, discovery};
use serde_json::Value;
use url::{Host, Url};

/// Accepted metadata names the expected issuer and only secure endpoints, and its serialized form is accepted as the
/// same metadata.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let issuer = Issuer::parse(ISSUER).expect("it is a URL");
    let read = |body: &[u8]| discovery::read(body, &issuer, &issuer.well_known());
    let Ok(mut provider) = read(data) else {
        return;
    };
    let document: Value = serde_json::from_slice(data).expect("accepted metadata is JSON");
    assert_eq!(document["issuer"], ISSUER);
    for (name, endpoint) in [
        ("authorization_endpoint", &provider.authorization_endpoint),
        ("token_endpoint", &provider.token_endpoint),
        ("jwks_uri", &provider.jwks_uri),
    ] {
        assert_eq!(document[name], endpoint.as_str());
        assert!(is_secure(endpoint.as_str()), "{endpoint}");
    }
    if let Some(list) = &provider.identity_providers {
        let url = Url::parse(list.as_str()).expect("it was accepted as a URL");
        assert_eq!(
            url.origin(),
            Url::parse(ISSUER).expect("it is a URL").origin()
        );
    }
    // The page does not get this endpoint.
    provider.revocation_endpoint = None;
    let again = read(json::to_text(&provider).as_bytes());
    assert_eq!(again.expect("the serialized form is valid"), provider);
}

fn is_secure(url: &str) -> bool {
    let url = Url::parse(url).expect("it was accepted as a URL");
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_loopback
}

const ISSUER: &str = "https://issuer.example/demo";
