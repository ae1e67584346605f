//! Checks the issuer: reachability, TLS, metadata, PKCE, scopes, keys and client.

use haulout_gateway::config::Config;
use haulout_gateway::http_client::{OldestTls, below};
use haulout_protocol::clocks::Clock;
use haulout_protocol::error::MetadataError;
use haulout_protocol::oidc::discovery::Provider;

use super::authorize::AuthorizationCheck;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};
use super::{CheckParameters, audience, client, keys, scopes};

/// The results for the issuer.
#[derive(Default)]
pub(super) struct IssuerResults {
    pub(super) findings: Vec<Finding>,
    pub(super) clock: Clock,
    pub(super) provider: Option<Provider>,
}

/// Checks everything that the gateway needs from the issuer.
pub(super) async fn check(
    config: &Config,
    parameters: &CheckParameters,
    context: &ProbeContext,
) -> IssuerResults {
    let mut results = IssuerResults::default();
    let issuer = &config.issuer;
    let subject = &issuer.identifier;
    let probe = match Probe::new(
        &issuer.url,
        &issuer.trust,
        OldestTls::Tls12,
        issuer.proxy.as_ref(),
        context,
    ) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Fix `issuer` in the configuration or this computer's certificate store.";
            let finding = Finding::fail(Item::IssuerReachable, subject, error.to_string(), remedy);
            results.findings.push(finding);
            return results;
        }
    };
    // OpenID Connect Discovery §4.1: a trailing slash is removed before the well-known path is appended.
    let url = below(&issuer.url, ".well-known/openid-configuration");
    let response = match probe.get(&url).await {
        Ok(response) => response,
        Err(error) => {
            let item = if error.is_tls() {
                Item::IssuerTls
            } else {
                Item::IssuerReachable
            };
            let remedy = error.remedy("issuer.caBundleFile");
            let finding = Finding::fail(item, subject, error.description(), remedy);
            results.findings.push(finding);
            return results;
        }
    };
    response.observe_clock(&mut results.clock);
    if issuer.url.scheme() == "https" {
        let found = "the certificate is trusted";
        let finding = Finding::ok(Item::IssuerTls, subject, found);
        results.findings.push(finding);
    }
    if !response.status.is_success() {
        let found = format!("{url} returns {}", response.summary());
        let remedy = "Make sure that the issuer is running and that `issuer.url` is its complete identifier.";
        let finding = Finding::fail(Item::IssuerReachable, subject, found, remedy);
        results.findings.push(finding);
        return results;
    }
    let finding = Finding::ok(Item::IssuerReachable, subject, "reachable");
    results.findings.push(finding);
    let provider = match issuer.read_metadata(response.body()) {
        Ok(provider) => provider,
        Err(error) => {
            let found = response.quote(&format!("the metadata {error}"));
            let (item, remedy) = remedy(&error);
            let finding = Finding::fail(item, subject, found, remedy);
            results.findings.push(finding);
            return results;
        }
    };
    let findings = &mut results.findings;
    findings.push(identity(config, &provider));
    findings.push(pkce(subject, &provider));
    findings.push(scopes::evaluate(config, &provider));
    findings.extend(audience::evaluate(
        config,
        &provider,
        parameters.token.as_ref(),
    ));
    findings.push(keys::check(config, &provider, &response, &probe).await);
    let redirect_uri = parameters.redirect_uri(config);
    let authorization = AuthorizationCheck {
        config,
        provider: &provider,
        probe: &probe,
        redirect_uri: &redirect_uri,
    };
    findings.push(authorization.run().await);
    findings.push(client::authenticate(config, &provider, &probe, &redirect_uri).await);
    results.provider = Some(provider);
    results
}

fn remedy(error: &MetadataError) -> (Item, &'static str) {
    match error {
        MetadataError::Malformed(_) => (
            Item::IssuerMetadata,
            "Compare `issuer.url` with the issuer's identifier; if it is right, fix the issuer's metadata.",
        ),
        MetadataError::OtherIssuer(_) => (
            Item::IssuerMetadata,
            "Set `issuer.url` to exactly the `issuer` of the metadata, including a trailing slash.",
        ),
        MetadataError::Url(_) => (
            Item::IssuerMetadata,
            "Configure https for all endpoints of the issuer; a Supervisor must serve its identity providers below its own URL.",
        ),
        MetadataError::NoS256 => (
            Item::IssuerPkce,
            "Enable PKCE with `code_challenge_method=S256` at the issuer; Haulout requires it.",
        ),
    }
}

/// Checks that all endpoints have an allowed origin; names the kind of issuer.
fn identity(config: &Config, provider: &Provider) -> Finding {
    let (item, subject) = (Item::IssuerMetadata, &config.issuer.identifier);
    if let Some(origin) = config.issuer.foreign_origin(provider) {
        let found = format!("an endpoint is at {origin}, which the configuration does not allow");
        let remedy = "Add this origin to `issuer.endpointOrigins` if it belongs to the issuer.";
        return Finding::fail(item, subject, found, remedy);
    }
    let kind = match provider.identity_providers {
        Some(_) => "a Pinniped Supervisor",
        None => "an OpenID provider",
    };
    Finding::ok(item, subject, format!("{kind} with a matching identifier"))
}

fn pkce(subject: &str, provider: &Provider) -> Finding {
    match provider.code_challenge_methods_supported {
        Some(_) => Finding::ok(Item::IssuerPkce, subject, "PKCE with S256 is supported"),
        // RFC 8414 §2: an issuer may support what it does not list.
        None => Finding::warn(
            Item::IssuerPkce,
            subject,
            "the metadata does not say whether PKCE is supported",
            "Check the issuer's documentation for PKCE with S256.",
        ),
    }
}
