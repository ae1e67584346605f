//! The validated configuration.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;
use haulout_protocol::entropy::LoginValues;
use haulout_protocol::error::MetadataError;
use haulout_protocol::oidc::Issuer;
use haulout_protocol::oidc::authorize::{AuthorizationRequest, Prompt};
use haulout_protocol::oidc::discovery::{self, Provider};
use haulout_protocol::text::ServerText;
use haulout_protocol::url::HttpsUrl;
use ipnet::IpNet;
use rustls::sign::CertifiedKey;
use serde::Serialize;
use url::{Origin, Url};

use super::branding::Branding;
use super::claims::AuthenticatorClaims;
use super::embed::Embed;
use super::keywords::{AuthenticatorType, ClientAuthentication, TokenMode};
use super::limits::Limits;
use super::trust::Trust;
use super::urls::PublicUrl;
use crate::seal::SealKeys;
use crate::secret::Secret;

/// A configuration that the gateway can serve; it exists only if every field is valid.
#[derive(Debug)]
#[non_exhaustive]
pub struct Config {
    /// The title of the portal.
    pub title: String,
    /// The portal's appearance.
    pub branding: Branding,
    /// The portal's URL.
    pub public: PublicUrl,
    /// Where tokens are kept.
    pub tokens: TokenMode,
    /// `None`: a random key, so sessions end with the process.
    pub(crate) seal_keys: Option<SealKeys>,
    /// The OpenID provider.
    pub issuer: IssuerConfig,
    /// The clusters.
    pub clusters: Vec<ClusterConfig>,
    pub(crate) show_cluster_names: bool,
    /// `None`: the page's default schedule.
    pub renewal: Option<Renewal>,
    /// `None`: the page's default names.
    pub names: Option<NamePatterns>,
    /// The origins that may embed the sign-in.
    pub(crate) embed: Embed,
    /// The gateway's certificate, if it terminates TLS itself.
    pub(crate) tls: Option<Arc<CertifiedKey>>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) limits: Limits,
}

impl Config {
    /// The portal's URL, without a trailing slash.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.public.as_str()
    }

    /// Whether the gateway itself terminates TLS.
    #[must_use]
    pub fn terminates_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// Whether session cookies are encrypted with keys that only this process knows.
    #[must_use]
    pub fn has_temporary_seal_keys(&self) -> bool {
        self.tokens == TokenMode::Sealed && self.seal_keys.is_none()
    }

    /// Whether any cluster has an audience of its own, which is the only use of an access token.
    pub fn any_audience(&self) -> bool {
        self.clusters
            .iter()
            .any(|cluster| cluster.audience.is_some())
    }
}

/// The schedule of renewals, if the operator overrides the page's; passed on to the page unchanged.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// The fraction of its validity after which a certificate is renewed.
    pub at_fraction: f64,
    /// The fraction at the end of its validity that is kept as a safety margin.
    pub margin_fraction: f64,
}

/// The names in a kubeconfig; passed on to the page unchanged.
#[derive(Clone, Debug, Serialize)]
pub struct NamePatterns {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The name of a context, with placeholders.
    pub context: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The name of a user, with placeholders.
    pub user: Option<String>,
}

/// Options of the Pinniped CLI that differ from its defaults; also part of the page's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CliConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The client that the CLI signs in as.
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The scopes that the CLI requests.
    pub scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The port of the CLI's redirect URI.
    pub listen_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Base64 of the PEM bundle that the CLI trusts for the issuer.
    pub ca_data: Option<String>,
}

/// The OpenID provider, and the portal's client at it.
#[derive(Debug)]
#[non_exhaustive]
pub struct IssuerConfig {
    /// As written, because OpenID Connect Discovery §4.3 compares issuers without normalisation.
    pub identifier: String,
    /// The identifier, parsed.
    pub url: Url,
    /// The portal's client ID.
    pub client_id: String,
    /// Absent for a public client.
    pub client_secret: Option<Secret>,
    /// How the client authenticates.
    pub client_authentication: ClientAuthentication,
    /// The scopes of a sign-in.
    pub scopes: Vec<String>,
    /// Further names and values of the authorization request.
    pub authorization_parameters: Vec<(String, String)>,
    /// The origins of the issuer's endpoints: its own, and those in the configuration.
    pub endpoint_origins: Vec<Origin>,
    /// The trusted roots for its endpoints.
    pub trust: Trust,
    /// The forward proxy for connections to it.
    pub proxy: Option<Url>,
    /// Whether a sign-out also ends the issuer's session.
    pub post_logout_redirect: bool,
    /// Options of the Pinniped CLI.
    pub cli: CliConfig,
}

