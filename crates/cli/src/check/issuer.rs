//! The issuer: reachable, itself, and offering what a sign-in needs.

use haulout_gateway::config::{AuthenticatorType, Config, is_https_or_loopback};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_protocol::clocks::Clock;
use haulout_protocol::oidc::jwks::Jwks;
use haulout_protocol::oidc::signature::Algorithm;
use serde::Deserialize;
use url::Url;

use super::finding::{Finding, Item};
use super::probe::{Heard, Manner, Probe};
use super::{client, scopes};

/// What became known about the issuer.
#[derive(Default)]
pub(super) struct Known {
    pub(super) findings: Vec<Finding>,
    pub(super) clock: Clock,
    pub(super) metadata: Option<Metadata>,
}

/// OpenID Connect Discovery §3, as far as it is judged here; a missing member is a finding, not a failure to read.
#[derive(Deserialize)]
pub(super) struct Metadata {
    issuer: Option<String>,
    pub(super) authorization_endpoint: Option<String>,
    pub(super) token_endpoint: Option<String>,
    pub(super) jwks_uri: Option<String>,
    pub(super) scopes_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(rename = "discovery.supervisor.pinniped.dev/v1alpha1")]
    supervisor: Option<serde_json::Value>,
}

impl Metadata {
    /// Whether it is a Pinniped Supervisor.
    pub(super) fn is_supervisor(&self) -> bool {
        self.supervisor.is_some()
    }
}

/// Looks at everything that the gateway needs of the issuer.
pub(super) async fn look(config: &Config, manner: &Manner) -> Known {
    let mut known = Known::default();
    let issuer = &config.issuer;
    let subject = &issuer.identifier;
    let probe = match Probe::new(
        &issuer.url,
        &issuer.trust,
        OldestTls::Tls12,
        issuer.proxy.as_ref(),
        manner,
    ) {
        Ok(probe) => probe,
        Err(error) => {
            let cure = "Mend `issuer` in the configuration, or this machine's certificate store.";
            let finding = Finding::fail(Item::IssuerReachable, subject, error.to_string(), cure);
            known.findings.push(finding);
            return known;
        }
    };
    // OpenID Connect Discovery §4.1: a trailing slash is removed before the well-known part is appended.
    let url = below(&issuer.url, ".well-known/openid-configuration");
    let heard = match probe.get(&url).await {
        Ok(heard) => heard,
        Err(trouble) => {
            let item = if trouble.is_of_tls() {
                Item::IssuerTls
            } else {
                Item::IssuerReachable
            };
            let cure = trouble.cure("issuer.caBundleFile");
            let finding = Finding::fail(item, subject, trouble.found(), cure);
            known.findings.push(finding);
            return known;
        }
    };
    heard.tell(&mut known.clock);
    if issuer.url.scheme() == "https" {
        let found = "the certificate is trusted";
        let finding = Finding::ok(Item::IssuerTls, subject, found);
        known.findings.push(finding);
    }
    if !heard.status.is_success() {
        let found = format!("{url} answers with {}", heard.words());
        let cure = "See that the issuer runs, and that `issuer.url` is its identifier with nothing left out.";
        let finding = Finding::fail(Item::IssuerReachable, subject, found, cure);
        known.findings.push(finding);
        return known;
    }
    let finding = Finding::ok(Item::IssuerReachable, subject, "it answers");
    known.findings.push(finding);
    let Some(metadata) = heard.json::<Metadata>() else {
        let cure =
            "Compare `issuer.url` with the issuer's identifier; something else answers there.";
        let found = format!("{url} is not the metadata of an issuer");
        let finding = Finding::fail(Item::IssuerMetadata, subject, found, cure);
        known.findings.push(finding);
        return known;
    };
    let findings = &mut known.findings;
    findings.push(identity(config, &metadata, &heard));
    findings.push(pkce(subject, &metadata));
    findings.push(scopes::judge(config, &metadata));
    findings.push(keys(config, &metadata, &probe).await);
    findings.push(client::authorize(config, &metadata, &probe).await);
    findings.push(client::authenticate(config, &metadata, &probe).await);
    known.metadata = Some(metadata);
    known
}

