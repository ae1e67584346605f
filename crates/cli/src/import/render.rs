//! A portal as the YAML of a gateway's configuration.

use haulout_gateway::config::{PINNIPED_CLI, PublicUrl};
use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::kubeconfig::pinniped_cli::Concierge;
use haulout_protocol::kubeconfig::yaml::quoted;

use super::client::PortalClient;
use super::error::Origin;
use super::portal::{Issuer, PortalCluster};

/// What stands at the top, and comes from the command line.
pub(super) struct RenderSettings<'a> {
    pub(super) title: &'a str,
    pub(super) public: &'a PublicUrl,
    pub(super) client: &'a PortalClient,
    pub(super) client_secret_file: Option<&'a str>,
}

/// The whole file.
pub(super) fn configuration(
    settings: &RenderSettings<'_>,
    portal_issuer: &Issuer,
    clusters: &[(Origin, PortalCluster)],
) -> String {
    let mut out = String::from(
        "# Made by `haulout import`; look it over, and prove it with `haulout check`.\n",
    );
    field(&mut out, "title", settings.title);
    out.push_str(&format!(
        "# The redirect URI to register is {}\n",
        settings.public.redirect_uri()
    ));
    field(&mut out, "publicUrl", settings.public.as_str());
    issuer(&mut out, settings, portal_issuer);
    out.push_str("clusters:\n");
    for (origin, it) in clusters {
        out.push_str(&format!(
            "# From {}, context {}.\n",
            quoted(&origin.file),
            quoted(&origin.context)
        ));
        cluster(&mut out, it);
    }
    out
}

fn issuer(out: &mut String, settings: &RenderSettings<'_>, issuer: &Issuer) {
    out.push_str("issuer:\n");
    field(out, "  url", &issuer.url);
    match settings.client {
        PortalClient::Registered(id) => field(out, "  clientId", id),
        PortalClient::Missing => {
            out.push_str(
                "  # FILL IN: the client that was registered for this portal, client.oauth.pinniped.dev-…\n",
            );
            out.push_str("  # with a Supervisor.\n");
            field(out, "  clientId", "");
        }
    }
    match settings.client_secret_file {
        Some(file) => field(out, "  clientSecretFile", file),
        None if *settings.client == PortalClient::Missing => {
            out.push_str(
                "  # FILL IN: the file with its secret.\n  # clientSecretFile: client-secret\n",
            );
        }
        None => {}
    }
    list(out, "  scopes", &issuer.scopes);
    optional(out, "  caBundleData", issuer.ca_data.as_deref());
    let has_own_client = issuer.client_id != PINNIPED_CLI;
    let has_own_scopes = !CLI_SCOPES.iter().eq(issuer.scopes.iter());
    if !has_own_client && !has_own_scopes && issuer.listen_port == 0 {
        return;
    }
    out.push_str("  # What the Pinniped CLI is told in kubeconfigs made for it.\n  cli:\n");
    if has_own_client {
        field(out, "    clientId", &issuer.client_id);
    }
    if has_own_scopes {
        list(out, "    scopes", &issuer.scopes);
    }
    if issuer.listen_port != 0 {
        out.push_str(&format!("    listenPort: {}\n", issuer.listen_port));
    }
}

fn cluster(out: &mut String, cluster: &PortalCluster) {
    field(out, "- id", &cluster.id);
    field(out, "  name", &cluster.name);
    field(out, "  server", &cluster.server);
    optional(out, "  caData", cluster.ca_data.as_deref());
    optional(out, "  audience", cluster.audience.as_deref());
    optional(out, "  namespace", cluster.namespace.as_deref());
    optional(out, "  proxyUrl", cluster.proxy_url.as_deref());
    optional(out, "  tlsServerName", cluster.tls_server_name.as_deref());
    match &cluster.concierge {
        None => out.push_str("  concierge: none\n"),
        Some(it) => concierge(out, it),
    }
}

fn concierge(out: &mut String, concierge: &Concierge) {
    out.push_str("  concierge:\n");
    field(out, "    endpoint", &concierge.endpoint);
    optional(out, "    caData", concierge.ca_data.as_deref());
    field(out, "    apiGroupSuffix", &concierge.api_group_suffix);
    out.push_str("    authenticator:\n");
    let kind = match concierge.authenticator_kind {
        AuthenticatorKind::Jwt => "jwt",
        AuthenticatorKind::Webhook => "webhook",
    };
    field(out, "      type", kind);
    field(out, "      name", &concierge.authenticator_name);
}

fn list(out: &mut String, key: &str, items: &[String]) {
    out.push_str(key);
    out.push_str(":\n");
    let indent = key.len() - key.trim_start().len();
    for item in items {
        out.push_str(&format!("{:indent$}- {}\n", "", quoted(item)));
    }
}

fn optional(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        field(out, key, value);
    }
}

fn field(out: &mut String, key: &str, value: &str) {
    out.push_str(&format!("{key}: {}\n", quoted(value)));
}

/// What the CLI asks for when nothing is said, in its order.
pub(super) const CLI_SCOPES: [&str; 5] = [
    "offline_access",
    "openid",
    "pinniped:request-audience",
    "username",
    "groups",
];
