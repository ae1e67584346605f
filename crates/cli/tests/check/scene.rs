//! Servers, a configuration for them, and the parsed report.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::{Script, Stack};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::process::Command;

/// The secret in the configuration, which no report may contain.
pub(crate) const SECRET: &str = "a-secret-for-demonstration-only";

/// Running servers and a folder with the configuration.
pub(crate) struct Scene {
    pub(crate) stack: Stack,
    pub(crate) folder: TempDir,
    pub(crate) yaml: String,
}

/// One finding of the JSON report.
#[derive(Debug, Deserialize)]
pub(crate) struct Finding {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) status: String,
    pub(crate) found: String,
    pub(crate) cure: Option<String>,
}

/// Exit code, output and findings.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: Option<i32>,
    pub(crate) text: String,
    pub(crate) findings: Vec<Finding>,
}

impl Scene {
    pub(crate) async fn supervisor() -> Self {
        Self::set(Script::default()).await
    }

    pub(crate) async fn set(script: Script) -> Self {
        // Fails only if another test of this process has already installed it.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let stack = Stack::start(script).await.unwrap();
        let yaml = yaml(&stack);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), SECRET).unwrap();
        Self {
            stack,
            folder,
            yaml,
        }
    }

    /// Replaces a part of the configuration.
    pub(crate) fn edit(mut self, from: &str, to: &str) -> Self {
        assert!(self.yaml.contains(from), "{from}\n{}", self.yaml);
        self.yaml = self.yaml.replace(from, to);
        self
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs `haulout check` and parses its JSON report.
    pub(crate) async fn check(&self, more: &[&str]) -> Report {
        let mut arguments = vec!["--output", "json"];
        arguments.extend(more);
        let (code, text) = self.run(&arguments).await;
        let array = text.split("\n--- stderr\n").next().unwrap();
        let findings =
            serde_json::from_str(array).unwrap_or_else(|error| panic!("{error}: {text}"));
        Report {
            code,
            text,
            findings,
        }
    }

    /// Runs `haulout check` and returns its complete output.
    pub(crate) async fn run(&self, more: &[&str]) -> (Option<i32>, String) {
        let config = self.write("haulout.yaml", &self.yaml);
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(["check", "--config", &config, "--timeout", "5"])
            .args(more)
            .output()
            .await
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (
            output.status.code(),
            format!("{stdout}\n--- stderr\n{stderr}"),
        )
    }
}

impl Report {
    /// The ids of failed checks.
    pub(crate) fn failed_ids(&self) -> BTreeSet<&str> {
        self.ids("fail")
    }

    pub(crate) fn ids(&self, status: &str) -> BTreeSet<&str> {
        let of_status = self.findings.iter().filter(|it| it.status == status);
        of_status.map(|it| it.id.as_str()).collect()
    }

    /// The first finding with that id.
    pub(crate) fn get(&self, id: &str) -> &Finding {
        let found = self.findings.iter().find(|finding| finding.id == id);
        found.unwrap_or_else(|| panic!("no {id} in {:#?}", self.findings))
    }

    /// Asserts that this check failed, and returns its remedy.
    pub(crate) fn remedy_of_failed(&self, id: &str) -> &str {
        let finding = self.get(id);
        assert_eq!(finding.status, "fail", "{finding:?}");
        assert_eq!(self.code, Some(1));
        finding.cure.as_deref().unwrap()
    }
}

fn yaml(stack: &Stack) -> String {
    let client = stack.issuer().clients().remove(0);
    let mut yaml = format!(
        "title: Acme clusters
publicUrl: http://127.0.0.1:8080
issuer:
  url: {}
  clientId: {}
",
        stack.issuer().url(),
        client.id,
    );
    yaml.push_str(if client.secret.is_some() {
        "  clientSecretFile: secret
  scopes: [openid, offline_access, 'pinniped:request-audience', username, groups]
"
    } else {
        "  scopes: [openid]
"
    });
    yaml.push_str("clusters:\n");
    for cluster in stack.clusters() {
        yaml.push_str(&format!(
            "  - id: {}
    name: {}
    server: {}
    caData: {}
    concierge: {{authenticator: {{type: jwt, name: {}}}}}
",
            cluster.id(),
            cluster.name(),
            cluster.url(),
            BASE64_STANDARD.encode(cluster.ca_pem()),
            cluster.authenticator(),
        ));
        if let Some(audience) = cluster.audience() {
            yaml.push_str(&format!("    audience: {audience}\n"));
        }
    }
    yaml
}
