//! The portal's OAuth client, and how to register it.

use std::path::Path;

use haulout_gateway::config::{PINNIPED_CLI, PublicUrl};
use haulout_protocol::kubeconfig::yaml::quoted;

/// The OAuth client of the portal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PortalClient {
    /// A client with this id exists.
    Registered(String),
    /// The operator has to register one first.
    Missing,
}

impl PortalClient {
    /// Chooses the client from the command line, or that of the Pinniped CLI if the portal can use it. With a manifest,
    /// the portal uses the client that it registers.
    pub(super) fn choose(
        client_id: Option<&str>,
        cli_client_id: &str,
        public: &PublicUrl,
        has_manifest: bool,
    ) -> Self {
        if let Some(id) = client_id {
            return Self::Registered(id.to_owned());
        }
        if cli_client_id == PINNIPED_CLI && has_manifest {
            return Self::Registered(OIDC_CLIENT.to_owned());
        }
        // A Supervisor allows only loopback redirect URIs for this client, with any port.
        if cli_client_id == PINNIPED_CLI && !is_loopback(public) {
            return Self::Missing;
        }
        Self::Registered(cli_client_id.to_owned())
    }

    /// The manifest of the `OIDCClient` that registers the client at a Supervisor, if the client can be one.
    pub(super) fn manifest(&self, scopes: &[String], public: &PublicUrl) -> Option<String> {
        match self {
            Self::Registered(id) if id.starts_with(DYNAMIC_CLIENT) => {
                Some(oidc_client(id, scopes, &public.redirect_uri()))
            }
            Self::Registered(_) | Self::Missing => None,
        }
    }

    /// What the operator has to do with the manifest that was written to `file`, as text for the terminal.
    pub(super) fn manifest_advice(&self, file: &Path, secret_file: &str) -> Option<String> {
        let Self::Registered(id) = self else {
            return None;
        };
        let file = file.display();
        Some(format!(
            "run these in the cluster of the Supervisor:\nkubectl apply --filename {file}\n\
             kubectl create --output jsonpath='{{.status.generatedSecret}}' --filename - > {secret_file} <<'END'\n\
             {}END",
            secret_request(id)
        ))
    }

    /// What the operator has to do, as text for the terminal.
    pub(super) fn advice(
        &self,
        has_secret: bool,
        scopes: &[String],
        public: &PublicUrl,
    ) -> Option<String> {
        let redirect_uri = public.redirect_uri();
        match self {
            Self::Missing => Some(format!(
                "the portal needs a client at the issuer: a Supervisor allows `{PINNIPED_CLI}` to redirect only to 127.0.0.1. \
                                 Register a client, and fill in clientId and clientSecretFile. With a Supervisor, \
                                 --manifest FILE writes the first of these and fills both in:\n\
                                 ---\n# kubectl apply -f this in the cluster of the Supervisor\n{}\
                                 ---\n# kubectl create -f this -o jsonpath='{{.status.generatedSecret}}' > client-secret, \
                                 after the client has been created\n{}",
                oidc_client(OIDC_CLIENT, scopes, &redirect_uri),
                secret_request(OIDC_CLIENT)
            )),
            Self::Registered(id) if id.starts_with(DYNAMIC_CLIENT) && !has_secret => Some(format!(
                "`{id}` has a secret, like every OIDCClient of a Supervisor; pass --client-secret-file, or fill in \
                                 clientSecretFile"
            )),
            Self::Registered(id) if id == PINNIPED_CLI => None,
            Self::Registered(id) => {
                Some(format!("`{id}` must have the redirect URI {redirect_uri}"))
            }
        }
    }
}

fn is_loopback(public: &PublicUrl) -> bool {
    let host = public.origin().strip_prefix("http://127.0.0.1");
    host.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')) && public.base().is_empty()
}

/// The manifest of an `OIDCClient`.
fn oidc_client(name: &str, scopes: &[String], redirect_uri: &str) -> String {
    let asks = |scope: &str| scopes.iter().any(|it| it == scope);
    // The Supervisor's validation requires a scope for each of these grants, and both of the last two scopes for the
    // token exchange.
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
apiVersion: config.supervisor.pinniped.dev/v1alpha1
kind: OIDCClient
metadata:
  name: {}
  namespace: {NAMESPACE}
spec:
  allowedRedirectURIs:
{}  allowedGrantTypes:
{}  allowedScopes:
{}",
        quoted(name),
        list(&mut [redirect_uri].into_iter()),
        list(&mut grants.into_iter()),
        list(&mut allowed.into_iter()),
    )
}

/// The manifest of an `OIDCClientSecretRequest`, which the Supervisor answers and does not store.
fn secret_request(name: &str) -> String {
    format!(
        "\
apiVersion: clientsecret.supervisor.pinniped.dev/v1alpha1
kind: OIDCClientSecretRequest
metadata:
  name: {}
  namespace: {NAMESPACE}
spec:
  generateNewSecret: true
",
        quoted(name)
    )
}

/// The name of the client that the command proposes.
const OIDC_CLIENT: &str = "client.oauth.pinniped.dev-haulout";
/// The required name prefix of an `OIDCClient`.
const DYNAMIC_CLIENT: &str = "client.oauth.pinniped.dev-";
/// The default namespace of a Supervisor.
const NAMESPACE: &str = "pinniped-supervisor";
/// All scopes that an `OIDCClient` can have.
const SCOPES: [&str; 5] = [
    "openid",
    "offline_access",
    "pinniped:request-audience",
    "username",
    "groups",
];
