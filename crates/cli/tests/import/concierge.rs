//! A fake cluster with a Concierge, and the kubeconfig of its administrator.

use serde_json::{Value, json};

use crate::api_server::{Answers, ApiServer, failure};
use crate::scene::{CA, Run, TestFolder};

pub(crate) const CREDENTIAL_ISSUERS: &str =
    "/apis/config.concierge.pinniped.dev/v1alpha1/credentialissuers";
pub(crate) const JWT: &str =
    "/apis/authentication.concierge.pinniped.dev/v1alpha1/jwtauthenticators";
pub(crate) const WEBHOOK: &str =
    "/apis/authentication.concierge.pinniped.dev/v1alpha1/webhookauthenticators";
pub(crate) const API_SERVICE: &str =
    "/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.login.concierge.pinniped.dev";

/// The responses of the API.
#[derive(Clone)]
pub(crate) struct Concierge(pub(crate) Answers);

impl Concierge {
    /// A Concierge with a successful signing key strategy and one JWTAuthenticator with an inline bundle.
    pub(crate) fn new() -> Self {
        Self(Answers::new())
            .lists(CREDENTIAL_ISSUERS, &[issuer("config", &[signing_key()])])
            .lists(JWT, &[jwt("supervisor", &inline())])
            .lists(WEBHOOK, &[])
            .has(
                API_SERVICE,
                json!({
                    "apiVersion": "apiregistration.k8s.io/v1",
                    "kind": "APIService",
                    "metadata": {"name": "v1alpha1.login.concierge.pinniped.dev"},
                    "spec": {"service": {"name": "concierge-api", "namespace": "far-away"}},
                }),
            )
    }

    pub(crate) fn has(mut self, path: &str, object: Value) -> Self {
        self.0.insert(path.to_owned(), (200, object));
        self
    }

    pub(crate) fn lists(self, path: &str, items: &[Value]) -> Self {
        let list = json!({"apiVersion": "v1", "kind": "List", "metadata": {}, "items": items});
        self.has(path, list)
    }

    pub(crate) fn with_error(mut self, path: &str, code: u16, message: &str) -> Self {
        self.0.insert(path.to_owned(), failure(code, message));
        self
    }

    pub(crate) fn with_strategies(self, strategies: &[Value]) -> Self {
        self.lists(CREDENTIAL_ISSUERS, &[issuer("config", strategies)])
    }

    pub(crate) fn start(self) -> ApiServer {
        ApiServer::start(self.0)
    }

    /// Imports the cluster for a portal with a public URL.
    pub(crate) fn import(self, arguments: &[&str]) -> Run {
        import(&self.start(), arguments)
    }
}

/// Imports from this server as its administrator.
pub(crate) fn import(server: &ApiServer, arguments: &[&str]) -> Run {
    let kubeconfig = kubeconfig(&[("prod", server.cluster(), server.administrator())]);
    import_as(kubeconfig, arguments)
}

/// Imports with this kubeconfig.
pub(crate) fn import_as(kubeconfig: Value, arguments: &[&str]) -> Run {
    let folder = TestFolder::with(&[("admin.yaml", kubeconfig.to_string())]);
    let mut all = vec!["--from-cluster", "--kubeconfig", "admin.yaml"];
    all.extend(arguments);
    folder.import_public(&all)
}

/// A kubeconfig whose contexts, clusters and users have the same names; the first context is current.
pub(crate) fn kubeconfig(contexts: &[(&str, Value, Value)]) -> Value {
    let list = |what: &str, content: &dyn Fn(&(&str, Value, Value)) -> Value| -> Vec<Value> {
        let entry = |it: &(&str, Value, Value)| json!({"name": it.0, what: content(it)});
        contexts.iter().map(entry).collect()
    };
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": list("cluster", &|it| it.1.clone()),
        "users": list("user", &|it| it.2.clone()),
        "contexts": list("context", &|it| json!({
            "cluster": it.0,
            "user": it.0,
            "namespace": "kube-system",
        })),
        "current-context": contexts[0].0,
    })
}

pub(crate) fn issuer(name: &str, strategies: &[Value]) -> Value {
    json!({
        "apiVersion": "config.concierge.pinniped.dev/v1alpha1",
        "kind": "CredentialIssuer",
        "metadata": {"name": name},
        "spec": {"impersonationProxy": {"mode": "auto"}},
        "status": {"strategies": strategies},
    })
}

/// The signing key strategy, with another API server URL than that of the administrator.
pub(crate) fn signing_key() -> Value {
    json!({
        "type": "KubeClusterSigningCertificate",
        "status": "Success",
        "reason": "FetchedKey",
        "message": "key was fetched successfully",
        "frontend": {
            "type": "TokenCredentialRequestAPI",
            "tokenCredentialRequestInfo": {
                "server": "https://internal.example",
                "certificateAuthorityData": "aW50ZXJuYWw=",
            },
        },
    })
}

pub(crate) fn failed(kind: &str, reason: &str, message: &str) -> Value {
    json!({"type": kind, "status": "Error", "reason": reason, "message": message})
}

pub(crate) fn proxy(endpoint: &str) -> Value {
    json!({
        "type": "ImpersonationProxy",
        "status": "Success",
        "reason": "Listening",
        "message": "impersonation proxy is ready to accept client connections",
        "frontend": {
            "type": "ImpersonationProxy",
            "impersonationProxyInfo": {"endpoint": endpoint, "certificateAuthorityData": *CA},
        },
    })
}

pub(crate) fn jwt(name: &str, tls: &Value) -> Value {
    json!({
        "apiVersion": "authentication.concierge.pinniped.dev/v1alpha1",
        "kind": "JWTAuthenticator",
        "metadata": {"name": name},
        "spec": {
            "issuer": "https://supervisor.example/demo",
            "audience": "prod-7f3a",
            "tls": tls,
        },
    })
}

pub(crate) fn webhook(name: &str) -> Value {
    json!({
        "apiVersion": "authentication.concierge.pinniped.dev/v1alpha1",
        "kind": "WebhookAuthenticator",
        "metadata": {"name": name},
        "spec": {"endpoint": "https://hook.example"},
    })
}

pub(crate) fn inline() -> Value {
    json!({"certificateAuthorityData": *CA})
}

pub(crate) fn source(kind: &str) -> Value {
    let source = json!({"kind": kind, "name": "trust", "key": "ca.crt"});
    json!({"certificateAuthorityDataSource": source})
}
