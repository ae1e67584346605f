//! The arguments of `pinniped login oidc`: written in the order of `pinniped get kubeconfig`, and parsed again.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::document::Exec;
use crate::config::{AuthenticatorKind, ClusterConfig, Config, IssuerConfig, TokenMode};
use crate::oidc::discovery::Provider;

mod read;

pub use read::{ArgumentError, read};

/// The options of Pinniped's CLI for a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The OpenID provider.
    pub issuer: String,
    /// The client id.
    pub client_id: String,
    /// In the given order.
    pub scopes: Vec<String>,
    /// The local port of the redirect URI; 0 means any free port.
    pub listen_port: u16,
    /// The issuer's certificate authorities, each the base64 of PEM. If empty, the system's authorities apply.
    pub ca_data: Vec<String>,
    /// The audience of the ID token that the cluster requires.
    pub audience: Option<String>,
    /// The upstream identity provider to use at a Supervisor.
    pub upstream: Upstream,
    /// The Concierge that exchanges the ID token for a certificate; without one, the cluster accepts the ID token.
    pub concierge: Option<Concierge>,
}

/// The flags for the upstream identity provider, verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upstream {
    /// Its display name.
    pub name: Option<String>,
    /// `oidc`, `ldap`, `activedirectory` or `github`.
    pub kind: Option<String>,
    /// `browser_authcode` or `cli_password`.
    pub flow: Option<String>,
}

/// Where and how to request a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concierge {
    /// `pinniped.dev`, unless the API group was renamed.
    pub api_group_suffix: String,
    /// The authenticator's name.
    pub authenticator_name: String,
    /// The authenticator's kind.
    pub authenticator_kind: AuthenticatorKind,
    /// URL of the API server, or of the impersonation proxy.
    pub endpoint: String,
    /// Its certificate authorities: base64 of PEM.
    pub ca_data: Option<String>,
}

impl Login {
    /// For one cluster; none if the CLI has no client at this issuer.
    pub(crate) fn of(
        config: &Config,
        provider: &Provider,
        cluster: &ClusterConfig,
    ) -> Option<Self> {
        let issuer = &config.issuer;
        let (client_id, scopes) = client(config, provider)?;
        Some(Self {
            issuer: issuer.issuer.as_str().into(),
            client_id,
            scopes,
            listen_port: issuer.cli.listen_port,
            ca_data: issuer.cli.ca_data.iter().cloned().collect(),
            audience: cluster.audience.clone(),
            upstream: Upstream::default(),
            concierge: cluster.concierge.as_ref().map(|concierge| Concierge {
                api_group_suffix: concierge.api_group_suffix.clone(),
                authenticator_name: concierge.authenticator.name.clone(),
                authenticator_kind: concierge.authenticator.kind,
                endpoint: concierge.endpoint.as_str().into(),
                ca_data: concierge.ca_data.clone(),
            }),
        })
    }

    /// The command.
    #[must_use]
    pub fn exec(&self) -> Exec {
        Exec {
            // Older than the version of the other forms, because the CLI prints this one.
            api_version: "client.authentication.k8s.io/v1beta1",
            command: "pinniped".into(),
            args: self.args(),
            install_hint: Some(INSTALL_HINT),
            interactive_mode: None,
            // Part of the CLI's cache key for credentials.
            provide_cluster_info: true,
        }
    }

    /// The flags of `haulout credential` for the same sign-in; none if it cannot sign in like that.
    pub(super) fn haulout_flags(&self, cluster_id: &str) -> Vec<String> {
        let Some(concierge) = &self.concierge else {
            return Vec::new();
        };
        if concierge.api_group_suffix != API_GROUP_SUFFIX {
            return Vec::new();
        }
        let scopes = self.scopes.join(",");
        let flags = [
            ("issuer", Some(self.issuer.as_str())),
            ("client-id", Some(self.client_id.as_str())),
            ("scopes", Some(scopes.as_str())),
            ("ca-bundle-data", self.ca_data.first().map(String::as_str)),
            ("audience", self.audience.as_deref()),
            ("endpoint", Some(concierge.endpoint.as_str())),
            ("endpoint-ca-data", concierge.ca_data.as_deref()),
            (
                "authenticator-type",
                Some(type_of(concierge.authenticator_kind)),
            ),
            (
                "authenticator-name",
                Some(concierge.authenticator_name.as_str()),
            ),
            ("cluster-id", Some(cluster_id)),
        ];
        let flags = flags.into_iter();
        flags
            .filter_map(|(flag, value)| Some(format!("--{flag}={}", value?)))
            .collect()
    }

