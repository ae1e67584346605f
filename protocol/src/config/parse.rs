//! From the configuration as written to the configuration as proven, complaining by field.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;

use super::raw::{RawCluster, RawConcierge, RawConfig, RawIssuer, RawSession, RawSessionConfig};
use super::{
    Authenticator, AuthenticatorKind, ClusterConfig, ConciergeConfig, Config, Headers,
    IssuerConfig, SessionEndpoints, TokenMode,
};
use crate::error::ConfigFault;
use crate::oidc::Issuer;
use crate::url::HttpsUrl;

pub(super) fn config(json: &[u8]) -> Result<Config, ConfigFault> {
    let raw: RawConfig = read(json)?;
    let tokens = match (raw.tokens.as_str(), raw.session, raw.clusters) {
        ("sealed", Some(session), None) => TokenMode::Sealed(endpoints(session)?),
        ("sealed", None, _) => {
            return Err(fault("session", "is required when `tokens` is `sealed`"));
        }
        ("sealed", Some(_), Some(_)) => {
            return Err(fault(
                "clusters",
                "belong to a session when `tokens` is `sealed`",
            ));
        }
        ("page", None, Some(list)) => TokenMode::Page(clusters(list)?),
        ("page", None, None) => {
            return Err(fault("clusters", "are required when `tokens` is `page`"));
        }
        ("page", Some(_), _) => {
            return Err(fault("session", "has no meaning when `tokens` is `page`"));
        }
        _ => return Err(fault("tokens", "must be `sealed` or `page`")),
    };
    Ok(Config {
        title: raw.title.unwrap_or_else(|| DEFAULT_TITLE.to_owned()),
        tokens,
        redirect_uri: url("redirectUri", &raw.redirect_uri)?,
        issuer: issuer(raw.issuer)?,
        cluster_names: raw.cluster_names,
    })
}

pub(super) fn session(json: &[u8]) -> Result<Vec<ClusterConfig>, ConfigFault> {
    let raw: RawSessionConfig = read(json)?;
    clusters(raw.clusters)
}

fn issuer(raw: RawIssuer) -> Result<IssuerConfig, ConfigFault> {
    let issuer = Issuer::parse(&raw.url).map_err(|reason| fault("issuer.url", reason))?;
    let metadata = match &raw.metadata_url {
        Some(given) => url("issuer.metadataUrl", given)?,
        None => url("issuer.url", &issuer.well_known())?,
    };
    let mut scopes = raw.scopes;
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(fault("issuer.scopes", "must contain `openid`"));
    }
    if scopes
        .iter()
        .any(|scope| scope.is_empty() || scope.contains(char::is_whitespace))
    {
        return Err(fault("issuer.scopes", "must each be one word"));
    }
    scopes.sort();
    scopes.dedup();
    Ok(IssuerConfig {
        issuer,
        client_id: filled("issuer.clientId", raw.client_id)?,
        scopes,
        metadata,
        headers: headers("issuer.headers", raw.headers)?,
    })
}

fn endpoints(raw: RawSession) -> Result<SessionEndpoints, ConfigFault> {
    Ok(SessionEndpoints {
        start: url("session.startUrl", &raw.start_url)?,
        end: url("session.endUrl", &raw.end_url)?,
        config: url("session.configUrl", &raw.config_url)?,
        headers: headers("session.headers", raw.headers)?,
    })
}

fn clusters(list: Vec<RawCluster>) -> Result<Vec<ClusterConfig>, ConfigFault> {
    let mut proven: Vec<ClusterConfig> = Vec::with_capacity(list.len());
    for (index, raw) in list.into_iter().enumerate() {
        let cluster = cluster(&format!("clusters[{index}]"), raw)?;
        if proven.iter().any(|other| other.id == cluster.id) {
            return Err(fault(
                &format!("clusters[{index}].id"),
                "is the id of another cluster, too",
            ));
        }
        proven.push(cluster);
    }
    Ok(proven)
}

