//! The process of `oidc-provider` from npm, an independent certified OpenID provider.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::tools;

/// A running provider, killed on drop.
pub(crate) struct IssuerProcess {
    _process: Child,
    url: String,
    granted: Arc<Mutex<Vec<Value>>>,
}

const CLIENT_ID: &str = "portal";

impl IssuerProcess {
    pub(crate) async fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/oidc-provider.mjs");
        let mut process = Command::new(tools::find("NODE", &["node"]))
            .args([script, CLIENT_ID])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = process.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(output).lines();
        let first = lines.next_line().await.unwrap();
        let url = first.expect("the provider prints its URL");
        let granted = Arc::new(Mutex::new(Vec::new()));
        let seen = granted.clone();
        // The task ends with the process, whose output it reads.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = serde_json::from_str(&line).unwrap();
                seen.lock().unwrap().push(answer);
            }
        });
        Self {
            _process: process,
            url,
            granted,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Every value of this member in the token responses so far.
    pub(crate) fn granted(&self, member: &str) -> Vec<String> {
        let answers = self.granted.lock().unwrap();
        answers
            .iter()
            .filter_map(|answer| answer[member].as_str())
            .map(str::to_owned)
            .collect()
    }
}
