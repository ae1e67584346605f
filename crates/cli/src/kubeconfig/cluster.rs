//! The cluster of a context, with the content of its CA bundle.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::file_error;
use haulout_protocol::concierge::pem::{self, PemError};
use haulout_protocol::kubeconfig::data;

use serde_json::Value;

use super::entry::Entry;
use super::sign_in::SignInError;

/// A cluster that kubectl can connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cluster {
    pub(crate) server: String,
    /// Base64 of PEM certificates.
    pub(crate) ca_data: Option<String>,
    pub(crate) skips_tls_verification: bool,
    pub(crate) proxy_url: Option<String>,
    pub(crate) tls_server_name: Option<String>,
    /// The settings of a credential plugin for this cluster.
    pub(crate) plugin_config: Value,
}

/// Why a CA bundle cannot be used; the second half of a sentence that starts with the name of the context.
#[derive(Debug)]
pub(crate) enum CaError {
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The file does not have PEM certificates.
    File(PathBuf, PemError),
    /// The field is not base64.
    NotBase64(&'static str),
    /// The field does not have PEM certificates.
    Data(&'static str, PemError),
}

impl Cluster {
    pub(super) fn of(entry: &Entry) -> Result<Self, SignInError> {
        let fields = entry.fields()?;
        let server = fields.owned("server")?;
        Ok(Self {
            server: server
                .ok_or_else(|| SignInError::NoServer(entry.name.clone(), entry.place()))?,
            ca_data: match (fields.text(CA_DATA)?, fields.text(CA_FILE)?) {
                (Some(data), _) => Some(ca_of_data(CA_DATA, data)?),
                (None, Some(file)) => Some(ca_of_file(&entry.path(file))?),
                (None, None) => None,
            },
            skips_tls_verification: fields.flag("insecure-skip-tls-verify")?,
            proxy_url: fields.owned("proxy-url")?,
            tls_server_name: fields.owned("tls-server-name")?,
            plugin_config: plugin_config(fields.get("extensions")),
        })
    }
}

fn plugin_config(extensions: Option<&Value>) -> Value {
    let mut extensions = extensions.and_then(Value::as_array).into_iter().flatten();
    let extension = extensions.find(|it| it["name"] == PLUGIN_EXTENSION);
    extension.map_or(Value::Null, |it| it["extension"].clone())
}

/// The bundle of a field with base64, as base64 on one line.
pub(super) fn ca_of_data(field: &'static str, text: &str) -> Result<String, CaError> {
    let bytes = data::decode(text).ok_or(CaError::NotBase64(field))?;
    pem::certificates(&String::from_utf8_lossy(&bytes))
        .map_err(|error| CaError::Data(field, error))?;
    Ok(BASE64_STANDARD.encode(&bytes))
}

fn ca_of_file(file: &Path) -> Result<String, CaError> {
    let bytes = fs::read(file).map_err(|error| CaError::Unreadable(file.to_owned(), error))?;
    pem::certificates(&String::from_utf8_lossy(&bytes))
        .map_err(|error| CaError::File(file.to_owned(), error))?;
    Ok(BASE64_STANDARD.encode(&bytes))
}

impl fmt::Display for CaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file, error) => {
                let file = file.display();
                let reason = file_error::reason(error);
                write!(f, "has a `{CA_FILE}` {file} that {reason}")
            }
            Self::File(file, error) => {
                let file = file.display().to_string();
                write!(
                    f,
                    "has a `{CA_FILE}` that cannot be used: {}",
                    error.in_file(&file)
                )
            }
            Self::NotBase64(field) => write!(f, "has a `{field}` that is not base64"),
            Self::Data(field, error) => write!(f, "has a `{field}` that {error}"),
        }
    }
}

const CA_DATA: &str = "certificate-authority-data";
const CA_FILE: &str = "certificate-authority";
/// The name of the extension that kubectl passes to credential plugins.
const PLUGIN_EXTENSION: &str = "client.authentication.k8s.io/exec";
