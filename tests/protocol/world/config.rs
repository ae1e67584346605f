//! The two configurations of this world, as served by a gateway or as a static file.

use serde_json::{Value, json};

use super::gateway::PORTAL;
use super::issuer::{CLIENT_ID, ISSUER};

/// Which component holds the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The page: it talks directly to an issuer and to Concierges that allow it.
    Page,
    /// The gateway, in front of a Supervisor; each cluster has an audience of its own.
    Sealed,
}

/// `config.json`, with `clusters` where they belong.
pub(crate) fn document(mode: Mode, clusters: &Value) -> Value {
    match mode {
        Mode::Page => json!({
            "title": "Acme clusters",
            "tokens": "page",
            "redirectUri": format!("{PORTAL}/callback"),
            "issuer": {
                "url": ISSUER,
                "clientId": CLIENT_ID,
                "scopes": ["openid", "offline_access"],
            },
            "clusters": clusters,
        }),
        Mode::Sealed => json!({
            "title": "Acme clusters",
            "tokens": "sealed",
            "redirectUri": format!("{PORTAL}/callback"),
            "issuer": {
                "url": ISSUER,
                "clientId": CLIENT_ID,
                "scopes": ["openid", "offline_access", "pinniped:request-audience", "username", "groups"],
                "metadataUrl": format!("{PORTAL}/issuer/.well-known/openid-configuration"),
                "headers": headers(),
            },
            "session": {
                "startUrl": format!("{PORTAL}/session/start"),
                "endUrl": format!("{PORTAL}/session/end"),
                "configUrl": format!("{PORTAL}/session/config"),
                "headers": headers(),
            },
            "clusterNames": ["Production EU"],
        }),
    }
}

/// One cluster called `id`.
pub(crate) fn cluster(mode: Mode, id: &str) -> Value {
    let server = format!("https://{id}.acme.example:6443");
    match mode {
        Mode::Page => json!({
            "id": id,
            "server": server,
            "concierge": {"authenticator": {"type": "jwt", "name": "dex"}},
            "versionUrl": format!("{server}/version"),
        }),
        Mode::Sealed => json!({
            "id": id,
            "name": format!("Cluster {id}"),
            "server": server,
            "caData": CA_DATA,
            "audience": format!("{id}-7f3a"),
            "namespace": "default",
            "concierge": {
                "requestUrl": format!("{PORTAL}/clusters/{id}/tokencredentialrequests"),
                "apiGroupSuffix": "pinniped.dev",
                "authenticator": {"type": "jwt", "name": "supervisor"},
            },
            "versionUrl": format!("{PORTAL}/clusters/{id}/version"),
            "headers": headers(),
        }),
    }
}

fn headers() -> Value {
    json!({"haulout-request": "1"})
}

/// Base64 of `-----BEGIN CERTIFICATE-----` and a line feed; only the format is validated.
pub(crate) const CA_DATA: &str = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==";
