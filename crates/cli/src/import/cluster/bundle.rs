//! Reads the issuer's CA bundle from the authenticator or the object that it refers to.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::concierge::pem;
use haulout_protocol::kubeconfig::data;
use serde_json::Value;
use zeroize::Zeroizing;

use super::api::{Api, ResourceType};
use super::authenticator::{Authenticator, CaBundleSource};
use super::error::ClusterError;

/// The bundle as base64 of PEM; `None` for the system's CAs.
pub(super) async fn resolve(
    api: &Api,
    authenticator: &Authenticator,
) -> Result<Option<String>, ClusterError> {
    let Some(tls) = &authenticator.tls else {
        return Ok(None);
    };
    if let Some(data) = tls
        .certificate_authority_data
        .as_deref()
        .filter(|it| !it.is_empty())
    {
        return Ok(Some(data.to_owned()));
    }
    match &tls.certificate_authority_data_source {
        None => Ok(None),
        Some(source) => read_source(api, &authenticator.name, source)
            .await
            .map(Some),
    }
}

async fn read_source(
    api: &Api,
    authenticator: &str,
    source: &CaBundleSource,
) -> Result<String, ClusterError> {
    let refused = |reason: &str| ClusterError::Unexpected {
        what: format!("JWTAuthenticator `{authenticator}`"),
        reason: format!(
            "its CA bundle is in {} `{}`, {reason}",
            source.kind, source.name
        ),
    };
    let (resource_type, is_encoded) = match source.kind.as_str() {
        "Secret" => (ResourceType::core("Secret", "secrets"), true),
        "ConfigMap" => (ResourceType::core("ConfigMap", "configmaps"), false),
        _ => return Err(refused("which is neither a Secret nor a ConfigMap")),
    };
    let namespace = api.namespace().await?;
    let object = api
        .get(&resource_type, Some(&namespace), &source.name)
        .await?;
    let entry = object.data.get("data").and_then(|it| it.get(&source.key));
    let entry = entry
        .and_then(Value::as_str)
        .ok_or_else(|| refused(&format!("which has no key `{}`", source.key)))?;
    let pem = if is_encoded {
        data::decode(entry).unwrap_or_default()
    } else {
        Zeroizing::new(entry.as_bytes().to_vec())
    };
    // A Secret can hold other data, which must not be written to a public file.
    match pem::certificates(&String::from_utf8_lossy(&pem)) {
        Ok(_) => Ok(BASE64_STANDARD.encode(&*pem)),
        Err(error) => Err(refused(&format!("whose `{}` {error}", source.key))),
    }
}
