//! Saves the sign-in source of `haulout open` for a later `haulout credential`. The file contains no secret.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use haulout_gateway::config::{ClusterConfig, ConciergeConfig, Config, Overrides};
use haulout_protocol::live_folder::{File, MARKER};
use haulout_protocol::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::SourceError;
use super::{PUBLIC_URL, SignInSource, validate};
use crate::desktop::error::SetupReason;
use crate::desktop::folder::check_private;

/// The settings as a file of the live folder.
pub(in crate::desktop) fn settings_file(sign_in_source: &SignInSource) -> File {
    let settings = Settings {
        identity_provider: sign_in_source.identity_provider.clone(),
        portal: document(&sign_in_source.config),
    };
    let settings = serde_json::to_string(&settings).unwrap_or_default();
    File {
        name: NAME.to_owned(),
        contents: Secret::new(format!("# {MARKER}\n{settings}\n")),
    }
}

/// Reads the settings from the live folder.
///
/// # Errors
/// There are no settings, they are not valid, or another user could have written them.
pub(in crate::desktop) fn load_settings(folder: &Path) -> Result<SignInSource, SetupReason> {
    let path = folder.join(NAME);
    let mut file = fs::File::open(&path).map_err(|_| SourceError::NoSavedSettings)?;
    check_private(&path, file.metadata()).map_err(SetupReason::Folder)?;
    let mut text = String::new();
    let unreadable = || SourceError::UnreadableSettings(path.clone());
    file.read_to_string(&mut text).map_err(|_| unreadable())?;
    let json = text.lines().nth(1).unwrap_or_default();
    let settings: Settings = serde_json::from_str(json).map_err(|_| unreadable())?;
    let name = path.display().to_string();
    let text = settings.portal.to_string();
    let sign_in_source = validate(&text, (&name, folder), &Overrides::default(), None);
    Ok(SignInSource {
        identity_provider: settings.identity_provider,
        ..sign_in_source.map_err(SourceError::Config)?
    })
}

/// A configuration in the format of the gateway's file, with the content of referenced files inlined.
fn document(config: &Config) -> Value {
    let issuer = &config.issuer;
    let origins: Vec<String> = issuer
        .endpoint_origins
        .iter()
        .map(url::Origin::ascii_serialization)
        .collect();
    let parameters = issuer.authorization_parameters.iter().cloned();
    let clusters: Vec<Value> = config.clusters.iter().map(cluster).collect();
    json!({
        "title": config.title,
        "publicUrl": PUBLIC_URL,
        "issuer": {
            "url": issuer.identifier,
            "clientId": issuer.client_id,
            "scopes": issuer.scopes,
            "authorizationParameters": parameters.collect::<BTreeMap<_, _>>(),
            "endpointOrigins": origins,
            "caBundleData": issuer.trust.ca_data(),
            "proxyUrl": issuer.proxy.as_ref().map(url::Url::as_str),
        },
        "clusters": clusters,
        "names": config.names,
        "renewal": config.renewal,
    })
}

fn cluster(cluster: &ClusterConfig) -> Value {
    let concierge = cluster.concierge.as_ref().map(concierge);
    json!({
        "id": cluster.id,
        "name": cluster.name,
        "server": cluster.server,
        "caData": cluster.trust.ca_data(),
        "audience": cluster.audience,
        "namespace": cluster.namespace,
        "proxyUrl": cluster.proxy_url,
        "tlsServerName": cluster.tls_server_name,
        "concierge": concierge.unwrap_or_else(|| json!("none")),
    })
}

fn concierge(concierge: &ConciergeConfig) -> Value {
    json!({
        "endpoint": concierge.endpoint.as_str(),
        "caData": concierge.trust.ca_data(),
        "apiGroupSuffix": concierge.api_group_suffix,
        "authenticator": {
            "type": concierge.authenticator,
            "name": concierge.authenticator_name,
        },
    })
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    identity_provider: Option<String>,
    portal: Value,
}

const NAME: &str = "settings.yaml";
