//! Serialises the page's configuration, for a page behind this gateway and for one that connects to the issuer and the
//! clusters directly.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{
    AuthenticatorClaims, AuthenticatorType, Branding, CliConfig, ClusterConfig, ConciergeConfig,
    Config, NamePatterns, PublicUrl, Renewal, TokenMode,
};

/// The public configuration: `/config.json`.
pub(crate) fn public(config: &Config) -> Vec<u8> {
    let public = &config.public;
    let is_sealed = config.tokens == TokenMode::Sealed;
    let mut document = Document::of(config, public.redirect_uri(), Access::Gateway(public));
    if is_sealed {
        document.clusters = None;
        document.session = Some(Session {
            start_url: public.join("/session/start"),
            end_url: public.join("/session/end"),
            config_url: public.join("/session/config"),
            headers: required_headers(),
        });
        if config.show_cluster_names {
            let names = config.clusters.iter().map(|cluster| &*cluster.name);
            document.cluster_names = Some(names.collect());
        }
    }
    document.tokens = config.tokens;
    json(&document)
}

/// The configuration for a session.
pub(crate) fn signed_in(config: &Config, refreshable: bool) -> Vec<u8> {
    json(&SessionDocument {
        signed_in: true,
        clusters: clusters(config, Access::Gateway(&config.public)),
        refreshable,
    })
}

/// The clusters of a session, as a list.
pub(crate) fn session_clusters(config: &Config) -> Vec<u8> {
    json(&clusters(config, Access::Gateway(&config.public)))
}

/// The whole configuration for a page that connects to all peers directly; `redirect_uri` is the page's own URL.
#[must_use]
pub fn direct(config: &Config, redirect_uri: &str) -> Vec<u8> {
    json(&Document::of(
        config,
        redirect_uri.to_owned(),
        Access::Direct,
    ))
}

fn json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("text, numbers, and maps whose keys are text have a JSON")
}

/// How the page reaches the issuer and the clusters.
#[derive(Clone, Copy)]
enum Access<'a> {
    /// Through the routes below this URL.
    Gateway(&'a PublicUrl),
    /// At their own URLs.
    Direct,
}

impl Access<'_> {
    /// The gateway's URL of a route, if there is a gateway.
    fn route(self, path: &str) -> Option<String> {
        match self {
            Self::Gateway(public) => Some(public.join(path)),
            Self::Direct => None,
        }
    }

    fn headers(self) -> Headers {
        match self {
            Self::Gateway(_) => required_headers(),
            Self::Direct => Headers::new(),
        }
    }
}

type Headers = BTreeMap<&'static str, &'static str>;

/// The header that the page adds to each request, which pages of other sites cannot send.
fn required_headers() -> Headers {
    BTreeMap::from([("haulout-request", "1")])
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    branding: Option<&'a Branding>,
    tokens: TokenMode,
    redirect_uri: String,
    issuer: Issuer<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<Vec<Cluster<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster_names: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Renewal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'a NamePatterns>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issuer<'a> {
    url: &'a str,
    client_id: &'a str,
    scopes: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    authorization_parameters: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata_url: Option<String>,
    #[serde(skip_serializing_if = "Headers::is_empty")]
    headers: Headers,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    post_logout_redirect: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cli: Option<&'a CliConfig>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    start_url: String,
    end_url: String,
    config_url: String,
    headers: Headers,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionDocument<'a> {
    signed_in: bool,
    clusters: Vec<Cluster<'a>>,
    refreshable: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster<'a> {
    id: &'a str,
    name: &'a str,
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_server_name: Option<&'a str>,
    concierge: ConciergeField<'a>,
    version_url: String,
    #[serde(skip_serializing_if = "Headers::is_empty")]
    headers: Headers,
}

/// The cluster's Concierge, or `none`.
#[derive(Serialize)]
#[serde(untagged)]
enum ConciergeField<'a> {
    Concierge(Concierge<'a>),
    /// The keyword for a cluster without a Concierge.
    None(&'static str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Concierge<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_url: Option<String>,
    /// Behind a gateway, only if it differs from the cluster's.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    /// Only if it differs from the cluster's.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_data: Option<&'a str>,
    api_group_suffix: &'a str,
    authenticator: Authenticator<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'a AuthenticatorClaims>,
}

#[derive(Serialize)]
struct Authenticator<'a> {
    #[serde(rename = "type")]
    kind: AuthenticatorType,
    name: &'a str,
}

impl<'a> Document<'a> {
    /// Includes all clusters, as for a page that keeps its tokens.
    fn of(config: &'a Config, redirect_uri: String, access: Access<'_>) -> Self {
        let issuer = &config.issuer;
        let parameters = issuer.authorization_parameters.iter();
        Self {
            title: &config.title,
            branding: (config.branding != Branding::default()).then_some(&config.branding),
            tokens: TokenMode::Page,
            redirect_uri,
            issuer: Issuer {
                url: &issuer.identifier,
                client_id: &issuer.client_id,
                scopes: &issuer.scopes,
                authorization_parameters: parameters
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect(),
                metadata_url: access.route("/issuer/.well-known/openid-configuration"),
                headers: access.headers(),
                post_logout_redirect: issuer.post_logout_redirect,
                cli: (issuer.cli != CliConfig::default()).then_some(&issuer.cli),
            },
            session: None,
            clusters: Some(clusters(config, access)),
            cluster_names: None,
            renewal: config.renewal,
            names: config.names.as_ref(),
        }
    }
}

fn clusters<'a>(config: &'a Config, access: Access<'_>) -> Vec<Cluster<'a>> {
    let clusters = config.clusters.iter();
    clusters
        .map(|cluster| Cluster::of(cluster, access))
        .collect()
}

impl<'a> Cluster<'a> {
    fn of(cluster: &'a ClusterConfig, access: Access<'_>) -> Self {
        let concierge = cluster.concierge.as_ref();
        let place = concierge.map(|concierge| Concierge::of(concierge, cluster, access));
        let version_url = access.route(&format!("/clusters/{}/version", cluster.id));
        let own_version_url = || format!("{}/version", cluster.server.trim_end_matches('/'));
        Self {
            id: &cluster.id,
            name: &cluster.name,
            server: &cluster.server,
            ca_data: cluster.trust.ca_data(),
            audience: cluster.audience.as_deref(),
            namespace: cluster.namespace.as_deref(),
            proxy_url: cluster.proxy_url.as_deref(),
            tls_server_name: cluster.tls_server_name.as_deref(),
            concierge: place.map_or(ConciergeField::None(NONE), ConciergeField::Concierge),
            version_url: version_url.unwrap_or_else(own_version_url),
            headers: access.headers(),
        }
    }
}

impl<'a> Concierge<'a> {
    fn of(concierge: &'a ConciergeConfig, cluster: &ClusterConfig, access: Access<'_>) -> Self {
        let is_elsewhere = match access {
            Access::Gateway(_) => concierge.endpoint != cluster.server_url,
            Access::Direct => true,
        };
        let ca_data = concierge.trust.ca_data();
        Self {
            request_url: access.route(&format!("/clusters/{}/tokencredentialrequests", cluster.id)),
            endpoint: is_elsewhere.then_some(concierge.endpoint.as_str()),
            ca_data: ca_data.filter(|data| Some(*data) != cluster.trust.ca_data()),
            api_group_suffix: &concierge.api_group_suffix,
            authenticator: Authenticator {
                kind: concierge.authenticator,
                name: &concierge.authenticator_name,
            },
            claims: concierge.claims.as_ref(),
        }
    }
}

/// As in the configuration file.
const NONE: &str = "none";
