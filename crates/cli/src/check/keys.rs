//! Checks the issuer's signing keys.

use haulout_gateway::config::{AuthenticatorType, Config};
use haulout_protocol::oidc::discovery::Provider;
use haulout_protocol::oidc::jwks::Jwks;
use haulout_protocol::oidc::signature::Algorithm;

use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeResponse};

/// Checks that the issuer has a key for an algorithm that it lists and that the verifiers of ID tokens accept.
pub(super) async fn check(
    config: &Config,
    provider: &Provider,
    metadata: &ProbeResponse,
    probe: &Probe,
) -> Finding {
    let url = provider.jwks_uri.to_url();
    let subject = url.as_str();
    let response = match probe.get(&url).await {
        Ok(response) if response.status.is_success() => response,
        Ok(response) => {
            let remedy = "Check why the issuer does not serve its keys.";
            return Finding::fail(Item::IssuerKeys, subject, response.summary(), remedy);
        }
        Err(error) => {
            let remedy = error.remedy("issuer.caBundleFile");
            return Finding::fail(Item::IssuerKeys, subject, error.description(), remedy);
        }
    };
    let Ok(keys) = Jwks::parse(response.body()) else {
        let remedy = "Check which server responds at the issuer's `jwks_uri`.";
        return Finding::fail(
            Item::IssuerKeys,
            subject,
            "the response is not a JWKS",
            remedy,
        );
    };
    let for_concierge = config.clusters.iter().any(|cluster| {
        let concierge = cluster.concierge.as_ref();
        concierge.is_some_and(|concierge| concierge.authenticator == AuthenticatorType::Jwt)
    });
    let accepted: &[Algorithm] = if for_concierge {
        CONCIERGE_ALGORITHMS
    } else {
        PAGE_ALGORITHMS
    };
    let names: Vec<&str> = accepted.iter().map(|name| name.as_str()).collect();
    let sign = format!("Configure the issuer to sign with {}.", names.join(" or "));
    let listed = listed_algorithms(metadata);
    if !listed.is_empty() && !names.iter().any(|name| listed.iter().any(|it| it == name)) {
        let found = format!(
            "the issuer signs ID tokens only with {}",
            metadata.quote(&listed.join(", "))
        );
        return Finding::fail(Item::IssuerKeys, subject, found, sign);
    }
    let usable = accepted
        .iter()
        .filter(|algorithm| !keys.candidates(**algorithm, None).is_empty());
    let usable: Vec<&str> = usable.map(|algorithm| algorithm.as_str()).collect();
    if usable.is_empty() {
        return Finding::fail(Item::IssuerKeys, subject, "no key is usable", sign);
    }
    let found = format!("keys for {}", usable.join(", "));
    Finding::ok(Item::IssuerKeys, subject, found)
}

/// The algorithms that the metadata lists for ID tokens; empty if it has no usable list.
fn listed_algorithms(metadata: &ProbeResponse) -> Vec<String> {
    let json = metadata.json();
    let listed = json
        .root()
        .and_then(|root| root.texts("id_token_signing_alg_values_supported"));
    listed.ok().flatten().unwrap_or_default()
}

/// The algorithms that a `JWTAuthenticator` accepts.
const CONCIERGE_ALGORITHMS: &[Algorithm] = &[Algorithm::Es256, Algorithm::Rs256];
/// The algorithms that the page can verify.
const PAGE_ALGORITHMS: &[Algorithm] = &[
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];
