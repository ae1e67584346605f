//! The configuration as proven usable.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;
use haulout_protocol::error::MetadataFault;
use haulout_protocol::oidc::Issuer;
use haulout_protocol::oidc::discovery::{self, Provider};
use haulout_protocol::text::ServerText;
use ipnet::IpNet;
use rustls::sign::CertifiedKey;
use serde::Serialize;
use url::{Origin, Url};

use super::branding::Branding;
use super::embed::Embed;
use super::keywords::{AuthenticatorType, ClientAuthentication, TokenMode};
use super::limits::Limits;
use super::trust::Trust;
use super::urls::PublicUrl;
use crate::seal::SealKeys;
use crate::secret::Secret;

/// A configuration that the gateway can serve; exists only when every field was proven usable.
#[derive(Debug)]
#[non_exhaustive]
pub struct Config {
    /// What the portal is called.
    pub title: String,
    /// How the portal looks.
    pub branding: Branding,
    /// Where browsers find the gateway.
    pub public: PublicUrl,
    /// Who holds the tokens.
    pub tokens: TokenMode,
    /// None where sessions may end with the process.
    pub(crate) seal_keys: Option<SealKeys>,
    /// Who signs people in.
    pub issuer: IssuerConfig,
    /// What they sign in to.
    pub clusters: Vec<ClusterConfig>,
    pub(crate) show_cluster_names: bool,
    /// None where the page's own schedule is good.
    pub renewal: Option<Renewal>,
    /// None where the page's own names are good.
    pub names: Option<NamePatterns>,
    /// Who on other origins may embed the sign-in.
    pub(crate) embed: Embed,
    /// What the gateway shows where it speaks TLS itself.
    pub(crate) tls: Option<Arc<CertifiedKey>>,
    /// Peers whose word about the address of a browser is taken.
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) limits: Limits,
}

impl Config {
    /// The address at which browsers find the gateway, without a trailing slash.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.public.as_str()
    }

    /// Whether any cluster wants a token of its own, the only use there is for an access token.
    pub fn any_audience(&self) -> bool {
        self.clusters
            .iter()
            .any(|cluster| cluster.audience.is_some())
    }
}

/// When the page renews, where the operator wants another schedule than the page's own; passed on to it as it is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// At which part of a certificate's life it is renewed.
    pub at_fraction: f64,
    /// Which part of it, at its end, is not relied upon.
    pub margin_fraction: f64,
}

/// What a kubeconfig calls things; passed on to the page as it is.
#[derive(Clone, Debug, Serialize)]
pub struct NamePatterns {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The name of a context, with placeholders.
    pub context: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The name of a user, with placeholders.
    pub user: Option<String>,
}

/// What Pinniped's own program is told instead of what it takes for granted; for the page, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CliConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The client that it signs in as.
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The scopes that it asks for.
    pub scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The port of its redirect URI.
    pub listen_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Base64 of the PEM text that it trusts for the issuer.
    pub ca_data: Option<String>,
}

/// The OpenID provider, and the client that the portal is to it.
#[derive(Debug)]
#[non_exhaustive]
pub struct IssuerConfig {
    /// As written, because OpenID Connect Discovery §4.3 compares issuers without normalising.
    pub identifier: String,
    /// The same as a URL.
    pub url: Url,
    /// The portal's client.
    pub client_id: String,
    /// Absent for a public client.
    pub client_secret: Option<Secret>,
    /// How the secret is presented.
    pub client_authentication: ClientAuthentication,
    /// The scopes of a sign-in.
    pub scopes: Vec<String>,
    /// Where the issuer's endpoints may be: its own origin, and those that the operator named.
    pub endpoint_origins: Vec<Origin>,
    /// Whom to trust at its endpoints.
    pub trust: Trust,
    /// The forward proxy on the way to it.
    pub proxy: Option<Url>,
    /// What Pinniped's own program has to be told.
    pub cli: CliConfig,
}

impl IssuerConfig {
    /// Reads the issuer's metadata as the page does.
    ///
    /// # Errors
    /// It is not this issuer's, or has not what a sign-in needs.
    pub fn read_metadata(&self, body: &[u8]) -> Result<Provider, MetadataFault> {
        let issuer = Issuer::parse(&self.identifier).map_err(|_| MetadataFault::Url("issuer"))?;
        discovery::read(body, &issuer, &issuer.well_known())
    }

    /// What a client with a secret sends by `client_secret_basic`: base64 of id and secret, both of which RFC 6749 §2.3.1
    /// encodes as form values first.
    pub fn basic_credentials(&self) -> Option<Secret> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let secret = encode(self.client_secret.as_ref()?.secret());
        let pair = Secret::new(format!("{}:{secret}", encode(&self.client_id)));
        Some(Secret::new(BASE64_STANDARD.encode(pair.secret())))
    }

    /// The origin of an endpoint that clients request themselves, where it is not one of `endpoint_origins`.
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
    /// Its name in paths and file names.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// As written, for the kubeconfig.
    pub server: String,
    /// The API server's URL.
    pub server_url: Url,
    /// Whom to trust at the API server.
    pub trust: Trust,
    /// The audience of the token that is exchanged for it (RFC 8693); absent where the ID token itself will do.
    pub audience: Option<String>,
    /// The namespace of its context in a kubeconfig.
    pub namespace: Option<String>,
    /// For kubectl alone; the gateway goes its own way.
    pub proxy_url: Option<String>,
    /// The name in the API server's certificate, for kubectl alone.
    pub tls_server_name: Option<String>,
    /// None where the API server takes ID tokens as they are.
    pub concierge: Option<ConciergeConfig>,
}

/// Where a cluster's credentials come from.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConciergeConfig {
    /// The API server, or the impersonation proxy.
    pub endpoint: Url,
    /// Whom to trust there.
    pub trust: Trust,
    /// What its API groups end with.
    pub api_group_suffix: String,
    /// The kind of the authenticator.
    pub authenticator: AuthenticatorType,
    /// Its name.
    pub authenticator_name: String,
}

/// The public client that every Supervisor has.
pub const PINNIPED_CLI: &str = "pinniped-cli";
