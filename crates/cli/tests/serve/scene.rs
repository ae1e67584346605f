//! A `haulout serve` process with its folder and log.

use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A small portal with its configuration.
pub(crate) struct Scene {
    pub(crate) folder: TempDir,
}

impl Scene {
    pub(crate) fn new(issuer: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { folder };
        scene.write(
            "index.html",
            "%lang% %title% %data% %priority% %page% %noscript%",
        );
        scene.write("haulout.yaml", &yaml(issuer));
        scene
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// The arguments of `haulout serve`.
    pub(crate) fn arguments(&self) -> Vec<String> {
        self.arguments_at("127.0.0.1:0")
    }

    pub(crate) fn arguments_at(&self, address: &str) -> Vec<String> {
        let folder = self.folder.path();
        let config = folder.join("haulout.yaml").display().to_string();
        let assets = folder.display().to_string();
        let words = ["serve", "--listen", address, "--config", &config];
        let mut words = words.map(str::to_owned).to_vec();
        words.extend(["--assets".to_owned(), assets]);
        words
    }
}

/// Kills the process on drop, so that a failed assertion does not leave it running.
pub(crate) struct Started {
    pub(crate) process: Child,
    /// The address that it listens on.
    pub(crate) address: SocketAddr,
    /// The first line of the log.
    pub(crate) listening: serde_json::Value,
}

impl Started {
    /// Starts the process and reads the first log line; returns a reader for the others.
    pub(crate) fn new(command: &mut Command) -> (Self, Lines<BufReader<ChildStderr>>) {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let first = log.next().unwrap().unwrap();
        let line: serde_json::Value = serde_json::from_str(&first).unwrap();
        assert_eq!(line["message"], "listening");
        let address = line["address"].as_str().unwrap().parse().unwrap();
        let started = Self {
            process,
            address,
            listening: line,
        };
        (started, log)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // The process has usually exited already.
        let _ended = self.process.kill();
    }
}

pub(crate) fn yaml(issuer: &str) -> String {
    format!(
        "title: Acme clusters
publicUrl: https://portal.example
issuer:
  url: {issuer}
  clientId: portal
  scopes: [openid]
clusters:
  - id: prod
    name: Production
    server: https://cluster.example
    concierge:
      authenticator: {{type: jwt, name: supervisor}}
"
    )
}

/// Sends a request and reads until the other side closes.
pub(crate) async fn get(address: SocketAddr, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is closed with unread bytes is reset after the response.
    let _ended = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