    /// The arguments, in the order of `pinniped get kubeconfig`.
    #[must_use]
    pub fn args(&self) -> Vec<String> {
        let mut args: Vec<String> = ["login", "oidc"].map(String::from).into();
        if self.concierge.is_some() {
            args.push("--enable-concierge".into());
        }
        let concierge = self.concierge.as_ref();
        let scopes = self.scopes.join(",");
        let port = self.listen_port.to_string();
        // Flags that are written even if empty come first as text; the rest are options.
        let before: [(&str, Option<&str>); 8] = [
            (
                "concierge-api-group-suffix",
                concierge.map(|it| it.api_group_suffix.as_str()),
            ),
            (
                "concierge-authenticator-name",
                concierge.map(|it| it.authenticator_name.as_str()),
            ),
            (
                "concierge-authenticator-type",
                concierge.map(|it| type_of(it.authenticator_kind)),
            ),
            (
                "concierge-endpoint",
                concierge.map(|it| it.endpoint.as_str()),
            ),
            (
                "concierge-ca-bundle-data",
                concierge.map(|it| it.ca_data.as_deref().unwrap_or_default()),
            ),
            ("issuer", Some(&self.issuer)),
            ("client-id", Some(&self.client_id)),
            ("scopes", Some(&scopes)),
        ];
        let after = [
            ("request-audience", &self.audience),
            ("upstream-identity-provider-name", &self.upstream.name),
            ("upstream-identity-provider-type", &self.upstream.kind),
            ("upstream-identity-provider-flow", &self.upstream.flow),
        ];
        let fixed = (self.listen_port != 0).then_some(("listen-port", Some(port.as_str())));
        let authorities = self
            .ca_data
            .iter()
            .map(|it| ("ca-bundle-data", Some(it.as_str())));
        let after = after.iter().map(|(flag, value)| (*flag, value.as_deref()));
        let flags = before
            .into_iter()
            .chain(fixed)
            .chain(authorities)
            .chain(after);
        for (flag, value) in flags {
            if let Some(value) = value {
                args.push(format!("--{flag}={value}"));
            }
        }
        args
    }
}

/// The client that the CLI signs in as, and its scopes. Every Supervisor has one for it. Any other issuer has the
/// page's own, unless that is the gateway's, which may have a secret.
fn client(config: &Config, provider: &Provider) -> Option<(String, Vec<String>)> {
    let IssuerConfig {
        cli,
        client_id,
        scopes,
        ..
    } = &config.issuer;
    let is_supervisor = provider.is_supervisor();
    let id = match (&cli.client_id, &config.tokens) {
        (Some(id), _) => id.clone(),
        (None, _) if is_supervisor => CLIENT_ID.into(),
        (None, TokenMode::Page(_)) => client_id.clone(),
        (None, TokenMode::Sealed(_)) => return None,
    };
    let scopes = match &cli.scopes {
        Some(scopes) => scopes.clone(),
        None if is_supervisor => SCOPES.map(String::from).into(),
        None => scopes.clone(),
    };
    Some((id, scopes))
}

/// Whether the CLI can sign in at this issuer.
pub(crate) fn is_available(config: &Config, provider: &Provider) -> bool {
    client(config, provider).is_some()
}

const fn type_of(kind: AuthenticatorKind) -> &'static str {
    match kind {
        AuthenticatorKind::Jwt => "jwt",
        AuthenticatorKind::Webhook => "webhook",
    }
}

/// The public client that every Supervisor has.
const CLIENT_ID: &str = "pinniped-cli";
/// The CLI's default scopes, in its order.
const SCOPES: [&str; 5] = [
    "offline_access",
    "openid",
    "pinniped:request-audience",
    "username",
    "groups",
];
/// Pinniped's API group, unless it was renamed.
const API_GROUP_SUFFIX: &str = "pinniped.dev";
/// kubectl's message if the CLI is missing; with Pinniped's two spaces.
const INSTALL_HINT: &str = "The pinniped CLI does not appear to be installed.  See https://get.pinniped.dev/cli for more details";

#[cfg(test)]
mod tests;