fn cluster(path: &str, raw: RawCluster) -> Result<ClusterConfig, ConfigFault> {
    let at = |field: &str| format!("{path}.{field}");
    let id = filled(&at("id"), raw.id)?;
    if let Some(data) = &raw.ca_data
        && !STANDARD
            .decode(data)
            .is_ok_and(|pem| pem.starts_with(b"-----BEGIN CERTIFICATE-----"))
    {
        return Err(fault(
            &at("caData"),
            "must be the base64 of a PEM bundle that starts with a certificate",
        ));
    }
    Ok(ClusterConfig {
        name: raw.name.unwrap_or_else(|| id.clone()),
        concierge: concierge(&at("concierge"), &raw.server, raw.concierge)?,
        server: url(&at("server"), &raw.server)?,
        ca_data: raw.ca_data,
        audience: raw
            .audience
            .map(|audience| filled(&at("audience"), audience))
            .transpose()?,
        namespace: raw
            .namespace
            .map(|namespace| filled(&at("namespace"), namespace))
            .transpose()?,
        version: raw
            .version_url
            .map(|text| url(&at("versionUrl"), &text))
            .transpose()?,
        headers: headers(&at("headers"), raw.headers)?,
        id,
    })
}

fn concierge(path: &str, server: &str, raw: RawConcierge) -> Result<ConciergeConfig, ConfigFault> {
    let at = |field: &str| format!("{path}.{field}");
    let suffix = raw
        .api_group_suffix
        .unwrap_or_else(|| DEFAULT_API_GROUP_SUFFIX.to_owned());
    if !suffix.contains('.') || !suffix.split('.').all(is_dns_label) {
        return Err(fault(
            &at("apiGroupSuffix"),
            "must be a DNS name with at least one dot",
        ));
    }
    let request = match (raw.request_url, raw.endpoint) {
        (Some(_), Some(_)) => {
            return Err(fault(
                &at("endpoint"),
                "and `requestUrl` exclude each other",
            ));
        }
        (Some(given), None) => url(&at("requestUrl"), &given)?,
        (None, endpoint) => {
            let base = endpoint.as_deref().unwrap_or(server).trim_end_matches('/');
            let path =
                format!("{base}/apis/login.concierge.{suffix}/v1alpha1/tokencredentialrequests");
            url(&at("endpoint"), &path)?
        }
    };
    let kind = match raw.authenticator.kind.as_str() {
        "jwt" => AuthenticatorKind::Jwt,
        "webhook" => AuthenticatorKind::Webhook,
        _ => {
            return Err(fault(
                &at("authenticator.type"),
                "must be `jwt` or `webhook`",
            ));
        }
    };
    let name = filled(&at("authenticator.name"), raw.authenticator.name)?;
    Ok(ConciergeConfig {
        request,
        api_group_suffix: suffix,
        authenticator: Authenticator { kind, name },
    })
}

/// Reads a document, naming the path of the field where that stops.
fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ConfigFault> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| ConfigFault {
        field: error.path().to_string(),
        reason: error.inner().to_string(),
    })
}

fn url(field: &str, text: &str) -> Result<HttpsUrl, ConfigFault> {
    HttpsUrl::parse(text).map_err(|reason| fault(field, reason))
}

fn filled(field: &str, text: String) -> Result<String, ConfigFault> {
    if text.is_empty() {
        Err(fault(field, "must not be empty"))
    } else {
        Ok(text)
    }
}

fn headers(field: &str, headers: Headers) -> Result<Headers, ConfigFault> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let visible = |b: u8| (b' '..=b'~').contains(&b);
    if headers.iter().all(|(name, value)| {
        !name.is_empty() && name.bytes().all(token) && value.bytes().all(visible)
    }) {
        Ok(headers)
    } else {
        Err(fault(
            field,
            "must be header names with values in visible ASCII",
        ))
    }
}

/// One label of a DNS-1123 subdomain.
fn is_dns_label(label: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !label.is_empty()
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn fault(field: &str, reason: &str) -> ConfigFault {
    ConfigFault {
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}

const DEFAULT_TITLE: &str = "Clusters";
const DEFAULT_API_GROUP_SUFFIX: &str = "pinniped.dev";
