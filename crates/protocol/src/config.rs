//! The configuration as proven valid; [`Config::parse`] is the only way to get one.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::branding::Branding;
use crate::kubeconfig::Names;
use crate::oidc::Issuer;
use crate::schedule::Schedule;
use crate::url::HttpsUrl;

mod parse;

pub use parse::{parse_session_clusters, prove_cli_scopes, prove_proxy_url, prove_server_name};

/// Everything that the machine needs to know beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the portal calls itself.
    pub title: String,
    /// How it looks, as far as that is up to the operator.
    pub branding: Rc<Branding>,
    /// Who holds the tokens.
    pub tokens: TokenMode,
    /// Where the issuer sends the browser back to; registered with it exactly like this.
    pub redirect_uri: HttpsUrl,
    /// The OpenID provider.
    pub issuer: IssuerConfig,
    /// Names to show before anybody has signed in, if the operator wants that.
    pub cluster_names: Vec<String>,
    /// How clusters, contexts and users are called in a kubeconfig.
    pub names: Names,
    /// When to renew, if the operator knows better.
    pub schedule: Option<Schedule>,
}

/// Who holds refresh token, access token and PKCE verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenMode {
    /// The page, in memory; so the clusters stand in the configuration.
    Page(Vec<Rc<ClusterConfig>>),
    /// The gateway, sealed into cookies; so the clusters come after sign-in.
    Sealed(SessionEndpoints),
}

/// The gateway's session routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionEndpoints {
    /// Answers `state` and `code_challenge`.
    pub start: HttpsUrl,
    /// Ends the session.
    pub end: HttpsUrl,
    /// Answers the clusters of a session.
    pub config: HttpsUrl,
    /// Sent with every request to them.
    pub headers: Headers,
}

/// The OpenID provider and the client that we are to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerConfig {
    /// Its identifier.
    pub issuer: Issuer,
    /// Our client id.
    pub client_id: String,
    /// Sorted, as Pinniped sends them.
    pub scopes: Vec<String>,
    /// Where its metadata is read: the issuer's own document, or the gateway's copy.
    pub metadata: HttpsUrl,
    /// Sent with every request to it; empty where a preflight would fail.
    pub headers: Headers,
    /// How Pinniped's own program signs in there.
    pub cli: CliConfig,
}

/// What Pinniped's own program is told about the issuer, which knows it as another client than us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliConfig {
    /// Its client id; a Supervisor has a client for it from the start.
    pub client_id: String,
    /// In the order in which it is told them.
    pub scopes: Vec<String>,
    /// The port of its redirect URI; any free one if it is 0.
    pub listen_port: u16,
    /// Base64 of the PEM bundle that the issuer's certificate chains to.
    pub ca_data: Option<String>,
}

/// Names and values, in the order of the configuration.
pub type Headers = Vec<(String, String)>;

/// One cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterConfig {
    /// Unique; names files, contexts and routes.
    pub id: String,
    /// For people.
    pub name: String,
    /// What the kubeconfig points at, verbatim.
    pub server: HttpsUrl,
    /// Base64 of the PEM bundle that `server`'s certificate chains to.
    pub ca_data: Option<String>,
    /// The audience that its authenticator wants; absent: the ID token as it is.
    pub audience: Option<String>,
    /// The namespace of its context.
    pub namespace: Option<String>,
    /// The proxy through which kubectl reaches `server`.
    pub proxy_url: Option<String>,
    /// The name in `server`'s certificate, where that is another one than in the URL.
    pub tls_server_name: Option<String>,
    /// Where credentials are asked for; nowhere, if the API server takes ID tokens as they are.
    pub concierge: Option<ConciergeConfig>,
    /// Where the verifier's clock is read.
    pub version: Option<HttpsUrl>,
    /// Sent with every request to it.
    pub headers: Headers,
}

/// How to ask a cluster's Concierge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConciergeConfig {
    /// The `tokencredentialrequests` resource, or the gateway's route to it.
    pub request: HttpsUrl,
    /// The API server or impersonation proxy that has the resource, as somebody without our gateway reaches it.
    pub endpoint: HttpsUrl,
    /// Base64 of the PEM bundle that the endpoint's certificate chains to.
    pub ca_data: Option<String>,
    /// `pinniped.dev` unless the operator renamed the API group.
    pub api_group_suffix: String,
    /// Which authenticator is to check the token.
    pub authenticator: Authenticator,
}

/// A JWTAuthenticator or WebhookAuthenticator of the Concierge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Which of the two.
    pub kind: AuthenticatorKind,
    /// The object's name.
    pub name: String,
}

/// The kinds that Pinniped has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticatorKind {
    /// Checks JWTs by itself.
    Jwt,
    /// Asks a TokenReview webhook.
    Webhook,
}

impl AuthenticatorKind {
    /// The Kubernetes kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "JWTAuthenticator",
            Self::Webhook => "WebhookAuthenticator",
        }
    }
}

#[cfg(test)]
mod tests;
