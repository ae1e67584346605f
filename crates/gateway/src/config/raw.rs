//! The configuration as written: names, nesting and types, nothing proven.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::error::ConfigError;
use super::keywords::{AuthenticatorType, ClientAuthentication, TokenMode};

/// The configuration of a Haulout gateway.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Haulout")]
pub(super) struct RawConfig {
    /// What the portal is called, in the page and in the browser's tab.
    #[schemars(required)]
    pub(super) title: Option<String>,
    /// How the portal looks.
    pub(super) branding: Option<RawBranding>,
    /// Where browsers find the gateway, with the base path if there is one. The redirect URI to register with the issuer is
    /// this with `/callback`.
    #[schemars(required)]
    pub(super) public_url: Option<String>,
    /// Who holds the tokens: `sealed` cookies that only the gateway can open (the default), or the `page`, in its memory.
    pub(super) tokens: Option<TokenMode>,
    /// A file with one or two lines of 32 random bytes in base64. The first line seals the cookies, both open them, so that
    /// keys can be rotated. Absent: a random key that lives as long as the process.
    pub(super) seal_keys_file: Option<PathBuf>,
    /// The OpenID Connect issuer, which may be a Pinniped Supervisor.
    #[serde(default)]
    #[schemars(required)]
    pub(super) issuer: RawIssuer,
    /// The clusters that people get kubeconfigs for.
    #[schemars(required)]
    pub(super) clusters: Option<Vec<RawCluster>>,
    /// Whether the names of the clusters are shown to people who have not signed in.
    #[serde(default)]
    pub(super) show_cluster_names: bool,
    /// When certificates are renewed. Absent: the page's own schedule.
    pub(super) renewal: Option<RawRenewal>,
    /// What a kubeconfig calls its contexts and users.
    pub(super) names: Option<RawNames>,
    /// Dashboards on other origins that may embed the sign-in. Absent: none.
    pub(super) embed: Option<RawEmbed>,
    /// TLS by the gateway itself. Absent: plain HTTP, for a proxy in front that speaks TLS.
    pub(super) tls: Option<RawTls>,
    /// Addresses or networks of proxies whose `X-Forwarded-For` is believed.
    #[serde(default)]
    pub(super) trusted_proxies: Vec<String>,
    /// How much the gateway takes on.
    #[serde(default)]
    pub(super) limits: RawLimits,
}

/// How the portal looks.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "branding")]
pub(super) struct RawBranding {
    /// A picture beside the title: SVG, PNG or WebP of at most 64 KiB.
    pub(super) logo_file: Option<PathBuf>,
    /// The colour of links and buttons as `"#rrggbb"`, in quotes. Where it could not be read it is darkened or lightened.
    #[serde(default, deserialize_with = "even_if_empty")]
    pub(super) accent_color: Option<String>,
    /// Where people get help: an https URL or a mailto address.
    pub(super) support_url: Option<String>,
    /// Plain text of at most 500 characters for everybody who opens the page.
    pub(super) notice: Option<String>,
}

/// A field that is there without a value is not the same as one that is not there.
fn even_if_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(Some(text.unwrap_or_default()))
}

/// Patterns for what a kubeconfig calls things.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "names")]
pub(super) struct RawNames {
    /// The name of a context. It must contain `{cluster}`.
    pub(super) context: Option<String>,
    /// The name of a user. It must contain `{user}` and `{cluster}`.
    pub(super) user: Option<String>,
}

/// Who may embed the sign-in.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "embed")]
pub(super) struct RawEmbed {
    /// Their exact origins, such as `https://dash.example`: https, or http on this machine; no wildcard and no path.
    #[schemars(required)]
    pub(super) origins: Option<Vec<String>>,
}

/// The OpenID Connect issuer.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "issuer")]
pub(super) struct RawIssuer {
    /// The issuer, exactly as its discovery document spells it.
    #[schemars(required)]
    pub(super) url: Option<String>,
    /// The client as which people sign in.
    #[schemars(required)]
    pub(super) client_id: Option<String>,
    /// A file with the client's secret. Absent: a public client.
    pub(super) client_secret_file: Option<PathBuf>,
    /// How the client's secret is presented. A Supervisor wants the default, `client_secret_basic`.
    pub(super) client_authentication: Option<ClientAuthentication>,
    /// What to ask the issuer for; `openid` is a must.
    #[schemars(required)]
    pub(super) scopes: Option<Vec<String>>,
    /// Further origins where the issuer's endpoints may be.
    #[serde(default)]
    pub(super) endpoint_origins: Vec<String>,
    /// Base64 of the PEM bundle that the issuer's certificate chains to. Absent: the system's roots.
    pub(super) ca_bundle_data: Option<String>,
    /// The same as a file.
    pub(super) ca_bundle_file: Option<PathBuf>,
    /// The forward proxy to the issuer. The environment's proxies are ignored.
    pub(super) proxy_url: Option<String>,
    /// What Pinniped's own program is told in the kubeconfigs made for it.
    pub(super) cli: Option<RawCli>,
}

