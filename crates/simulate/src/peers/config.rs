//! The configuration of the page in a scenario.

use serde_json::{Value, json};

use super::issuer::{CLIENT_ID, ISSUER, IssuerProfile};

/// `config.json`: sealed mode with a gateway for a Supervisor, page mode for other issuers.
pub(crate) fn document(profile: IssuerProfile, clusters: &Value) -> Value {
    let redirect_uri = format!("{PORTAL}/callback");
    match profile {
        IssuerProfile::Supervisor => json!({
            "tokens": "sealed",
            "redirectUri": redirect_uri,
            "issuer": {
                "url": ISSUER,
                "clientId": CLIENT_ID,
                "scopes": ["openid", "offline_access", "pinniped:request-audience", "username", "groups"],
                "metadataUrl": format!("{PORTAL}/issuer/.well-known/openid-configuration"),
            },
            "session": {
                "startUrl": format!("{PORTAL}/session/start"),
                "endUrl": format!("{PORTAL}/session/end"),
                "configUrl": format!("{PORTAL}/session/config"),
            },
        }),
        IssuerProfile::Dex | IssuerProfile::Vault => json!({
            "tokens": "page",
            "redirectUri": redirect_uri,
            "issuer": {
                "url": ISSUER,
                "clientId": CLIENT_ID,
                "scopes": ["openid", "offline_access"],
            },
            "clusters": clusters,
        }),
    }
}

/// The list of clusters, each with a version endpoint if the page can read its verifier's clock.
pub(crate) fn clusters(profile: IssuerProfile, count: usize, has_version: bool) -> Value {
    let cluster = |number: usize| {
        let id = format!("cluster-{number}");
        let server = format!("https://{id}.acme.example:6443");
        let mut cluster = match profile {
            IssuerProfile::Supervisor => json!({
                "audience": audience(profile, number),
                "concierge": {
                    "requestUrl": format!("{PORTAL}/clusters/{id}/tokencredentialrequests"),
                    "authenticator": {"type": "jwt", "name": "supervisor"},
                },
            }),
            IssuerProfile::Dex | IssuerProfile::Vault => json!({
                "concierge": {"authenticator": {"type": "jwt", "name": "issuer"}},
            }),
        };
        cluster["id"] = json!(id);
        cluster["server"] = json!(server);
        if has_version {
            cluster["versionUrl"] = match profile {
                IssuerProfile::Supervisor => json!(format!("{PORTAL}/clusters/{id}/version")),
                IssuerProfile::Dex | IssuerProfile::Vault => json!(format!("{server}/version")),
            };
        }
        cluster
    };
    (0..count).map(cluster).collect()
}

/// The audience of a cluster's tokens.
pub(crate) fn audience(profile: IssuerProfile, cluster: usize) -> String {
    match profile {
        IssuerProfile::Supervisor => format!("cluster-{cluster}-7f3a"),
        IssuerProfile::Dex | IssuerProfile::Vault => CLIENT_ID.to_owned(),
    }
}

pub(crate) fn cluster_id(number: usize) -> String {
    format!("cluster-{number}")
}

pub(crate) const PORTAL: &str = "https://clusters.acme.example";
