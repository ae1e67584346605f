//! The configuration as written: names, nesting and types, nothing proven.

use std::fmt;
use std::path::PathBuf;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{AuthenticatorType, Complaint, TokenMode};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) title: String,
    pub(super) public_url: String,
    pub(super) tokens: Option<TokenMode>,
    pub(super) seal_keys_file: Option<PathBuf>,
    pub(super) issuer: RawIssuer,
    pub(super) clusters: Vec<RawCluster>,
    #[serde(default)]
    pub(super) show_cluster_names: bool,
    pub(super) renewal: Option<RawRenewal>,
    pub(super) names: Option<RawNames>,
}

/// Patterns for what a kubeconfig calls things.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNames {
    pub(super) context: Option<String>,
    pub(super) user: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawIssuer {
    pub(super) url: String,
    pub(super) client_id: String,
    pub(super) client_secret_file: Option<PathBuf>,
    pub(super) scopes: Vec<String>,
    #[serde(default)]
    pub(super) endpoint_origins: Vec<String>,
    pub(super) ca_bundle_data: Option<String>,
    pub(super) ca_bundle_file: Option<PathBuf>,
    pub(super) proxy_url: Option<String>,
    pub(super) cli: Option<RawCli>,
}

/// What Pinniped's own program is told.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawCli {
    pub(super) client_id: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) listen_port: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawCluster {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) server: String,
    pub(super) ca_data: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) audience: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) tls_server_name: Option<String>,
    pub(super) concierge: RawConcierge,
}

/// Either the word `none` or a map.
pub(super) enum RawConcierge {
    None,
    Some(RawConciergeFields),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawConciergeFields {
    pub(super) endpoint: Option<String>,
    pub(super) ca_data: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) api_group_suffix: Option<String>,
    pub(super) authenticator: RawAuthenticator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAuthenticator {
    #[serde(rename = "type")]
    pub(super) kind: AuthenticatorType,
    pub(super) name: String,
}

/// Parts of a certificate's life.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawRenewal {
    pub(super) at_fraction: f64,
    pub(super) margin_fraction: f64,
}

impl RawConfig {
    /// Parses YAML; the complaint carries the line and the path of the field.
    pub(super) fn from_yaml(text: &str, source_name: &str) -> Result<Self, Complaint> {
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
            Complaint::of_parser(source_name, line, &path, &error.to_string())
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
