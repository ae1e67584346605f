//! The administrator's credential: written in the kubeconfig, or from a credential plugin.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::{clock, file_error};
use haulout_protocol::concierge::pem;
use haulout_protocol::kubeconfig::data;
use kube::config::AuthInfo;
use serde_json::{Map, Value};

use super::error::ClusterError;
use super::plugin::Plugin;
use crate::kubeconfig::{Cluster, Entry, Fields};

/// Fields of a kubeconfig's `user`, in the form that the `kube` crate reads.
pub(super) type AuthFields = Map<String, Value>;

/// The credential of one user. Not `Debug`, because it has tokens and keys.
pub(super) struct Credential {
    fixed: AuthFields,
    plugin: Option<Plugin>,
    /// The plugin's latest credential.
    latest: RefCell<Latest>,
}

#[derive(Default)]
struct Latest {
    /// Counts the credentials, so that a client can tell whether it has the latest.
    number: u32,
    /// The fields and the time of expiry in seconds since the Unix epoch.
    fields: Option<(AuthFields, Option<i64>)>,
}

impl Credential {
    /// Reads the user of a context; without one, requests are anonymous.
    pub(super) fn of(user: Option<&Entry>, cluster: &Cluster) -> Result<Self, ClusterError> {
        let (fixed, plugin) = match user {
            Some(user) => read(user, cluster).map_err(ClusterError::NoCredential)?,
            None => (Map::new(), None),
        };
        Ok(Self {
            fixed,
            plugin,
            latest: RefCell::default(),
        })
    }

    /// The server of the only cluster that the credential is for, if the plugin asks for the cluster.
    pub(super) fn depends_on(&self) -> Option<&str> {
        self.plugin.as_ref()?.cluster()
    }

    /// The credential and its number. Runs the plugin if it has not run yet or its credential has expired.
    pub(super) fn current(&self) -> Result<(u32, AuthInfo), ClusterError> {
        let mut latest = self.latest.borrow_mut();
        let mut auth = self.fixed.clone();
        if let Some(plugin) = &self.plugin {
            if !latest.is_valid() {
                latest.fields = Some(plugin.run().map_err(ClusterError::NoCredential)?);
                latest.number += 1;
            }
            auth.extend(latest.fields.iter().flat_map(|(fields, _)| fields.clone()));
        }
        let auth = serde_json::from_value(Value::Object(auth));
        let unusable = |_| ClusterError::NoCredential("an `as-…` field is not valid".to_owned());
        Ok((latest.number, auth.map_err(unusable)?))
    }

    /// Forgets the plugin's credential, which a server rejected; false if there is no plugin to run again.
    pub(super) fn discard(&self) -> bool {
        self.latest.borrow_mut().fields = None;
        self.plugin.is_some()
    }
}

impl Latest {
    fn is_valid(&self) -> bool {
        let now = i64::try_from(clock::now().0).unwrap_or(i64::MAX);
        let is_valid = |(_, expiry): &(AuthFields, Option<i64>)| expiry.is_none_or(|at| now < at);
        self.fields.as_ref().is_some_and(is_valid)
    }
}

/// The fixed fields, and the plugin if there is no token or password.
fn read(user: &Entry, cluster: &Cluster) -> Result<(AuthFields, Option<Plugin>), String> {
    let fields = user.fields().map_err(words)?;
    let mut fixed = Map::new();
    for field in ["as", "as-uid", "as-groups", "as-user-extra"] {
        if let Some(value) = fields.get(field) {
            fixed.insert(field.to_owned(), value.clone());
        }
    }
    for (data, file) in [
        ("client-certificate-data", "client-certificate"),
        ("client-key-data", "client-key"),
    ] {
        if let Some(pem) = pem_base64(user, fields, data, file)? {
            fixed.insert(data.to_owned(), pem.into());
        }
    }
    if let Some(token) = token(user, fields)? {
        fixed.insert("token".to_owned(), token.into());
        return Ok((fixed, None));
    }
    if let Some(username) = fields.text("username").map_err(words)? {
        let password = fields.text("password").map_err(words)?.unwrap_or_default();
        fixed.insert("username".to_owned(), username.into());
        fixed.insert("password".to_owned(), password.into());
        return Ok((fixed, None));
    }
    let exec = fields.map("exec").map_err(words)?;
    let plugin = exec.map(|exec| Plugin::of(user, exec, cluster));
    Ok((fixed, plugin.transpose()?))
}

/// The token; the content of the file wins, because it is newer.
fn token(user: &Entry, fields: Fields<'_>) -> Result<Option<String>, String> {
    let token = fields.owned("token").map_err(words)?;
    let Some(file) = fields.text("tokenFile").map_err(words)? else {
        return match (token, fields.map("auth-provider").map_err(words)?) {
            (None, Some(provider)) => auth_provider(provider).map(Some),
            (token, _) => Ok(token),
        };
    };
    match (fs::read_to_string(user.path(file)), token) {
        (Ok(text), _) if !text.trim().is_empty() => Ok(Some(text.trim().to_owned())),
        (_, Some(token)) => Ok(Some(token)),
        (Ok(_), None) => Err(format!("the `tokenFile` {file} is empty")),
        (Err(error), None) => Err(format!(
            "the `tokenFile` {file} {}",
            file_error::reason(&error)
        )),
    }
}

/// The ID token of kubectl's provider `oidc`, the only one that kubectl still has.
fn auth_provider(provider: Fields<'_>) -> Result<String, String> {
    let name = provider.text("name").map_err(words)?.unwrap_or_default();
    let config = provider.map("config").map_err(words)?;
    let id_token = match config {
        Some(config) if name == "oidc" => config.owned("id-token").map_err(words)?,
        _ => None,
    };
    id_token.ok_or_else(|| {
        format!("the auth-provider `{name}` has no ID token; use a token, a certificate or a credential plugin")
    })
}

/// A certificate or a key as base64 of PEM.
fn pem_base64(
    user: &Entry,
    fields: Fields<'_>,
    data: &str,
    file: &str,
) -> Result<Option<String>, String> {
    let (name, bytes) = match (
        fields.text(data).map_err(words)?,
        fields.text(file).map_err(words)?,
    ) {
        (Some(text), _) => {
            let bytes = data::decode(text).ok_or(format!("the `{data}` is not base64"))?;
            (format!("the `{data}`"), bytes)
        }
        (None, Some(path)) => (path.to_owned(), read_file(&user.path(path), file)?.into()),
        (None, None) => return Ok(None),
    };
    let blocks = pem::blocks(&String::from_utf8_lossy(&bytes));
    if blocks.map_err(|error| error.in_file(&name))?.is_empty() {
        return Err(format!("{name} has no PEM block"));
    }
    Ok(Some(BASE64_STANDARD.encode(&*bytes)))
}

fn read_file(path: &Path, field: &str) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| {
        let reason = file_error::reason(&error);
        format!("the `{field}` {} {reason}", path.display())
    })
}

pub(super) fn words(error: crate::kubeconfig::FieldError) -> String {
    format!("the context {error}")
}
