//! The long-lived client: a `kubectl proxy` with two requests a second and a followed log.

use std::error::Error;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// A running kubectl and the counts of its responses.
pub(crate) struct Client {
    url: String,
    http: reqwest::Client,
    pub(crate) requests: usize,
    /// Results other than 200 and 401: mostly connections that client-go closes when the certificate changes.
    pub(crate) other_failures: usize,
    log: JoinHandle<()>,
    _proxy: Child,
}

impl Client {
    pub(crate) async fn start(
        kubectl: &Path,
        kubeconfig: &Path,
        home: &Path,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let mut command = Command::new(kubectl);
        command
            .arg("--kubeconfig")
            .arg(kubeconfig)
            .args(["proxy", "--port=0"])
            .env("HOME", home)
            .env_remove("KUBECONFIG")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut proxy = command.spawn()?;
        let output = proxy.stdout.take().ok_or("kubectl has no output")?;
        let mut lines = BufReader::new(output).lines();
        let line = timeout(TIMEOUT, lines.next_line()).await??;
        let line = line.ok_or("kubectl proxy ended")?;
        let address = line.rsplit(' ').next().unwrap_or_default();
        let url = format!("http://{address}");
        let http = reqwest::Client::builder().no_proxy().build()?;
        let log = tokio::spawn(follow(http.clone(), format!("{url}{LOG}")));
        Ok(Self {
            url,
            http,
            requests: 0,
            other_failures: 0,
            log,
            _proxy: proxy,
        })
    }

    /// Sends one request that requires authentication.
    pub(crate) async fn send_request(&mut self) {
        self.requests += 1;
        let answer = self.http.get(format!("{}{LIST}", self.url)).send();
        match timeout(TIMEOUT, answer).await {
            Ok(Ok(answer)) if matches!(answer.status().as_u16(), 200 | 401) => {}
            _ => self.other_failures += 1,
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.log.abort();
    }
}

/// Reads an endless log; reconnects if the connection is closed.
async fn follow(http: reqwest::Client, url: String) {
    loop {
        if let Ok(mut answer) = http.get(&url).send().await {
            while let Ok(Some(_)) = answer.chunk().await {}
        }
        sleep(Duration::from_secs(1)).await;
    }
}

const LIST: &str = "/api/v1/namespaces";
const LOG: &str = "/api/v1/namespaces/default/pods/walrus/log?follow=true";
const TIMEOUT: Duration = Duration::from_secs(20);
