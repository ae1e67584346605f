//! The issuer's metadata, validated to be this issuer's (OpenID Connect Discovery §4, RFC 8414).

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::Issuer;
use super::issuer::WELL_KNOWN;
use crate::config::IssuerConfig;
use crate::error::MetadataError;
use crate::json::{Json, JsonError, Object};
use crate::text::ServerText;
use crate::url::HttpsUrl;

/// An issuer with its validated metadata. Its serialized form has the members that are read here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// Its identifier.
    pub issuer: Issuer,
    /// The authorization endpoint.
    pub authorization_endpoint: HttpsUrl,
    /// The token endpoint.
    pub token_endpoint: HttpsUrl,
    /// The URL of its signing keys.
    pub jwks_uri: HttpsUrl,
    /// The endpoint where clients revoke tokens (RFC 7009); none if its URL is invalid. A page does not use it.
    #[serde(skip_serializing)]
    pub revocation_endpoint: Option<HttpsUrl>,
    /// The endpoint where a browser ends its session with the issuer (OpenID Connect RP-Initiated Logout §2.1); none if
    /// its URL is invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<HttpsUrl>,
    /// Whether callbacks contain `iss` (RFC 9207 §3).
    #[serde(
        rename = "authorization_response_iss_parameter_supported",
        skip_serializing_if = "core::ops::Not::not"
    )]
    pub sends_iss: bool,
    /// Has to contain `S256`; an issuer that lists no methods may still support it (RFC 8414 §2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// The scopes that it lists; there may be others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes_supported: Option<Vec<String>>,
    /// The URL of a Pinniped Supervisor's identity providers; none for any other issuer.
    #[serde(
        rename = "discovery.supervisor.pinniped.dev/v1alpha1",
        skip_serializing_if = "Option::is_none",
        serialize_with = "supervisor_extension"
    )]
    pub identity_providers: Option<HttpsUrl>,
}

impl Provider {
    /// Whether it is a Pinniped Supervisor.
    #[must_use]
    pub const fn is_supervisor(&self) -> bool {
        self.identity_providers.is_some()
    }

    /// The URL at which the user can end the session with the issuer as well.
    ///
    /// It contains the client's id but no ID token, because the URL is displayed and may be copied.
    #[must_use]
    pub fn end_session_url(&self, client_id: &str) -> Option<String> {
        let mut url = self.end_session_endpoint.as_ref()?.to_url();
        url.query_pairs_mut().append_pair("client_id", client_id);
        Some(url.to_string())
    }
}

/// Parses the metadata in `body` and checks that it is the configured issuer's.
///
/// # Errors
/// The reason.
pub fn process(body: &[u8], config: &IssuerConfig) -> Result<Provider, MetadataError> {
    read(body, &config.issuer, config.metadata.as_str())
}

/// Parses the metadata in `body`, which was fetched from `url`, and checks that it is that of `issuer`.
///
/// # Errors
/// The reason.
pub fn read(body: &[u8], issuer: &Issuer, url: &str) -> Result<Provider, MetadataError> {
    read_object(&Json::parse(body)?.root()?, issuer, url)
}

/// The same for metadata that is a part of another document.
pub(crate) fn read_object(
    raw: &Object<'_>,
    issuer: &Issuer,
    url: &str,
) -> Result<Provider, MetadataError> {
    let named = raw.text("issuer")?;
    if named != issuer.as_str() {
        return Err(MetadataError::OtherIssuer(ServerText::new(named)));
    }
    let methods = raw.texts_if_any("code_challenge_methods_supported");
    if (methods.as_ref()).is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err(MetadataError::NoS256);
    }
    // An endpoint that only a sign-out needs must not prevent a sign-in.
    let sign_out_url = |name| {
        let url = raw.text_if_any(name)?;
        HttpsUrl::parse(url).ok()
    };
    let supervisor = raw.optional_object(SUPERVISOR_EXTENSION).ok().flatten();
    let supervisor = supervisor.filter(|it| it.text_if_any(IDENTITY_PROVIDERS).is_some());
    Ok(Provider {
        issuer: issuer.clone(),
        authorization_endpoint: endpoint(raw, "authorization_endpoint")?,
        token_endpoint: endpoint(raw, "token_endpoint")?,
        jwks_uri: endpoint(raw, "jwks_uri")?,
        revocation_endpoint: sign_out_url("revocation_endpoint"),
        end_session_endpoint: sign_out_url("end_session_endpoint"),
        sends_iss: raw
            .flag("authorization_response_iss_parameter_supported")
            .unwrap_or_default(),
        code_challenge_methods_supported: methods,
        scopes_supported: raw.texts_if_any("scopes_supported"),
        identity_providers: supervisor
            .map(|extension| hosted_with(&extension, url))
            .transpose()?,
    })
}

fn endpoint(raw: &Object<'_>, name: &'static str) -> Result<HttpsUrl, MetadataError> {
    HttpsUrl::parse(raw.text(name)?).map_err(|_| MetadataError::Url(name))
}

/// The list of identity providers has to be below the metadata's own prefix. Otherwise a broken issuer could make us
/// show, and send users to, another issuer's list.
fn hosted_with(extension: &Object<'_>, metadata: &str) -> Result<HttpsUrl, MetadataError> {
    let list = endpoint(extension, IDENTITY_PROVIDERS)?;
    let base = metadata.strip_suffix(WELL_KNOWN).unwrap_or_default();
    let is_below = HttpsUrl::parse(base).is_ok_and(|base| {
        let (list, base) = (list.to_url(), base.to_url());
        let rest = list.path().strip_prefix(base.path().trim_end_matches('/'));
        list.origin() == base.origin() && rest.is_some_and(|rest| rest.starts_with('/'))
    });
    if is_below {
        Ok(list)
    } else {
        Err(MetadataError::Url(IDENTITY_PROVIDERS))
    }
}

fn supervisor_extension<S: Serializer>(
    url: &Option<HttpsUrl>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(url.iter().map(|url| (IDENTITY_PROVIDERS, url)))
}

impl From<JsonError> for MetadataError {
    fn from(malformed: JsonError) -> Self {
        Self::Malformed(malformed)
    }
}

/// The member that identifies a Pinniped Supervisor.
const SUPERVISOR_EXTENSION: &str = "discovery.supervisor.pinniped.dev/v1alpha1";
const IDENTITY_PROVIDERS: &str = "pinniped_identity_providers_endpoint";

#[cfg(test)]
mod tests;
