//! Runs a credential plugin as kubectl does; its messages go to the terminal.

use std::io::{self, IsTerminal as _};
use std::path::{MAIN_SEPARATOR, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::yaml;
use haulout_protocol::concierge::pem;
use k8s_openapi::jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::credential::{AuthFields, words};
use crate::kubeconfig::{Cluster, Entry, Fields};

/// The `exec` of a kubeconfig's user.
pub(super) struct Plugin {
    /// As written.
    name: String,
    command: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    api_version: String,
    install_hint: Option<String>,
    is_interactive: bool,
    /// For a plugin that asks for it.
    cluster: Option<Cluster>,
}

impl Plugin {
    pub(super) fn of(user: &Entry, exec: Fields<'_>, cluster: &Cluster) -> Result<Self, String> {
        let text = |field: &str| exec.owned(field).map_err(words);
        let name = text("command")?.ok_or("the credential plugin has no `command`")?;
        let api_version = text("apiVersion")?.unwrap_or_default();
        if !API_VERSIONS.contains(&api_version.as_str()) {
            return Err(format!(
                "the `apiVersion` of the credential plugin must be {}",
                API_VERSIONS.join(" or ")
            ));
        }
        let mode = text("interactiveMode")?;
        let provides_cluster = exec.flag("provideClusterInfo").map_err(words)?;
        Ok(Self {
            // A command without a separator is looked up in PATH, wherever the file is.
            command: if name.contains(['/', MAIN_SEPARATOR]) {
                user.path(&name)
            } else {
                PathBuf::from(&name)
            },
            name,
            args: exec.texts("args").map_err(words)?,
            env: exec
                .list("env")
                .map_err(words)?
                .iter()
                .filter_map(variable)
                .collect(),
            api_version,
            install_hint: text("installHint")?,
            is_interactive: mode.as_deref() != Some("Never") && io::stdin().is_terminal(),
            cluster: provides_cluster.then(|| cluster.clone()),
        })
    }

    /// The server of the cluster that the plugin asks for.
    pub(super) fn cluster(&self) -> Option<&str> {
        self.cluster.as_ref().map(|cluster| cluster.server.as_str())
    }

    /// The fields of the credential, and when it expires in seconds since the Unix epoch.
    pub(super) fn run(&self) -> Result<(AuthFields, Option<i64>), String> {
        let stdin = if self.is_interactive {
            Stdio::inherit()
        } else {
            Stdio::null()
        };
        let output = Command::new(&self.command)
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .env("KUBERNETES_EXEC_INFO", self.exec_info().to_string())
            .stdin(stdin)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| {
                if error.kind() == io::ErrorKind::NotFound {
                    self.failed("was not found")
                } else {
                    self.failed(&format!("cannot be started: {error}"))
                }
            })?;
        if !output.status.success() {
            return Err(match output.status.code() {
                Some(code) => self.failed(&format!("exited with {code}")),
                None => self.failed("was ended by a signal"),
            });
        }
        // The output can be a credential, so no error quotes it.
        let text = yaml::decode(&output.stdout).unwrap_or_default();
        let printed: ExecCredential = yaml::parse_first(&text)
            .ok()
            .filter(|printed: &ExecCredential| printed.kind == "ExecCredential")
            .ok_or_else(|| self.failed("printed no ExecCredential"))?;
        if printed.api_version != self.api_version {
            return Err(self.failed(&format!(
                "printed another apiVersion than {}, which the kubeconfig requires",
                self.api_version
            )));
        }
        self.credential(printed.status.unwrap_or_default())
    }

    fn credential(&self, status: Status) -> Result<(AuthFields, Option<i64>), String> {
        let present = |field: Option<String>| field.filter(|text| !text.is_empty());
        let mut fields = Map::new();
        let token = present(status.token);
        match (present(status.certificate), present(status.key)) {
            (Some(certificate), Some(key)) => {
                let is_pem = pem::certificates(&certificate).is_ok() && pem::blocks(&key).is_ok();
                if !is_pem {
                    return Err(self.failed("printed a certificate or a key that is not PEM"));
                }
                let base64 = |text: String| Value::from(BASE64_STANDARD.encode(text));
                fields.insert("client-certificate-data".to_owned(), base64(certificate));
                fields.insert("client-key-data".to_owned(), base64(key));
            }
            (None, None) if token.is_none() => {
                return Err(self.failed("printed neither a token nor a certificate"));
            }
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => {
                return Err(self.failed("printed a certificate or a key without the other"));
            }
        }
        fields.extend(token.map(|token| ("token".to_owned(), token.into())));
        let expiry = present(status.expiry).map(|text| text.parse::<Timestamp>());
        let expiry = expiry.transpose();
        let expiry =
            expiry.map_err(|_| self.failed("printed an expirationTimestamp that is no time"))?;
        Ok((fields, expiry.map(Timestamp::as_second)))
    }

    fn exec_info(&self) -> Value {
        let cluster = self.cluster.as_ref().map(|cluster| {
            json!({
                "server": cluster.server,
                "certificate-authority-data": cluster.ca_data,
                "proxy-url": cluster.proxy_url,
                "tls-server-name": cluster.tls_server_name,
                "config": cluster.plugin_config,
            })
        });
        json!({
            "kind": "ExecCredential",
            "apiVersion": self.api_version,
            "spec": {"interactive": self.is_interactive, "cluster": cluster},
        })
    }

    fn failed(&self, what: &str) -> String {
        let hint = self.install_hint.as_deref();
        let hint = hint.map_or(String::new(), |hint| format!("\n{}", hint.trim()));
        format!("the credential plugin `{}` {what}{hint}", self.name)
    }
}

fn variable(entry: &Value) -> Option<(String, String)> {
    let text = |field: &str| entry.get(field)?.as_str().map(str::to_owned);
    Some((text("name")?, text("value").unwrap_or_default()))
}

#[derive(Deserialize)]
struct ExecCredential {
    #[serde(default)]
    kind: String,
    #[serde(default, rename = "apiVersion")]
    api_version: String,
    status: Option<Status>,
}

#[derive(Default, Deserialize)]
struct Status {
    token: Option<String>,
    #[serde(rename = "clientCertificateData")]
    certificate: Option<String>,
    #[serde(rename = "clientKeyData")]
    key: Option<String>,
    #[serde(rename = "expirationTimestamp")]
    expiry: Option<String>,
}

/// The versions that kubectl supports.
const API_VERSIONS: [&str; 2] = [
    "client.authentication.k8s.io/v1",
    "client.authentication.k8s.io/v1beta1",
];
