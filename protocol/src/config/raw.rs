//! The configuration as written: shapes and names only, nothing proven.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::Headers;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) title: Option<String>,
    pub(super) tokens: String,
    pub(super) redirect_uri: String,
    pub(super) issuer: RawIssuer,
    pub(super) session: Option<RawSession>,
    pub(super) clusters: Option<Vec<RawCluster>>,
    #[serde(default)]
    pub(super) cluster_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawIssuer {
    pub(super) url: String,
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) metadata_url: Option<String>,
    #[serde(default)]
    pub(super) headers: Headers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawSession {
    pub(super) start_url: String,
    pub(super) end_url: String,
    pub(super) config_url: String,
    #[serde(default)]
    pub(super) headers: Headers,
}

/// What `GET /session/config` answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawSessionConfig {
    pub(super) clusters: Vec<RawCluster>,
    /// Whether the session can be refreshed; the attempt itself answers that, so it is only accepted here.
    #[serde(rename = "refreshable")]
    pub(super) _refreshable: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawCluster {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) server: String,
    pub(super) ca_data: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) concierge: RawConcierge,
    pub(super) version_url: Option<String>,
    #[serde(default)]
    pub(super) headers: Headers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawConcierge {
    pub(super) endpoint: Option<String>,
    pub(super) request_url: Option<String>,
    pub(super) api_group_suffix: Option<String>,
    pub(super) authenticator: RawAuthenticator,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawAuthenticator {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) name: String,
}
