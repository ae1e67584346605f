//! The gateway's configuration for the servers of a test.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::Stack;
use haulout_gateway::Config;
use tempfile::TempDir;

use super::portal::Tokens;

pub(super) fn config(
    stack: &Stack,
    public_url: &str,
    issuer_url: &str,
    scopes: &str,
    tokens: Tokens,
    dashboards: &[String],
) -> Config {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let clients = stack.issuer().clients();
    let client = &clients[0];
    let mut yaml =
        format!("title: Acme clusters\npublicUrl: {public_url}\nshowClusterNames: true\n");
    yaml += match tokens {
        Tokens::Sealed => "tokens: sealed\n",
        Tokens::Page => "tokens: page\n",
    };
    if !dashboards.is_empty() {
        writeln!(yaml, "embed: {{origins: {dashboards:?}}}").unwrap();
    }
    write!(
        yaml,
        "issuer:\n  url: {issuer_url}\n  clientId: {}\n  scopes: [{scopes}]\n",
        client.id
    )
    .unwrap();
    if let Some(secret) = &client.secret {
        std::fs::write(folder.path().join("secret"), secret.secret()).unwrap();
        yaml += "  clientSecretFile: secret\n";
    }
    if let Some(ca_pem) = stack.issuer().ca_pem() {
        std::fs::write(folder.path().join("issuer.pem"), ca_pem).unwrap();
        yaml += "  caBundleFile: issuer.pem\n";
    }
    yaml += "clusters:\n";
    for cluster in stack.clusters() {
        let ca_data = BASE64_STANDARD.encode(cluster.ca_pem());
        let (id, name, server) = (cluster.id(), cluster.name(), cluster.url());
        write!(
            yaml,
            "  - id: {id}\n    name: {name}\n    server: {server}\n    caData: {ca_data}\n    \
             concierge: {{authenticator: {{type: jwt, name: {}}}}}\n",
            cluster.authenticator()
        )
        .unwrap();
        if let Some(audience) = cluster.audience() {
            writeln!(yaml, "    audience: {audience}").unwrap();
        }
    }
    Config::from_yaml(&yaml, "journey.yaml", folder.path()).unwrap()
}