impl IssuerConfig {
    /// Reads the issuer's metadata in the same way as the page.
    ///
    /// # Errors
    /// The metadata is another issuer's, or lacks a field that a sign-in needs.
    pub fn read_metadata(&self, body: &[u8]) -> Result<Provider, MetadataError> {
        let issuer = Issuer::parse(&self.identifier).map_err(|_| MetadataError::Url("issuer"))?;
        discovery::read(body, &issuer, &issuer.well_known())
    }

    /// The URL of an authorization request, as a page that keeps its tokens builds it.
    pub fn authorization_url(
        &self,
        endpoint: &HttpsUrl,
        redirect_uri: &HttpsUrl,
        prompt: &Prompt,
        values: &LoginValues,
    ) -> String {
        let mut scopes = self.scopes.clone();
        scopes.sort();
        scopes.dedup();
        let request = AuthorizationRequest {
            endpoint,
            client_id: &self.client_id,
            redirect_uri,
            scopes: &scopes,
            prompt,
            parameters: &self.authorization_parameters,
        };
        request.url(values)
    }

    /// The value of a confidential client's `client_secret_basic`: base64 of ID and secret, each encoded as a form
    /// value (RFC 6749 §2.3.1).
    pub fn basic_credentials(&self) -> Option<Secret> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let secret = encode(self.client_secret.as_ref()?.secret());
        let pair = Secret::new(format!("{}:{secret}", encode(&self.client_id)));
        Some(Secret::new(BASE64_STANDARD.encode(pair.secret())))
    }

    /// The first origin of a requested endpoint that is not in `endpoint_origins`.
    pub fn foreign_origin(&self, provider: &Provider) -> Option<ServerText> {
        let requested = [
            Some(&provider.token_endpoint),
            Some(&provider.jwks_uri),
            provider.revocation_endpoint.as_ref(),
            provider.identity_providers.as_ref(),
        ];
        let mut origins = requested
            .into_iter()
            .flatten()
            .map(|url| url.to_url().origin());
        let foreign = origins.find(|origin| !self.endpoint_origins.contains(origin))?;
        Some(ServerText::new(&foreign.ascii_serialization()))
    }
}

/// A Kubernetes cluster.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClusterConfig {
    /// The identifier in paths and file names.
    pub id: String,
    /// The display name.
    pub name: String,
    /// As written, for the kubeconfig.
    pub server: String,
    /// The API server's URL.
    pub server_url: Url,
    /// The trusted roots for the API server.
    pub trust: Trust,
    /// The audience of the token exchange (RFC 8693); `None` if the ID token is used directly.
    pub audience: Option<String>,
    /// The namespace of the kubeconfig's context.
    pub namespace: Option<String>,
    /// The proxy that kubectl uses; the gateway does not use it.
    pub proxy_url: Option<String>,
    /// The name that kubectl expects in the API server's certificate.
    pub tls_server_name: Option<String>,
    /// `None` if the API server accepts ID tokens.
    pub concierge: Option<ConciergeConfig>,
}

/// The source of a cluster's credentials.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConciergeConfig {
    /// The API server, or the impersonation proxy.
    pub endpoint: Url,
    /// The trusted roots for the endpoint.
    pub trust: Trust,
    /// The suffix of its API groups.
    pub api_group_suffix: String,
    /// The authenticator's kind.
    pub authenticator: AuthenticatorType,
    /// The authenticator's name.
    pub authenticator_name: String,
    /// What it reads from tokens, if that is known.
    pub claims: Option<AuthenticatorClaims>,
}

/// The public client of every Supervisor.
pub const PINNIPED_CLI: &str = "pinniped-cli";
