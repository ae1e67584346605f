//! The configuration of a [`Stack`](crate::Stack). The defaults make a good demo.

use std::time::Duration;

use crate::fault::Fault;
use crate::lifetimes::Lifetimes;
use crate::secret::Secret;

/// All settings that are fixed before the servers start.
#[derive(Clone, Debug)]
pub struct Script {
    /// The product that the issuer behaves like.
    pub issuer_profile: IssuerProfile,
    /// Path of the issuer's URL: empty, or with a leading slash and no trailing one.
    pub issuer_path: String,
    /// Port of the issuer on 127.0.0.1; 0 lets the system choose.
    pub issuer_port: u16,
    /// Whether the issuer serves https with a certificate authority of its own, as the real ones do.
    pub issuer_https: bool,
    /// The registered OAuth clients.
    pub clients: Vec<ClientScript>,
    /// The users who can sign in.
    pub users: Vec<User>,
    /// The identity providers of a Supervisor; ignored by other issuers.
    pub identity_providers: Vec<IdentityProvider>,
    /// The clusters, each with a Concierge and an API server on its own port.
    pub clusters: Vec<ClusterScript>,
    /// The lifetimes of codes, tokens, sessions and certificates.
    pub lifetimes: Lifetimes,
    /// The delay of responses while a slowness fault is on.
    pub slowness: Duration,
    /// Whether a plain issuer or a Vault sends `aud` as an array, which RFC 7519 §4.1.3 allows as well as a string.
    pub audience_as_array: bool,
    /// Whether the authorization endpoint redirects at once to another origin, as if an upstream identity provider had
    /// the login page: to `localhost` instead of `127.0.0.1`.
    pub login_elsewhere: bool,
    /// Faults that are on at the start.
    pub faults: Vec<Fault>,
    /// The origin that gets CORS headers from the issuer and the API servers; if absent, no origin does.
    pub cors_origin: Option<String>,
    /// Whether that origin may read the issuer's `Date`. API servers expose theirs, few issuers do.
    pub issuer_exposes_date: bool,
    /// An issuer outside this stack that the Concierges trust instead of the stack's own.
    pub external_issuer: Option<ExternalIssuer>,
}

/// The product that an issuer behaves like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerProfile {
    /// A Pinniped Supervisor: identity providers, token exchange, `aud` as an array.
    Supervisor,
    /// An OpenID provider such as Keycloak: `aud` as a string, `iss` in the authorization response, no exchange.
    Plain,
    /// Dex: one refresh token for each user and client, its own error codes, and a redirect before any validation.
    Dex,
    /// HashiCorp Vault: no refresh tokens, tokens valid for hours, and `prompt=none` for browsers with a session.
    Vault,
}

/// An OAuth client.
#[derive(Clone, Debug)]
pub struct ClientScript {
    /// The client ID.
    pub id: String,
    /// Present for a confidential client, which has to use `client_secret_basic`.
    pub secret: Option<Secret>,
    /// Redirect URIs, matched exactly except for the port of `http://127.0.0.1` and `http://[::1]` (RFC 8252 §7.3).
    ///
    /// Dex compares the port too, and lets a public client without any use every `http` address on loopback.
    pub redirect_uris: Vec<String>,
}

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    /// The user name on the login page and at the API server.
    pub username: String,
    /// The password on the login page.
    pub password: Secret,
    /// The groups at the API server.
    pub groups: Vec<String>,
}

/// An upstream identity provider of a Supervisor.
#[derive(Clone, Debug)]
pub struct IdentityProvider {
    /// The display name, which is also the value of `pinniped_idp_name`.
    pub name: String,
    /// `oidc`, `ldap`, `activedirectory` or `github`.
    pub kind: String,
    /// `browser_authcode` and `cli_password`, in the server's order of preference.
    pub flows: Vec<String>,
}

/// A cluster: a Concierge and an API server at one address.
#[derive(Clone, Debug)]
pub struct ClusterScript {
    /// The identifier for [`Stack::cluster`](crate::Stack::cluster).
    pub id: String,
    /// The display name.
    pub name: String,
    /// The `aud` that the Concierge requires. The default is the external issuer's audience, or the first client's ID.
    pub audience: Option<String>,
    /// Name of the `JWTAuthenticator`.
    pub authenticator: String,
    /// Suffix of Pinniped's API groups.
    pub api_group_suffix: String,
    /// Port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// Whether Pinniped's impersonation proxy is used: the replicas then verify certificates by their own clocks.
    pub impersonation_proxy: bool,
}

