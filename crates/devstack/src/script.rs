//! What a [`Stack`](crate::Stack) is asked to be, with defaults that make a good demo.

use std::time::Duration;

use crate::fault::Fault;
use crate::lifetimes::Lifetimes;
use crate::secret::Secret;

/// Everything that is decided before the servers start.
#[derive(Clone, Debug)]
pub struct Script {
    /// How the issuer behaves.
    pub issuer_profile: IssuerProfile,
    /// Path of the issuer's URL, empty or starting with a slash, without a slash at the end.
    pub issuer_path: String,
    /// Port of the issuer on 127.0.0.1; 0 lets the system choose.
    pub issuer_port: u16,
    /// OAuth clients the issuer knows.
    pub clients: Vec<ClientScript>,
    /// People who can sign in.
    pub users: Vec<User>,
    /// What a Supervisor offers to sign in with; ignored by a plain issuer.
    pub identity_providers: Vec<IdentityProvider>,
    /// The clusters, each with a Concierge and an API server on a port of its own.
    pub clusters: Vec<ClusterScript>,
    /// How long everything lives.
    pub lifetimes: Lifetimes,
    /// How late a server answers that was told to be slow.
    pub slowness: Duration,
    /// Writes `aud` of a plain issuer or a Vault as an array, which both notations of RFC 7519 §4.1.3 allow.
    pub audience_as_array: bool,
    /// Faults that are on from the start.
    pub faults: Vec<Fault>,
    /// The one origin that gets CORS headers from the issuer and the API servers; nobody if absent.
    pub cors_origin: Option<String>,
    /// Lets that origin read the issuer's `Date`, as API servers do with theirs and few issuers do.
    pub issuer_exposes_date: bool,
    /// Makes the Concierges trust another issuer than the one of this stack.
    pub external_issuer: Option<ExternalIssuer>,
}

/// How the issuer behaves: as which product it presents itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerProfile {
    /// A Pinniped Supervisor: identity providers, audience exchange, `aud` as an array.
    Supervisor,
    /// A general OpenID provider such as Dex or Keycloak: `aud` as a string, `iss` in the authorization response, no exchange.
    Plain,
    /// A HashiCorp Vault: never a refresh token, tokens for hours, and `prompt=none` while the browser's session lives.
    Vault,
}

/// An OAuth client.
#[derive(Clone, Debug)]
pub struct ClientScript {
    /// The client's identifier.
    pub id: String,
    /// Present for a confidential client, which must then use `client_secret_basic`.
    pub secret: Option<Secret>,
    /// Redirect URIs, compared exactly; the port of `http://127.0.0.1` and `http://[::1]` is ignored (RFC 8252 §7.3).
    pub redirect_uris: Vec<String>,
}

/// A person.
#[derive(Clone, Debug)]
pub struct User {
    /// What the API server will see, and what is typed into the login page.
    pub username: String,
    /// What is typed below it.
    pub password: Secret,
    /// The groups the API server will see.
    pub groups: Vec<String>,
}

/// An upstream identity provider of a Supervisor.
#[derive(Clone, Debug)]
pub struct IdentityProvider {
    /// The display name, which is also how it is asked for.
    pub name: String,
    /// `oidc`, `ldap`, `activedirectory` or `github`.
    pub kind: String,
    /// `browser_authcode`, `cli_password`, in the server's order of preference.
    pub flows: Vec<String>,
}

/// A cluster: a Concierge and an API server behind one address.
#[derive(Clone, Debug)]
pub struct ClusterScript {
    /// The identifier by which a test finds it.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// The `aud` its Concierge demands. If absent, the external issuer's audience, or else the first client's identifier.
    pub audience: Option<String>,
    /// Name of its one `JWTAuthenticator`.
    pub authenticator: String,
    /// Suffix of Pinniped's API groups.
    pub api_group_suffix: String,
    /// Port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// Puts Pinniped's impersonation proxy in front: the replicas that issue certificates also judge them, each by its own clock.
    pub impersonation_proxy: bool,
}

/// An issuer outside this stack, reached by plain http on loopback.
#[derive(Clone, Debug)]
pub struct ExternalIssuer {
    /// Its issuer identifier, byte for byte.
    pub url: String,
    /// The `aud` for clusters that name none of their own.
    pub audience: String,
    /// The claim that becomes the user name, such as `sub`.
    pub username_claim: String,
    /// The claim that becomes the groups.
    pub groups_claim: String,
}

impl Default for Script {
    /// A Supervisor with two identity providers, two users, two clusters, a confidential client and `pinniped-cli`.
    fn default() -> Self {
        let loopback = vec!["http://127.0.0.1/callback".to_owned()];
        Self {
            issuer_profile: IssuerProfile::Supervisor,
            issuer_path: "/demo".to_owned(),
            issuer_port: 0,
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
            faults: Vec::new(),
            cors_origin: None,
            issuer_exposes_date: false,
            external_issuer: None,
        }
    }
}

impl Script {
    /// A general OpenID provider with one public client, `portal`, whose clusters take its ID token as it is.
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

    /// A Vault with one public client, `portal`, and tokens for eight hours, as people set it up who miss refresh tokens.
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

impl User {
    /// A person with a password and groups.
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
    /// A cluster whose authenticator is called `supervisor`, on a port that the system chooses.
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
