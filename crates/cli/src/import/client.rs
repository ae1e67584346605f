//! As whom the portal signs people in, and what has to be registered for it.

use haulout_gateway::config::{PINNIPED_CLI, PublicUrl};
use haulout_protocol::kubeconfig::yaml::quoted;

/// The client of the portal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PortalClient {
    /// It is known.
    Registered(String),
    /// The operator has to register one first.
    Missing,
}

impl PortalClient {
    /// Decides whose client it is: what was asked for, or the one of the Pinniped CLI where that can be used.
    pub(super) fn choose(client_id: Option<&str>, cli_client_id: &str, public: &PublicUrl) -> Self {
        if let Some(id) = client_id {
            return Self::Registered(id.to_owned());
        }
        // A Supervisor lets this client return to the computer of the browser alone, at any port.
        if cli_client_id == PINNIPED_CLI && !is_loopback(public) {
            return Self::Missing;
        }
        Self::Registered(cli_client_id.to_owned())
    }

    /// What the operator has to do, for the terminal.
    pub(super) fn advice(
        &self,
        has_secret: bool,
        scopes: &[String],
        public: &PublicUrl,
    ) -> Option<String> {
        let redirect_uri = public.redirect_uri();
        match self {
            Self::Missing => Some(format!(
                "the issuer needs a client for the portal: a Supervisor lets `{PINNIPED_CLI}` return to 127.0.0.1 \
                 alone. Register one, and fill in clientId and clientSecretFile. With a Supervisor:\n{}",
                manifest(scopes, &redirect_uri)
            )),
            Self::Registered(id) if id.starts_with(DYNAMIC_CLIENT) && !has_secret => Some(format!(
                "`{id}` has a secret, as every client that is added to a Supervisor; pass --client-secret-file, or \
                 fill in clientSecretFile"
            )),
            Self::Registered(id) if id == PINNIPED_CLI => None,
            Self::Registered(id) => Some(format!(
                "`{id}` must be allowed to return to {redirect_uri}"
            )),
        }
    }
}

fn is_loopback(public: &PublicUrl) -> bool {
    let host = public.origin().strip_prefix("http://127.0.0.1");
    host.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')) && public.base().is_empty()
}

/// The client as a Supervisor wants it, and the request for its secret.
fn manifest(scopes: &[String], redirect_uri: &str) -> String {
    let asks = |scope: &str| scopes.iter().any(|it| it == scope);
    // The Supervisor's validation ties each of these grants to its scope, and the exchange to both of the last two.
    let mut grants = vec!["authorization_code"];
    if asks("offline_access") {
        grants.push("refresh_token");
    }
    if asks("pinniped:request-audience") {
        grants.push("urn:ietf:params:oauth:grant-type:token-exchange");
    }
    let allowed = SCOPES.iter().filter(|scope| asks(scope)).copied();
    let list = |items: &mut dyn Iterator<Item = &str>| -> String {
        items
            .map(|item| format!("  - {}\n", quoted(item)))
            .collect()
    };
    format!(
        "\
---
# kubectl apply -f this, in the cluster of the Supervisor
apiVersion: config.supervisor.pinniped.dev/v1alpha1
kind: OIDCClient
metadata:
  name: {DYNAMIC_CLIENT}haulout
  namespace: {NAMESPACE}
spec:
  allowedRedirectURIs:
{}  allowedGrantTypes:
{}  allowedScopes:
{}---
# kubectl create -f this -o jsonpath='{{.status.generatedSecret}}' > client-secret, once the client is there
apiVersion: clientsecret.supervisor.pinniped.dev/v1alpha1
kind: OIDCClientSecretRequest
metadata:
  name: {DYNAMIC_CLIENT}haulout
  namespace: {NAMESPACE}
spec:
  generateNewSecret: true
",
        list(&mut [redirect_uri].into_iter()),
        list(&mut grants.into_iter()),
        list(&mut allowed.into_iter()),
    )
}

/// Clients that an administrator adds to a Supervisor are called like this.
const DYNAMIC_CLIENT: &str = "client.oauth.pinniped.dev-";
/// Where a Supervisor is installed unless somebody chose another place.
const NAMESPACE: &str = "pinniped-supervisor";
/// All that such a client can be allowed.
const SCOPES: [&str; 5] = [
    "openid",
    "offline_access",
    "pinniped:request-audience",
    "username",
    "groups",
];
