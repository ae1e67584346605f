//! The issuer's metadata: asked for, and proven to be this issuer's (OpenID Connect Discovery §4, RFC 8414).

use super::issuer::WELL_KNOWN;
use crate::config::IssuerConfig;
use crate::error::MetadataFault;
use crate::json::{Json, Malformed, Object};
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
    let json = Json::parse(body)?;
    let raw = json.root()?;
    let issuer = raw.text("issuer")?;
    if issuer != config.issuer.as_str() {
        return Err(MetadataFault::OtherIssuer(ServerText::new(issuer)));
    }
    // An issuer that lists no methods may still support S256; one that lists others and not S256 does not (RFC 8414 §2).
    let methods = raw.texts("code_challenge_methods_supported")?;
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err(MetadataFault::NoS256);
    }
    let supervisor = raw.optional_object(SUPERVISOR_EXTENSION)?;
    Ok(Provider {
        authorization_endpoint: url(&raw, "authorization_endpoint")?,
        token_endpoint: url(&raw, "token_endpoint")?,
        jwks_uri: url(&raw, "jwks_uri")?,
        end_session_endpoint: raw
            .get(END_SESSION)
            .map(|_| url(&raw, END_SESSION))
            .transpose()?,
        sends_iss: raw.flag("authorization_response_iss_parameter_supported")?,
        identity_providers: supervisor
            .map(|extension| hosted_with(&extension, &config.metadata))
            .transpose()?,
    })
}

fn url(raw: &Object<'_>, name: &'static str) -> Result<HttpsUrl, MetadataFault> {
    HttpsUrl::parse(raw.text(name)?).map_err(|_| MetadataFault::Url(name))
}

/// The list of identity providers must be hosted by whoever served the metadata, below the same prefix; otherwise a
/// broken issuer could make us show, and send people to, somebody else's list.
fn hosted_with(extension: &Object<'_>, metadata: &HttpsUrl) -> Result<HttpsUrl, MetadataFault> {
    let base = metadata
        .as_str()
        .strip_suffix(WELL_KNOWN)
        .ok_or(MetadataFault::Url(IDENTITY_PROVIDERS))?;
    // A path has to begin where the prefix ends; else it would also be the beginning of another host's name.
    let rest = extension.text(IDENTITY_PROVIDERS)?.strip_prefix(base);
    if rest.is_some_and(|rest| rest.starts_with('/')) {
        url(extension, IDENTITY_PROVIDERS)
    } else {
        Err(MetadataFault::Url(IDENTITY_PROVIDERS))
    }
}

impl From<Malformed> for MetadataFault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

const END_SESSION: &str = "end_session_endpoint";
/// By this member an issuer is recognised as a Pinniped Supervisor.
const SUPERVISOR_EXTENSION: &str = "discovery.supervisor.pinniped.dev/v1alpha1";
const IDENTITY_PROVIDERS: &str = "pinniped_identity_providers_endpoint";
