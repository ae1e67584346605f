//! Selects the strategy of the CredentialIssuer, which determines the endpoint of a cluster.

use serde::Deserialize;

use super::api::{Api, name, part};
use super::error::ClusterError;

/// The server that accepts TokenCredentialRequests and client certificates.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frontend {
    /// The API server itself.
    ApiServer,
    /// The Concierge's impersonation proxy.
    Proxy {
        /// Its URL.
        endpoint: String,
        /// Base64 of PEM.
        ca_data: String,
    },
}

/// Selects the first successful strategy; the Concierge sorts them by preference.
pub(super) async fn choose(api: &Api, wanted: Option<&str>) -> Result<Frontend, ClusterError> {
    let resource_type = api.concierge_resource("config", KIND, "credentialissuers");
    let mut all = api.list(&resource_type).await?;
    if let Some(wanted) = wanted {
        all.retain(|it| name(it) == wanted);
    }
    let (one, others) = match (all.split_first(), wanted) {
        (Some(it), _) => it,
        (None, None) => return Err(ClusterError::NoCredentialIssuer),
        (None, Some(wanted)) => {
            return Err(ClusterError::NoSuch {
                kind: KIND,
                name: wanted.to_owned(),
                namespace: None,
            });
        }
    };
    if !others.is_empty() {
        let names = all.iter().map(|it| name(it).to_owned()).collect();
        return Err(ClusterError::SeveralCredentialIssuers(names));
    }
    let status: Status = part(KIND, one, "status")?;
    let strategies = status.strategies.unwrap_or_default();
    if let Some(frontend) = strategies.iter().find_map(Strategy::frontend) {
        return Ok(frontend);
    }
    if strategies
        .iter()
        .any(|it| it.reason.as_deref() == Some("Pending"))
    {
        return Err(ClusterError::Pending(messages(&strategies)));
    }
    Err(ClusterError::NoStrategy(messages(&strategies)))
}

impl Strategy {
    fn frontend(&self) -> Option<Frontend> {
        let frontend = self.frontend.as_ref()?;
        match (self.status.as_str(), frontend.kind.as_str()) {
            ("Success", "TokenCredentialRequestAPI") => Some(Frontend::ApiServer),
            ("Success", "ImpersonationProxy") => {
                let proxy = frontend.proxy.as_ref()?;
                Some(Frontend::Proxy {
                    endpoint: proxy.endpoint.clone(),
                    ca_data: proxy.ca_data.clone(),
                })
            }
            _ => None,
        }
    }
}

fn messages(strategies: &[Strategy]) -> Vec<String> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let message =
        |it: &Strategy| format!("{}: {} ({})", it.kind, text(&it.message), text(&it.reason));
    strategies.iter().map(message).collect()
}

#[derive(Deserialize)]
struct Status {
    strategies: Option<Vec<Strategy>>,
}

#[derive(Deserialize)]
struct Strategy {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    reason: Option<String>,
    message: Option<String>,
    frontend: Option<RawFrontend>,
}

#[derive(Deserialize)]
struct RawFrontend {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "impersonationProxyInfo")]
    proxy: Option<Proxy>,
}

#[derive(Deserialize)]
struct Proxy {
    endpoint: String,
    #[serde(rename = "certificateAuthorityData")]
    ca_data: String,
}

const KIND: &str = "CredentialIssuer";
