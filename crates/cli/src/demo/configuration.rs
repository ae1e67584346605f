//! The gateway's configuration for the demo's peers.

use std::error::Error;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::{Cluster, Stack};
use haulout_gateway::Config;

use super::place::Place;

/// Parses the configuration of the demo; `page` selects the token mode.
pub(super) fn of(stack: &Stack, place: &Place, page: bool) -> Result<Config, Box<dyn Error>> {
    let issuer = stack.issuer();
    let clients = issuer.clients();
    let client = clients.first().ok_or("the script has no client")?;
    // Only the secret has to be a file. It is deleted before the first request.
    let folder = tempfile::tempdir()?;
    let secret_line = match &client.secret {
        Some(secret) => {
            std::fs::write(folder.path().join("client-secret"), secret.secret())?;
            "  clientSecretFile: client-secret\n"
        }
        None => "",
    };
    let (tokens, scopes) = if page {
        ("page", "openid, offline_access, username, groups")
    } else {
        (
            "sealed",
            "openid, offline_access, 'pinniped:request-audience', username, groups",
        )
    };
    let public_url = place.public_url();
    let embed = if place.embed_origins.is_empty() {
        String::new()
    } else {
        format!("embed: {{origins: {:?}}}\n", place.embed_origins)
    };
    let mut yaml = format!(
        "title: Haulout demo\n\
         branding:\n  supportUrl: https://pinniped.dev/docs/\n  notice: \"{NOTICE}\"\n\
         publicUrl: {public_url}\n{embed}\
         tokens: {tokens}\n\
         showClusterNames: true\n\
         issuer:\n  url: {}\n  clientId: {}\n{secret_line}  scopes: [{scopes}]\n\
         clusters:\n",
        issuer.url(),
        client.id,
    );
    for cluster in stack.clusters() {
        write_cluster(&mut yaml, cluster)?;
    }
    Ok(Config::from_yaml(&yaml, "demo", folder.path())?)
}

/// What visitors need to know.
const NOTICE: &str = "This is a demo: the issuer, the Concierges and the clusters run in one process on this computer, \
                      and stop with it.";

fn write_cluster(yaml: &mut String, cluster: &Cluster) -> std::fmt::Result {
    let ca_data = BASE64_STANDARD.encode(cluster.ca_pem());
    write!(
        yaml,
        "  - id: {}\n    name: {}\n    server: {}\n    caData: {ca_data}\n",
        cluster.id(),
        cluster.name(),
        cluster.url(),
    )?;
    if let Some(audience) = cluster.audience() {
        writeln!(yaml, "    audience: {audience}")?;
    }
    write!(
        yaml,
        "    concierge:\n      apiGroupSuffix: {}\n      authenticator: {{type: jwt, name: {}}}\n",
        cluster.api_group_suffix(),
        cluster.authenticator(),
    )
}

/// The server and the certificate authority of each cluster by its ID, as JSON.
pub(super) fn clusters(stack: &Stack) -> String {
    let clusters = stack.clusters().iter().map(|cluster| {
        let ca_data = BASE64_STANDARD.encode(cluster.ca_pem());
        let value = serde_json::json!({"server": cluster.url(), "caData": ca_data});
        (cluster.id().to_owned(), value)
    });
    serde_json::Value::from(clusters.collect::<serde_json::Map<_, _>>()).to_string()
}
