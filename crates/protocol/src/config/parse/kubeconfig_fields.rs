//! The fields of the configuration that only kubeconfigs use.

use alloc::string::String;

use ::url::Url;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::fields::{filled, is_dns_label, proven};
use crate::config::CliConfig;
use crate::json::{JsonError, Object};
use crate::kubeconfig::Names;

pub(super) fn names(root: &Object<'_>) -> Result<Names, JsonError> {
    let Some(raw) = root.optional_object("names")? else {
        return Ok(Names::default());
    };
    raw.only(&["context", "user"])?;
    Names::new(raw.optional_text("context")?, raw.optional_text("user")?)
        .map_err(|(pattern, reason)| raw.error_at(pattern, reason))
}

pub(super) fn cli(issuer: &Object<'_>) -> Result<CliConfig, JsonError> {
    let mut config = CliConfig::default();
    let Some(raw) = issuer.optional_object("cli")? else {
        return Ok(config);
    };
    raw.only(&["clientId", "scopes", "listenPort", "caData"])?;
    if raw.get("clientId").is_some() {
        config.client_id = Some(filled(&raw, "clientId")?);
    }
    if let Some(scopes) = raw.texts("scopes")? {
        prove_cli_scopes(&scopes).map_err(|reason| raw.error_at("scopes", reason))?;
        config.scopes = Some(scopes);
    }
    if let Some(port) = raw.number("listenPort")? {
        if port.trunc() != port || !(0.0..=f64::from(u16::MAX)).contains(&port) {
            return Err(raw.error_at("listenPort", "must be a port"));
        }
        config.listen_port = port as u16;
    }
    config.ca_data = ca_data(&raw)?;
    Ok(config)
}

pub(super) fn ca_data(raw: &Object<'_>) -> Result<Option<String>, JsonError> {
    let data = raw.owned("caData")?;
    let is_bundle = |data: &String| {
        BASE64_STANDARD
            .decode(data)
            .is_ok_and(|pem| pem.starts_with(b"-----BEGIN CERTIFICATE-----"))
    };
    if data.as_ref().is_none_or(is_bundle) {
        return Ok(data);
    }
    Err(raw.error_at(
        "caData",
        "must be the base64 of a PEM bundle that starts with a certificate",
    ))
}

pub(super) fn proxy_url(raw: &Object<'_>) -> Result<Option<String>, JsonError> {
    proven(raw, "proxyUrl", prove_proxy_url)
}

pub(super) fn tls_server_name(raw: &Object<'_>) -> Result<Option<String>, JsonError> {
    proven(raw, "tlsServerName", prove_server_name)
}

/// Validates the scopes of Pinniped's CLI, which takes them as one comma-separated list.
///
/// # Errors
/// The reason, as the second half of a sentence that starts with the field's name.
pub fn prove_cli_scopes(scopes: &[String]) -> Result<(), &'static str> {
    let word = |scope: &String| !scope.is_empty() && !scope.contains([',', ' ']);
    if scopes.iter().all(word) && scopes.iter().any(|scope| scope == "openid") {
        Ok(())
    } else {
        Err("must contain `openid`, and each be one word without a comma")
    }
}

/// Validates the proxy of a kubeconfig; client-go's transport supports three schemes.
///
/// # Errors
/// As [`prove_cli_scopes`].
pub fn prove_proxy_url(text: &str) -> Result<(), &'static str> {
    let usable = Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https" | "socks5")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if usable {
        Ok(())
    } else {
        Err("must be an http, https or socks5 URL without user information")
    }
}

/// Validates the name that a kubeconfig expects in the API server's certificate.
///
/// # Errors
/// As [`prove_cli_scopes`].
pub fn prove_server_name(name: &str) -> Result<(), &'static str> {
    if name.to_ascii_lowercase().split('.').all(is_dns_label) {
        Ok(())
    } else {
        Err("must be a DNS name")
    }
}
