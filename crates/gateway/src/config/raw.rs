//! The configuration as written: names, nesting and types, before validation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::claims::AuthenticatorClaims;
use super::error::ConfigError;
use super::field_names;
use super::keywords::{AuthenticatorType, ClientAuthentication, TokenMode};
use crate::yaml;

/// The configuration of a Haulout gateway.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Haulout")]
pub(super) struct RawConfig {
    /// The title of the portal, in the page and in the browser's tab.
    #[schemars(required)]
    pub(super) title: Option<String>,
    /// The portal's appearance.
    pub(super) branding: Option<RawBranding>,
    /// The portal's URL, with the base path if there is one. Register this URL with `/callback` appended as the
    /// redirect URI at the issuer.
    #[schemars(required)]
    pub(super) public_url: Option<String>,
    /// Where tokens are kept: in `sealed` cookies that only the gateway can decrypt (the default), or in the `page`'s
    /// memory.
    pub(super) tokens: Option<TokenMode>,
    /// A file with one or two lines, each 32 random bytes in base64. The first line encrypts the cookies, both decrypt
    /// them, so that keys can be rotated. Absent: a random key, which is lost when the process ends.
    pub(super) seal_keys_file: Option<PathBuf>,
    /// The OpenID Connect issuer, which may be a Pinniped Supervisor.
    #[serde(default)]
    #[schemars(required)]
    pub(super) issuer: RawIssuer,
    /// The clusters for which the portal offers kubeconfigs.
    #[schemars(required)]
    pub(super) clusters: Option<Vec<RawCluster>>,
    /// Whether the names of the clusters are shown before sign-in.
    #[serde(default)]
    pub(super) show_cluster_names: bool,
    /// When certificates are renewed. Absent: the default schedule.
    pub(super) renewal: Option<RawRenewal>,
    /// The names of contexts and users in kubeconfigs.
    pub(super) names: Option<RawNames>,
    /// The dashboards on other origins that may embed the sign-in. Absent: none.
    pub(super) embed: Option<RawEmbed>,
    /// TLS in the gateway itself. Absent: plain HTTP, for a proxy in front that terminates TLS.
    pub(super) tls: Option<RawTls>,
    /// Addresses or networks of the proxies whose `X-Forwarded-For` is trusted.
    #[serde(default)]
    pub(super) trusted_proxies: Vec<String>,
    /// The gateway's limits.
    #[serde(default)]
    pub(super) limits: RawLimits,
}

/// The portal's appearance.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "branding")]
pub(super) struct RawBranding {
    /// A logo beside the title: SVG, PNG or WebP of at most 64 KiB.
    pub(super) logo_file: Option<PathBuf>,
    /// The colour of links and buttons as `"#rrggbb"`, in quotes. Where it would be unreadable it is darkened or
    /// lightened.
    #[serde(default, deserialize_with = "even_if_empty")]
    pub(super) accent_color: Option<String>,
    /// A link for support: an https URL or a mailto address.
    pub(super) support_url: Option<String>,
    /// Plain text of at most 500 characters that the page shows to every visitor.
    pub(super) notice: Option<String>,
}

/// Distinguishes a field without a value from an absent field.
fn even_if_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(Some(text.unwrap_or_default()))
}

/// Patterns for the names in a kubeconfig.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "names")]
pub(super) struct RawNames {
    /// The name of a context. It must contain `{cluster}`.
    pub(super) context: Option<String>,
    /// The name of a user. It must contain `{user}` and `{cluster}`.
    pub(super) user: Option<String>,
}

/// The origins that may embed the sign-in.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "embed")]
pub(super) struct RawEmbed {
    /// Exact origins, such as `https://dash.example`: https, or http on this machine; no wildcard and no path.
    #[schemars(required)]
    pub(super) origins: Option<Vec<String>>,
}

/// The OpenID Connect issuer.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "issuer")]
pub(super) struct RawIssuer {
    /// The issuer's URL, exactly as in its discovery document.
    #[schemars(required)]
    pub(super) url: Option<String>,
    /// The client ID of the portal.
    #[schemars(required)]
    pub(super) client_id: Option<String>,
    /// A file with the client's secret. Absent: a public client.
    pub(super) client_secret_file: Option<PathBuf>,
    /// How the client authenticates. A Supervisor requires the default, `client_secret_basic`.
    pub(super) client_authentication: Option<ClientAuthentication>,
    /// The scopes of a sign-in; must contain `openid`.
    #[schemars(required)]
    pub(super) scopes: Option<Vec<String>>,
    /// Further parameters of the authorization request, such as `acr_values` or Google's `access_type`.
    #[serde(default)]
    pub(super) authorization_parameters: BTreeMap<String, String>,
    /// Further origins where the issuer's endpoints may be.
    #[serde(default)]
    pub(super) endpoint_origins: Vec<String>,
    /// Base64 of the PEM bundle that the issuer's certificate chains to. Absent: the system's roots.
    pub(super) ca_bundle_data: Option<String>,
    /// The PEM bundle as a file.
    pub(super) ca_bundle_file: Option<PathBuf>,
    /// The forward proxy for connections to the issuer. Proxies in the environment are ignored.
    pub(super) proxy_url: Option<String>,
    /// Whether a sign-out also ends the issuer's session. The issuer must know the redirect URI as a post-logout
    /// redirect URI.
    #[serde(default)]
    pub(super) post_logout_redirect: bool,
    /// Options of the Pinniped CLI in the kubeconfigs that use it.
    pub(super) cli: Option<RawCli>,
}