/// An issuer outside this stack, on loopback.
#[derive(Clone, Debug)]
pub struct ExternalIssuer {
    /// The exact issuer identifier.
    pub url: String,
    /// The `aud` of clusters without their own.
    pub audience: String,
    /// The claim with the user name, such as `sub`.
    pub username_claim: String,
    /// The claim with the groups.
    pub groups_claim: String,
    /// The PEM certificates to trust if the URL is `https`.
    pub ca_pem: Option<String>,
}

impl Default for Script {
    /// A Supervisor with two identity providers, two users, two clusters, a confidential client and `pinniped-cli`.
    fn default() -> Self {
        let loopback = vec!["http://127.0.0.1/callback".to_owned()];
        Self {
            issuer_profile: IssuerProfile::Supervisor,
            issuer_path: "/demo".to_owned(),
            issuer_port: 0,
            issuer_https: false,
            clients: vec![
                ClientScript {
                    id: "client.oauth.pinniped.dev-portal".to_owned(),
                    secret: Some("a-secret-for-demonstration-only".into()),
                    redirect_uris: loopback.clone(),
                },
                ClientScript {
                    id: "pinniped-cli".to_owned(),
                    secret: None,
                    redirect_uris: loopback,
                },
            ],
            users: vec![
                User::new("pinny", "haul-out", &["seals", "cluster-viewers"]),
                User::new("walrus", "tusks-up", &["walruses"]),
            ],
            identity_providers: vec![
                IdentityProvider::new("Acme LDAP", "ldap", &["cli_password", "browser_authcode"]),
                IdentityProvider::new("Acme SSO", "oidc", &["browser_authcode"]),
            ],
            clusters: vec![
                ClusterScript::new("dev", "Development", Some("dev-19c2")),
                ClusterScript::new("prod-eu", "Production EU", Some("prod-eu-7f3a")),
            ],
            lifetimes: Lifetimes::default(),
            slowness: Duration::from_secs(8),
            audience_as_array: false,
            login_elsewhere: false,
            faults: Vec::new(),
            cors_origin: None,
            issuer_exposes_date: false,
            external_issuer: None,
        }
    }
}

impl Script {
    /// An OpenID provider with one public client, `portal`, and a cluster that takes the client's ID token directly.
    pub fn plain() -> Self {
        Self {
            issuer_profile: IssuerProfile::Plain,
            issuer_path: String::new(),
            clients: vec![ClientScript {
                id: "portal".to_owned(),
                secret: None,
                redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
            }],
            identity_providers: Vec::new(),
            clusters: vec![ClusterScript::new("dev", "Development", None)],
            ..Self::default()
        }
    }

    /// A Dex with one public client, `portal`, and a cluster that takes the client's ID token and its claim `email`.
    pub fn dex() -> Self {
        let mut script = Self {
            issuer_profile: IssuerProfile::Dex,
            issuer_path: "/dex".to_owned(),
            ..Self::plain()
        };
        for client in &mut script.clients {
            client.redirect_uris.clear();
        }
        script
    }

    /// A Vault with one public client, `portal`, and tokens that are valid for eight hours instead of refresh tokens.
    pub fn vault() -> Self {
        let shift = Duration::from_secs(8 * 60 * 60);
        Self {
            issuer_profile: IssuerProfile::Vault,
            issuer_path: "/v1/identity/oidc/provider/default".to_owned(),
            lifetimes: Lifetimes {
                id_token: shift,
                access: shift,
                ..Lifetimes::default()
            },
            ..Self::plain()
        }
    }
}

impl IssuerProfile {
    /// The claim with the user name in this product's ID tokens.
    pub(crate) fn username_claim(self) -> &'static str {
        match self {
            Self::Supervisor | Self::Plain | Self::Vault => "username",
            Self::Dex => "email",
        }
    }
}

impl User {
    /// A user with a password and groups.
    pub fn new(username: &str, password: &str, groups: &[&str]) -> Self {
        Self {
            username: username.to_owned(),
            password: password.into(),
            groups: owned(groups),
        }
    }
}

impl IdentityProvider {
    /// A provider by display name, type and flows.
    pub fn new(name: &str, kind: &str, flows: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            flows: owned(flows),
        }
    }
}

impl ClusterScript {
    /// A cluster with the authenticator `supervisor`, on a port that the system chooses.
    pub fn new(id: &str, name: &str, audience: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            audience: audience.map(str::to_owned),
            authenticator: "supervisor".to_owned(),
            api_group_suffix: "pinniped.dev".to_owned(),
            port: 0,
            impersonation_proxy: false,
        }
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|&item| item.to_owned()).collect()
}