/// The identifier byte for byte (OpenID Connect Discovery §4.3), and the endpoints where they may be.
fn identity(config: &Config, metadata: &Metadata, heard: &Heard) -> Finding {
    let issuer = &config.issuer;
    let subject = &issuer.identifier;
    let fail = |found: String, cure: &str| {
        Finding::fail(Item::IssuerMetadata, subject, heard.quote(&found), cure)
    };
    let named = metadata.issuer.as_deref().unwrap_or_default();
    if named != *subject {
        let found = format!("it calls itself `{named}`, not `{subject}`");
        return fail(
            found,
            "Write `issuer.url` exactly as the issuer calls itself, down to the last slash.",
        );
    }
    let dialled = [
        ("token_endpoint", &metadata.token_endpoint),
        ("jwks_uri", &metadata.jwks_uri),
    ];
    for (name, endpoint) in dialled {
        let endpoint = endpoint.as_deref().unwrap_or_default();
        let Ok(url) = Url::parse(endpoint) else {
            let found = format!("its `{name}` is `{endpoint}`");
            return fail(
                found,
                "Mend the issuer's metadata; the member has to be a URL.",
            );
        };
        if !is_https_or_loopback(&url) {
            let found = format!("its `{name}` is `{endpoint}`");
            return fail(found, "Let the issuer serve its endpoints over https.");
        }
        if !issuer.endpoint_origins.contains(&url.origin()) {
            let origin = url.origin().ascii_serialization();
            let found = format!("its `{name}` is at {origin}, where the gateway does not go");
            return fail(
                found,
                "Add that origin to `issuer.endpointOrigins`, if it belongs to the issuer.",
            );
        }
    }
    let kind = if metadata.is_supervisor() {
        "a Pinniped Supervisor"
    } else {
        "an OpenID provider"
    };
    let found = format!("{kind}, and it calls itself exactly so");
    Finding::ok(Item::IssuerMetadata, subject, found)
}

fn pkce(subject: &str, metadata: &Metadata) -> Finding {
    match &metadata.code_challenge_methods_supported {
        Some(methods) if methods.iter().any(|method| method == "S256") => {
            Finding::ok(Item::IssuerPkce, subject, "PKCE with S256 is offered")
        }
        Some(_) => Finding::fail(
            Item::IssuerPkce,
            subject,
            "PKCE is offered without S256",
            "Let the issuer accept `code_challenge_method=S256`; Haulout signs nobody in without it.",
        ),
        // RFC 8414 §2: what is not listed may be there all the same.
        None => Finding::warn(
            Item::IssuerPkce,
            subject,
            "the metadata does not say whether PKCE is supported",
            "Read in the issuer's manual that it supports PKCE with S256.",
        ),
    }
}

async fn keys(config: &Config, metadata: &Metadata, probe: &Probe) -> Finding {
    let url = metadata.jwks_uri.as_deref().map(Url::parse);
    let Some(Ok(url)) = url else {
        let cure = "Mend the issuer's metadata; `jwks_uri` has to be a URL.";
        let subject = &config.issuer.identifier;
        return Finding::fail(Item::IssuerKeys, subject, "there is no `jwks_uri`", cure);
    };
    let subject = url.as_str();
    let heard = match probe.get(&url).await {
        Ok(heard) if heard.status.is_success() => heard,
        Ok(heard) => {
            let cure = "See why the issuer does not serve its keys.";
            return Finding::fail(Item::IssuerKeys, subject, heard.words(), cure);
        }
        Err(trouble) => {
            let cure = trouble.cure("issuer.caBundleFile");
            return Finding::fail(Item::IssuerKeys, subject, trouble.found(), cure);
        }
    };
    let Ok(keys) = Jwks::parse(heard.body()) else {
        let cure = "See what answers at the issuer's `jwks_uri`.";
        return Finding::fail(Item::IssuerKeys, subject, "it is not a key set", cure);
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
    let usable = accepted
        .iter()
        .filter(|algorithm| !keys.candidates(**algorithm, None).is_empty());
    let usable: Vec<&str> = usable.map(|algorithm| algorithm.as_str()).collect();
    if usable.is_empty() {
        let names: Vec<&str> = accepted.iter().map(|name| name.as_str()).collect();
        let cure = format!("Let the issuer sign with {}.", names.join(" or "));
        return Finding::fail(Item::IssuerKeys, subject, "no key is usable", cure);
    }
    let found = format!("keys for {}", usable.join(", "));
    Finding::ok(Item::IssuerKeys, subject, found)
}

/// What a `JWTAuthenticator` accepts.
const CONCIERGE_ALGORITHMS: &[Algorithm] = &[Algorithm::Es256, Algorithm::Rs256];
/// What the page verifies.
const PAGE_ALGORITHMS: &[Algorithm] = &[
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];