/// Options of the Pinniped CLI.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "cli")]
pub(super) struct RawCli {
    /// The public client that the CLI signs in as. Absent: the CLI's default, or the page's client where that is public.
    pub(super) client_id: Option<String>,
    /// The scopes that the CLI requests. Absent: the CLI's default, or the portal's.
    pub(super) scopes: Option<Vec<String>>,
    /// The local port on which the CLI waits for the browser. Absent: any free port.
    pub(super) listen_port: Option<u16>,
}

/// A cluster.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "cluster")]
pub(super) struct RawCluster {
    /// The cluster's identifier in URLs, file names and metrics.
    pub(super) id: String,
    /// The cluster's display name.
    pub(super) name: String,
    /// The URL of the API server or impersonation proxy in the kubeconfig.
    pub(super) server: String,
    /// Base64 of the PEM bundle that the server's certificate chains to. Absent: the system's roots.
    pub(super) ca_data: Option<String>,
    /// The PEM bundle as a file.
    pub(super) ca_file: Option<PathBuf>,
    /// The audience that the cluster's authenticator requires. Absent: the ID token is used directly.
    pub(super) audience: Option<String>,
    /// The namespace of the kubeconfig's context.
    pub(super) namespace: Option<String>,
    /// The proxy that kubectl uses; the gateway does not use it.
    pub(super) proxy_url: Option<String>,
    /// The name that kubectl expects in the server's certificate.
    pub(super) tls_server_name: Option<String>,
    /// The cluster's Concierge, or `none` if the API server accepts ID tokens.
    pub(super) concierge: RawConcierge,
}

/// Either the keyword `none` or a map.
pub(super) enum RawConcierge {
    /// The API server accepts ID tokens.
    None,
    /// The Concierge that issues certificates for ID tokens.
    Some(Box<RawConciergeFields>),
}

/// A Pinniped Concierge.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "conciergeFields")]
pub(super) struct RawConciergeFields {
    /// The URL of the Concierge. Absent: the cluster's server.
    pub(super) endpoint: Option<String>,
    /// Base64 of the PEM bundle that the endpoint's certificate chains to. Absent: the cluster's.
    pub(super) ca_data: Option<String>,
    /// The PEM bundle as a file.
    pub(super) ca_file: Option<PathBuf>,
    /// The suffix of its API groups. Absent: `pinniped.dev`.
    pub(super) api_group_suffix: Option<String>,
    /// The authenticator that verifies the tokens.
    pub(super) authenticator: RawAuthenticator,
    /// What that authenticator reads from tokens, if it is a `JWTAuthenticator`. Absent: unknown.
    pub(super) claims: Option<AuthenticatorClaims>,
}

/// An authenticator of a Concierge.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "authenticator")]
pub(super) struct RawAuthenticator {
    /// The authenticator's kind.
    #[serde(rename = "type")]
    pub(super) kind: AuthenticatorType,
    /// The name of the authenticator's object.
    pub(super) name: String,
}

/// Fractions of a certificate's validity.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "renewal")]
pub(super) struct RawRenewal {
    /// The fraction of its validity after which a certificate is renewed, from 0.2 to 0.6.
    #[schemars(required)]
    pub(super) at_fraction: Option<f64>,
    /// The fraction at the end of its validity that is kept as a safety margin, from 0.1 to 0.4.
    #[schemars(required)]
    pub(super) margin_fraction: Option<f64>,
}

/// TLS in the gateway itself.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "tls")]
pub(super) struct RawTls {
    /// A PEM file with the gateway's certificate, followed by its intermediates.
    #[schemars(required)]
    pub(super) certificate_file: Option<PathBuf>,
    /// A PEM file with the certificate's private key.
    #[schemars(required)]
    pub(super) key_file: Option<PathBuf>,
}

/// The gateway's limits.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "limits")]
pub(super) struct RawLimits {
    /// Connections that have sent a complete request; four times as many may wait for one. Absent: 4096.
    pub(super) connections: Option<u32>,
    /// Requests per minute of one address. Absent: 1200.
    pub(super) address_per_minute: Option<u32>,
    /// Requests per minute of one session. Absent: a limit that depends on the number of clusters.
    pub(super) session_per_minute: Option<u32>,
}

impl RawConfig {
    /// Parses YAML; the error has the line and the path of each unknown field, or of the first other mistake.
    pub(super) fn from_yaml(text: &str, source_name: &str) -> Result<Self, ConfigError> {
        yaml::parse(text).map_err(|error| {
            let error = ConfigError::from_parser(source_name, error);
            let unknown = field_names::unknown_in(text).into_iter();
            let mut errors: Vec<_> = unknown
                .map(|(field, reason)| {
                    ConfigError::in_field(source_name, &field, reason).with_line(text)
                })
                .collect();
            if errors.is_empty() || !error.is_unknown_field() {
                errors.push(error);
            }
            ConfigError::joined(errors).expect("there is at least one")
        })
    }
}

impl JsonSchema for RawConcierge {
    fn schema_name() -> Cow<'static, str> {
        "concierge".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "oneOf": [{"const": "none"}, generator.subschema_for::<RawConciergeFields>()]
        })
    }
}

impl<'de> Deserialize<'de> for RawConcierge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NoneOrFields)
    }
}

/// Written by hand, because an untagged enum would not report which field is wrong.
struct NoneOrFields;

impl<'de> Visitor<'de> for NoneOrFields {
    type Value = RawConcierge;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`none` or the Concierge's fields")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawConcierge, E> {
        match text {
            "none" => Ok(RawConcierge::None),
            other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawConcierge, A::Error> {
        Box::deserialize(MapAccessDeserializer::new(map)).map(RawConcierge::Some)
    }
}
