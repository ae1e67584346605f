//! A kubeconfig, used with the real kubectl.

use std::process::Output;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use x509_parser::pem::parse_x509_pem;

use super::tools;

/// A kubeconfig file in its own home folder.
pub(crate) struct Kubeconfig {
    home: TempDir,
}

impl Kubeconfig {
    pub(crate) fn new(text: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(FILE), text).unwrap();
        Self { home }
    }

    /// A kubeconfig without a credential: kubectl reads the credential from a file, for each call.
    pub(crate) fn reading_a_file(server: &str, ca_pem: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let plugin = json!({"command": "cat", "args": [home.path().join(CREDENTIAL)]});
        Self::with_plugin(home, server, ca_pem, plugin)
    }

    /// A kubeconfig without a credential: kubectl gets it from a plugin, `command` with `args` and `env`.
    pub(crate) fn asking(server: &str, ca_pem: &str, program: Value) -> Self {
        Self::with_plugin(tempfile::tempdir().unwrap(), server, ca_pem, program)
    }

    fn with_plugin(home: TempDir, server: &str, ca_pem: &str, mut plugin: Value) -> Self {
        plugin["apiVersion"] = "client.authentication.k8s.io/v1".into();
        plugin["interactiveMode"] = "Never".into();
        plugin["provideClusterInfo"] = false.into();
        let text = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "it", "cluster": {
                "server": server,
                "certificate-authority-data": BASE64_STANDARD.encode(ca_pem),
            }}],
            "users": [{"name": "it", "user": {"exec": plugin}}],
            "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
            "current-context": "it",
        });
        std::fs::write(home.path().join(FILE), text.to_string()).unwrap();
        Self { home }
    }

    /// A copy whose plugin has these further arguments.
    pub(crate) async fn with_plugin_arguments(&self, more: &[String]) -> Self {
        let text = self
            .answer(&["config", "view", "--raw", "--output=json"])
            .await;
        let mut document: Value = serde_json::from_str(&text).unwrap();
        let arguments = &mut document["users"][0]["user"]["exec"]["args"];
        let more = more.iter().map(|argument| argument.as_str().into());
        arguments.as_array_mut().unwrap().extend(more);
        Self::new(&document.to_string())
    }

    /// Replaces that file's credential atomically.
    pub(crate) fn write_credential(&self, text: &str) {
        let new = self.home.path().join("new");
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, self.home.path().join(CREDENTIAL)).unwrap();
    }

    /// Runs `kubectl --kubeconfig FILE …`.
    pub(crate) async fn kubectl(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().await.unwrap()
    }

    /// The command `kubectl --kubeconfig FILE …`, for a caller that interacts with it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut kubectl = Command::new(tools::find("KUBECTL", &["kubectl"]));
        kubectl
            .arg("--kubeconfig")
            .arg(self.home.path().join(FILE))
            .args(arguments)
            .env("HOME", self.home.path())
            .env_remove("KUBECONFIG")
            .kill_on_drop(true);
        kubectl
    }

    /// Runs kubectl, which has to succeed, and returns its output.
    pub(crate) async fn answer(&self, arguments: &[&str]) -> String {
        let output = self.kubectl(arguments).await;
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Name and groups of `kubectl auth whoami`, without `system:authenticated`.
    pub(crate) async fn who_am_i(&self) -> (String, Vec<String>) {
        let text = self.answer(&["auth", "whoami", "--output=json"]).await;
        let review: Value = serde_json::from_str(&text).unwrap();
        let user = &review["status"]["userInfo"];
        let mut groups: Vec<String> = serde_json::from_value(user["groups"].clone()).unwrap();
        assert!(groups.iter().any(|group| group == EVERYBODY), "{groups:?}");
        groups.retain(|group| group != EVERYBODY);
        groups.sort();
        (user["username"].as_str().unwrap().to_owned(), groups)
    }

    /// Runs kubectl, which has to fail, and returns its error output.
    pub(crate) async fn refusal(&self) -> String {
        let output = self.kubectl(&["auth", "whoami"]).await;
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// A line from the middle of the private key, which identifies it in any text.
    pub(crate) async fn key(&self) -> String {
        let template = "--output=jsonpath={.users[0].user.client-key-data}";
        let data = self.answer(&["config", "view", "--raw", template]).await;
        let pem = String::from_utf8(BASE64_STANDARD.decode(data).unwrap()).unwrap();
        pem.lines().nth(1).unwrap().to_owned()
    }

    /// The certificate itself.
    pub(crate) async fn certificate(&self) -> Certificate {
        let text = self
            .answer(&["config", "view", "--raw", "--output=json"])
            .await;
        let view: Value = serde_json::from_str(&text).unwrap();
        let data = &view["users"][0]["user"]["client-certificate-data"];
        let pem = BASE64_STANDARD.decode(data.as_str().unwrap()).unwrap();
        let (_, pem) = parse_x509_pem(&pem).unwrap();
        let certificate = pem.parse_x509().unwrap();
        let attributes = |values: Vec<Result<&str, _>>| -> Vec<String> {
            let mut texts: Vec<String> = values
                .into_iter()
                .map(|value: Result<&str, x509_parser::error::X509Error>| value.unwrap().to_owned())
                .collect();
            texts.sort();
            texts
        };
        let subject = certificate.subject();
        Certificate {
            serial: certificate.raw_serial_as_string(),
            names: attributes(
                subject
                    .iter_common_name()
                    .map(|name| name.as_str())
                    .collect(),
            ),
            groups: attributes(
                subject
                    .iter_organization()
                    .map(|group| group.as_str())
                    .collect(),
            ),
        }
    }
}

/// The contents of a client certificate, parsed by an independent parser.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) serial: String,
    pub(crate) names: Vec<String>,
    pub(crate) groups: Vec<String>,
}

const FILE: &str = "config";
const CREDENTIAL: &str = "credential.json";
const EVERYBODY: &str = "system:authenticated";