/// What Pinniped's own program is told.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "cli")]
pub(super) struct RawCli {
    /// The public client that it signs in as. Absent: its own default.
    pub(super) client_id: Option<String>,
    /// What it asks the issuer for. Absent: its own default.
    pub(super) scopes: Option<Vec<String>>,
    /// The port of this computer on which it waits for the browser. Absent: any.
    pub(super) listen_port: Option<u16>,
}

/// A cluster.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "cluster")]
pub(super) struct RawCluster {
    /// Names the cluster in addresses, file names and metrics.
    pub(super) id: String,
    /// What people know it as.
    pub(super) name: String,
    /// The URL of the API server or impersonation proxy that the kubeconfig points at.
    pub(super) server: String,
    /// Base64 of the PEM bundle that its certificate chains to. Absent: the system's roots.
    pub(super) ca_data: Option<String>,
    /// The same as a file.
    pub(super) ca_file: Option<PathBuf>,
    /// The audience that its authenticator wants. Absent: the ID token is used as it is.
    pub(super) audience: Option<String>,
    /// The namespace of the kubeconfig's context.
    pub(super) namespace: Option<String>,
    /// The proxy that kubectl goes through; the gateway goes its own way.
    pub(super) proxy_url: Option<String>,
    /// The name that kubectl checks the server's certificate against.
    pub(super) tls_server_name: Option<String>,
    /// The cluster's Concierge, or `none` where the API server takes ID tokens.
    pub(super) concierge: RawConcierge,
}

/// Either the word `none` or a map.
pub(super) enum RawConcierge {
    /// The API server takes ID tokens as they are.
    None,
    /// The Concierge that trades ID tokens for certificates.
    Some(RawConciergeFields),
}

/// A Pinniped Concierge.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "conciergeFields")]
pub(super) struct RawConciergeFields {
    /// Where it answers. Absent: the cluster's server.
    pub(super) endpoint: Option<String>,
    /// Base64 of the PEM bundle that the endpoint's certificate chains to. Absent: the cluster's.
    pub(super) ca_data: Option<String>,
    /// The same as a file.
    pub(super) ca_file: Option<PathBuf>,
    /// The suffix of its API groups. Absent: `pinniped.dev`.
    pub(super) api_group_suffix: Option<String>,
    /// The authenticator that judges the tokens.
    pub(super) authenticator: RawAuthenticator,
}

/// An authenticator of a Concierge.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "authenticator")]
pub(super) struct RawAuthenticator {
    /// Its kind.
    #[serde(rename = "type")]
    pub(super) kind: AuthenticatorType,
    /// The name of its object.
    pub(super) name: String,
}

/// Parts of a certificate's life.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "renewal")]
pub(super) struct RawRenewal {
    /// After which part of its life a certificate is renewed, from 0.2 to 0.6.
    #[schemars(required)]
    pub(super) at_fraction: Option<f64>,
    /// Which part of it, at its end, is not relied upon, from 0.1 to 0.4.
    #[schemars(required)]
    pub(super) margin_fraction: Option<f64>,
}

/// TLS by the gateway itself.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "tls")]
pub(super) struct RawTls {
    /// A PEM file with the gateway's certificate, followed by those it chains to.
    #[schemars(required)]
    pub(super) certificate_file: Option<PathBuf>,
    /// A PEM file with the certificate's private key.
    #[schemars(required)]
    pub(super) key_file: Option<PathBuf>,
}

/// How much the gateway takes on.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "limits")]
pub(super) struct RawLimits {
    /// Connections at a time that have sent a request; four times as many may wait without. Absent: 4096.
    pub(super) connections: Option<u32>,
    /// Requests of one address in a minute. Absent: 1200.
    pub(super) address_per_minute: Option<u32>,
    /// Requests of one session in a minute. Absent: enough for the number of clusters.
    pub(super) session_per_minute: Option<u32>,
}

impl RawConfig {
    /// Parses YAML; the complaint carries the line and the path of the field.
    pub(super) fn from_yaml(text: &str, source_name: &str) -> Result<Self, ConfigError> {
        let mut path = String::from(".");
        let parsed = serde_saphyr::with_deserializer_from_str(text, |deserializer| {
            serde_path_to_error::deserialize(deserializer).map_err(|error| {
                path = error.path().to_string();
                error.into_inner()
            })
        });
        parsed.map_err(|error| {
            let error = error.without_snippet();
            let line = error.location().map(|location| location.line());
            ConfigError::from_parser(source_name, line, &path, &error.to_string())
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

/// By hand, because an untagged enum would forget which field was wrong.
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
        RawConciergeFields::deserialize(MapAccessDeserializer::new(map))
            .map(RawConcierge::Some)
            .map_err(A::Error::custom)
    }
}
