//! The validated configuration; [`Config::parse`] is its only constructor.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::branding::Branding;
use crate::kubeconfig::Names;
use crate::oidc::Issuer;
use crate::schedule::Schedule;
use crate::url::HttpsUrl;

mod parse;

pub(crate) use parse::read_clusters;
pub use parse::{
    parse_session_clusters, prove_authorization_parameters, prove_cli_scopes, prove_proxy_url,
    prove_server_name,
};

/// All configuration of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The portal's title.
    pub title: String,
    /// The operator's branding.
    pub branding: Rc<Branding>,
    /// Which component holds the tokens.
    pub tokens: TokenMode,
    /// The redirect URI; it has to be registered with the issuer in exactly this form.
    pub redirect_uri: HttpsUrl,
    /// The OpenID provider.
    pub issuer: IssuerConfig,
    /// Cluster names to show before sign-in, if the operator configured them.
    pub cluster_names: Vec<String>,
    /// The name patterns for clusters, contexts and users in a kubeconfig.
    pub names: Names,
    /// When to renew, if the operator overrides the defaults.
    pub schedule: Option<Schedule>,
}

impl Config {
    /// The origin of the gateway that serves this configuration; none if pages send their requests directly to the
    /// issuer.
    #[must_use]
    pub fn gateway_origin(&self) -> Option<String> {
        let url = match &self.tokens {
            TokenMode::Sealed(session) => &session.start,
            TokenMode::Page(_) if self.has_relay() => &self.issuer.metadata,
            TokenMode::Page(_) => return None,
        };
        Some(url.to_url().origin().ascii_serialization())
    }

    /// Whether a gateway relays the requests to the issuer: its own origin serves the metadata.
    fn has_relay(&self) -> bool {
        let metadata = self.issuer.metadata.to_url().origin();
        metadata == self.redirect_uri.to_url().origin()
            && self.issuer.metadata.as_str() != self.issuer.issuer.well_known()
    }
}

/// Which component holds refresh token, access token and PKCE verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenMode {
    /// The page, in memory; the clusters are part of the configuration.
    Page(Vec<Rc<ClusterConfig>>),
    /// The gateway, sealed into cookies; the clusters come with the first tokens.
    Sealed(SessionEndpoints),
}

/// The gateway's session routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionEndpoints {
    /// Starts a sign-in and returns the authorization URL.
    pub start: HttpsUrl,
    /// Ends the session.
    pub end: HttpsUrl,
    /// Returns the clusters of a session.
    pub config: HttpsUrl,
    /// Sent with every request to these routes.
    pub headers: Headers,
}

/// The OpenID provider, and our client registration there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerConfig {
    /// Its issuer identifier.
    pub issuer: Issuer,
    /// Our client id.
    pub client_id: String,
    /// Sorted, as Pinniped sends them.
    pub scopes: Vec<String>,
    /// Names and values that the authorization request has in addition to its own.
    pub authorization_parameters: Vec<(String, String)>,
    /// The URL of its metadata: the issuer's own document, or the gateway's copy.
    pub metadata: HttpsUrl,
    /// Sent with every request to it; empty where a CORS preflight would fail.
    pub headers: Headers,
    /// How Pinniped's CLI signs in there.
    pub cli: CliConfig,
    /// Whether a sign-out also ends the issuer's session, which then redirects to the redirect URI.
    pub post_logout_redirect: bool,
}

/// The issuer settings for Pinniped's CLI, as far as the operator overrides the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CliConfig {
    /// Its client id.
    pub client_id: Option<String>,
    /// In the order of the CLI's arguments.
    pub scopes: Option<Vec<String>>,
    /// The port of its redirect URI; 0 means any free port.
    pub listen_port: u16,
    /// Base64 of the PEM bundle that the issuer's certificate chains to.
    pub ca_data: Option<String>,
}

/// Names and values, in the order of the configuration.
pub type Headers = Vec<(String, String)>;

/// One cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterConfig {
    /// Unique; part of the names of files, contexts and routes.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The kubeconfig's `server`, verbatim.
    pub server: HttpsUrl,
    /// Base64 of the PEM bundle that `server`'s certificate chains to.
    pub ca_data: Option<String>,
    /// The audience that its authenticator requires; if absent, the ID token is used unchanged.
    pub audience: Option<String>,
    /// The namespace of its context.
    pub namespace: Option<String>,
    /// The proxy through which kubectl reaches `server`.
    pub proxy_url: Option<String>,
    /// The host name in `server`'s certificate, if it is not the one in the URL.
    pub tls_server_name: Option<String>,
    /// Where credentials are requested; none if the API server accepts ID tokens directly.
    pub concierge: Option<ConciergeConfig>,
    /// The URL from which the verifier's clock is read.
    pub version: Option<HttpsUrl>,
    /// Sent with every request to it.
    pub headers: Headers,
}

/// How to request credentials from a cluster's Concierge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConciergeConfig {
    /// The `tokencredentialrequests` resource, or the gateway's route to it.
    pub request: HttpsUrl,
    /// The API server or impersonation proxy that serves the resource, as reached without our gateway.
    pub endpoint: HttpsUrl,
    /// Base64 of the PEM bundle that the endpoint's certificate chains to.
    pub ca_data: Option<String>,
    /// `pinniped.dev` unless the operator renamed the API group.
    pub api_group_suffix: String,
    /// Which authenticator verifies the token.
    pub authenticator: Authenticator,
    /// What it reads from the token; none if that is unknown, as for a webhook.
    pub claims: Option<AuthenticatorClaims>,
}

/// A JWTAuthenticator or WebhookAuthenticator of the Concierge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Which of the two.
    pub kind: AuthenticatorKind,
    /// The object's name.
    pub name: String,
}

/// The authenticator kinds that Pinniped has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticatorKind {
    /// Verifies JWTs itself.
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

/// What a `JWTAuthenticator` reads from a token, for the explanation of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorClaims {
    /// The source of the username.
    pub username: ClaimSource,
    /// The source of the groups.
    pub groups: ClaimSource,
    /// Its rules: first those for the claims, then those for the user.
    pub rules: Vec<ValidationRule>,
}

/// The source of a user's name or groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimSource {
    /// This claim.
    Claim(String),
    /// The result of this CEL expression.
    Expression(String),
}

/// A rule that a token or its user must satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidationRule {
    /// A claim must have this value.
    RequiredValue {
        /// The claim.
        claim: String,
        /// Its value.
        value: String,
    },
    /// A CEL expression must be true. This is its message, or else the expression itself.
    Expression(String),
}

#[cfg(test)]
mod tests;
