//! Reads the issuer's metadata, which tells a Supervisor from other issuers.

use std::time::Duration;

use haulout_gateway::config::Trust;
use haulout_gateway::http_client::{OldestTls, SharedTls};
use haulout_protocol::oidc::Issuer;
use haulout_protocol::oidc::discovery::{self, Provider};
use url::Url;

/// What the metadata says about an issuer.
pub(super) enum IssuerKind {
    /// A Pinniped Supervisor.
    Supervisor,
    /// Another issuer, with the scopes that a portal can request.
    Other(Vec<String>),
    /// This computer cannot read the metadata.
    Unknown,
}

/// Reads the metadata of an issuer.
pub(super) async fn detect(issuer: &str, ca_data: Option<&str>) -> IssuerKind {
    match provider(issuer, ca_data).await {
        None => IssuerKind::Unknown,
        Some(provider) if provider.identity_providers.is_some() => IssuerKind::Supervisor,
        Some(provider) => IssuerKind::Other(scopes(&provider)),
    }
}

async fn provider(issuer: &str, ca_data: Option<&str>) -> Option<Provider> {
    let issuer = Issuer::parse(issuer).ok()?;
    let url = Url::parse(&issuer.well_known()).ok()?;
    let trust = match ca_data {
        Some(data) => Trust::from_base64(data).ok()?,
        None => Trust::System,
    };
    let tls = (&trust, OldestTls::Tls12);
    let client = SharedTls::default().client(&url, tls, None).ok()?;
    let client = client.timeout(TIMEOUT).build().ok()?;
    let mut response = client.get(url.clone()).send().await.ok()?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > METADATA_BYTES_MAX {
            return None;
        }
    }
    discovery::read(&body, &issuer, url.as_str()).ok()
}

fn scopes(provider: &Provider) -> Vec<String> {
    let supported = provider.scopes_supported.as_deref();
    // A missing list says nothing; these two are OpenID Connect's own.
    let supported = supported.map_or_else(
        || SCOPES[..2].to_vec(),
        |supported| {
            SCOPES
                .into_iter()
                .filter(|scope| supported.iter().any(|it| it == scope))
                .collect()
        },
    );
    let openid = (!supported.contains(&SCOPES[0])).then_some(SCOPES[0]);
    openid
        .into_iter()
        .chain(supported)
        .map(str::to_owned)
        .collect()
}

/// The scopes for an ID token with the claims that clusters use, and for its renewal.
const SCOPES: [&str; 5] = ["openid", "offline_access", "profile", "email", "groups"];
/// The operator waits at the terminal, and the import can do without the answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// In bytes; metadata has a few kilobytes.
const METADATA_BYTES_MAX: usize = 256 * 1024;
