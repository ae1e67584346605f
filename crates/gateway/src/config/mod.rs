//! Configuration: `raw` as an operator writes it, this file as proven usable, `prove` the only way between.

mod branding;
mod complaint;
mod embed;
mod files;
mod limits;
mod overrides;
mod places;
mod prove;
mod proxies;
mod raw;
pub mod schema;
mod settings;
mod source;
mod tls;
mod trust;
mod urls;

use std::path::Path;
use std::sync::Arc;

use ipnet::IpNet;
use rustls::sign::CertifiedKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::{Origin, Url};

pub use branding::{Branding, Format, Logo};
pub use complaint::Complaint;
pub(crate) use embed::Embed;
pub use files::Seen;
pub(crate) use limits::Limits;
pub use overrides::Overrides;
pub use source::{Reading, Source};
pub use trust::Trust;
pub use urls::{PublicUrl, is_https_or_loopback};

use crate::seal::SealKeys;
use crate::secret::Secret;
use files::Files;

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
    /// Reads a YAML file; files it names are looked up beside it.
    ///
    /// # Errors
    /// A [`Complaint`] with the file, the line, the field and the reason.
    pub fn from_file(path: &Path) -> Result<Self, Complaint> {
        Source::new(path, Overrides::default()).read().config
    }

    /// Proves YAML text; `source_name` appears in complaints, relative files are looked up in `base_dir`.
    ///
    /// # Errors
    /// A [`Complaint`] with the source, the line, the field and the reason.
    pub fn from_yaml(text: &str, source_name: &str, base_dir: &Path) -> Result<Self, Complaint> {
        let files = Files::beside(base_dir);
        Self::prove(text, source_name, &files, &Overrides::default())
    }

    fn prove(
        text: &str,
        source_name: &str,
        files: &Files,
        overrides: &Overrides,
    ) -> Result<Self, Complaint> {
        let mut raw = raw::RawConfig::from_yaml(text, source_name)?;
        overrides.apply(&mut raw)?;
        prove::config(raw, source_name, files)
            .map_err(|complaint| complaint.placed(text, overrides))
    }

    /// Proves a configuration for one person's own computer, where only what a public client needs is of use: nobody
    /// there has the gateway's secrets, so they are left unread.
    ///
    /// # Errors
    /// A [`Complaint`] as from [`Config::from_yaml`], or about a client that is not a public one.
    pub fn at_a_desk(
        text: &str,
        source_name: &str,
        base_dir: &Path,
        client_id: Option<&str>,
    ) -> Result<Self, Complaint> {
        let mut raw = raw::RawConfig::from_yaml(text, source_name)?;
        raw.tokens = Some(TokenMode::Page);
        raw.seal_keys_file = None;
        raw.tls = None;
        raw.branding = None;
        raw.issuer.client_authentication = None;
        let is_confidential = raw.issuer.client_secret_file.take().is_some();
        let written = raw.issuer.client_id.as_deref();
        if let Some(client_id) = client_id {
            raw.issuer.client_id = Some(client_id.to_owned());
        } else if written.is_some_and(|written| written.starts_with(DYNAMIC_CLIENT)) {
            raw.issuer.client_id = Some(PINNIPED_CLI.to_owned());
        } else if is_confidential {
            let reason = "has a secret that only the gateway may know; name a public client with --client-id";
            return Err(Complaint::of_field(source_name, "issuer.clientId", reason));
        }
        prove::config(raw, source_name, &Files::beside(base_dir))
            .map_err(|complaint| complaint.placed(text, &Overrides::default()))
    }

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

/// Who holds the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "tokens")]
pub enum TokenMode {
    /// The page, in memory.
    Page,
    /// Cookies that only the gateway can open; the page sees ID tokens.
    Sealed,
}

/// How a confidential client proves itself; OpenID Connect Core §9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "clientAuthentication")]
pub enum ClientAuthentication {
    /// In the `Authorization` header.
    #[serde(rename = "client_secret_basic")]
    Basic,
    /// In the body.
    #[serde(rename = "client_secret_post")]
    Post,
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

/// The two kinds of authenticator that a Concierge has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "authenticatorType")]
pub enum AuthenticatorType {
    /// `JWTAuthenticator`.
    Jwt,
    /// `WebhookAuthenticator`.
    Webhook,
}

impl AuthenticatorType {
    /// The kind of the Kubernetes object.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Jwt => "JWTAuthenticator",
            Self::Webhook => "WebhookAuthenticator",
        }
    }
}

/// Clients that an administrator adds to a Supervisor are called like this, and all of them have a secret.
const DYNAMIC_CLIENT: &str = "client.oauth.pinniped.dev-";
/// The public client that every Supervisor has.
pub const PINNIPED_CLI: &str = "pinniped-cli";
