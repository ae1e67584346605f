//! The issuer's metadata: asked for, and proven to be this issuer's (OpenID Connect Discovery §4, RFC 8414).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::issuer::WELL_KNOWN;
use crate::config::IssuerConfig;
use crate::error::MetadataFault;
use crate::json;
use crate::text::ServerText;
use crate::url::HttpsUrl;

/// An issuer whose metadata was read and belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Where the browser goes to sign in.
    pub authorization_endpoint: HttpsUrl,
    /// Where codes and refresh tokens are redeemed.
    pub token_endpoint: HttpsUrl,
    /// Where its signing keys are.
    pub jwks_uri: HttpsUrl,
    /// Where a browser ends its session with the issuer (OpenID Connect RP-Initiated Logout §2.1).
    pub end_session_endpoint: Option<HttpsUrl>,
    /// Whether callbacks carry `iss` (RFC 9207 §3).
    pub sends_iss: bool,
    /// Where a Pinniped Supervisor lists its identity providers; nothing for any other issuer.
    pub identity_providers: Option<HttpsUrl>,
}

/// Proves the metadata in `body` to be that of the configured issuer.
///
/// # Errors
/// Which of its promises it breaks.
pub fn process(body: &[u8], config: &IssuerConfig) -> Result<Provider, MetadataFault> {
    let raw: Metadata = json::from_slice(body).map_err(MetadataFault::Malformed)?;
    if raw.issuer != config.issuer.as_str() {
        return Err(MetadataFault::OtherIssuer(ServerText::new(&raw.issuer)));
    }
    // An issuer that lists no methods may still support S256; one that lists others and not S256 does not (RFC 8414 §2).
    if raw
        .code_challenge_methods_supported
        .is_some_and(|methods| !methods.iter().any(|method| method == "S256"))
    {
        return Err(MetadataFault::NoS256);
    }
    let url = |field: &'static str, text: &str| {
        HttpsUrl::parse(text).map_err(|_| MetadataFault::Url(field))
    };
    let identity_providers = raw
        .supervisor
        .map(|extension| extension.pinniped_identity_providers_endpoint);
    Ok(Provider {
        authorization_endpoint: url("authorization_endpoint", &raw.authorization_endpoint)?,
        token_endpoint: url("token_endpoint", &raw.token_endpoint)?,
        jwks_uri: url("jwks_uri", &raw.jwks_uri)?,
        end_session_endpoint: raw
            .end_session_endpoint
            .map(|text| url("end_session_endpoint", &text))
            .transpose()?,
        sends_iss: raw.authorization_response_iss_parameter_supported,
        identity_providers: identity_providers
            .map(|text| hosted_with(&text, &config.metadata))
            .transpose()?,
    })
}

/// The list of identity providers must be hosted by whoever served the metadata, below the same prefix; otherwise a
/// broken issuer could make us show, and send people to, somebody else's list.
fn hosted_with(text: &str, metadata: &HttpsUrl) -> Result<HttpsUrl, MetadataFault> {
    let fault = MetadataFault::Url("pinniped_identity_providers_endpoint");
    let base = metadata
        .as_str()
        .strip_suffix(WELL_KNOWN)
        .ok_or_else(|| fault.clone())?;
    match HttpsUrl::parse(text) {
        Ok(url) if is_below(text, base) => Ok(url),
        _ => Err(fault),
    }
}

/// Whether a path begins where `base` ends; else `base` would also be the beginning of another host's name.
fn is_below(text: &str, base: &str) -> bool {
    text.strip_prefix(base)
        .is_some_and(|rest| rest.starts_with('/'))
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(rename = "discovery.supervisor.pinniped.dev/v1alpha1")]
    supervisor: Option<SupervisorExtension>,
}

#[derive(Deserialize)]
struct SupervisorExtension {
    pinniped_identity_providers_endpoint: String,
}
