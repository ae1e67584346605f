//! A Supervisor with two clusters, a `haulout` process, and a fake browser.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::{Lifetimes, Script, Stack};
use reqwest::redirect::Policy;
use tempfile::TempDir;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader,
};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;
use url::Url;

/// The servers, and a home folder.
pub(crate) struct Scene {
    pub(crate) stack: Stack,
    pub(crate) home: TempDir,
}

/// The timeout for each step, generous for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(40);

impl Scene {
    pub(crate) async fn set(script: Script) -> Self {
        // Fails only if another test of this process has already installed it.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let stack = Stack::start(script).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("portal.yaml"), yaml(&stack)).unwrap();
        Self { stack, home }
    }

    /// A Supervisor with one cluster, whose certificates are valid for this long.
    pub(crate) async fn with_certificates(certificate: Duration) -> Self {
        let mut script = Script {
            lifetimes: Lifetimes {
                certificate,
                ..Lifetimes::default()
            },
            ..Script::default()
        };
        script.clusters.truncate(1);
        Self::set(script).await
    }

    pub(crate) async fn supervisor() -> Self {
        Self::set(Script::default()).await
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join(".kube/haulout")
    }

    /// Starts `haulout open` with the gateway's configuration, without a browser.
    pub(crate) fn open(&self, more: &[&str]) -> Haulout {
        let config = self.home.path().join("portal.yaml");
        let config = config.to_str().unwrap();
        let mut arguments = vec!["open", "--config", config, "--no-page"];
        arguments.extend(["--upstream-identity-provider-name", "Acme LDAP"]);
        arguments.extend(more);
        Haulout::start(self.home.path(), &arguments)
    }

    /// Starts `haulout open`, signs in and waits for all credentials.
    pub(crate) async fn signed_in(&self, more: &[&str]) -> Haulout {
        let mut haulout = self.open(more);
        let link = haulout.link().await;
        self.sign_in(&link).await;
        haulout.wait_for_line("export KUBECONFIG").await;
        for cluster in self.stack.clusters() {
            haulout
                .wait_for_line(&format!("{}: credential for pinny", cluster.id()))
                .await;
        }
        haulout
    }

    /// A program that appends the URL that it is started with to a file; returns both paths.
    pub(crate) fn fake_browser(&self) -> (String, PathBuf) {
        let (program, urls) = (
            self.home.path().join("browser"),
            self.home.path().join("urls"),
        );
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", urls.display());
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
        (program.display().to_string(), urls)
    }

    /// Performs the login and returns the redirect URL.
    pub(crate) async fn log_in(&self, link: &Url) -> Url {
        let browser = browser();
        let page = browser.get(link.clone()).send().await.unwrap();
        assert!(page.status().is_redirection(), "{:?}", page.text().await);
        let mut form: Vec<(String, String)> = link.query_pairs().into_owned().collect();
        form.push(("username".to_owned(), "pinny".to_owned()));
        form.push(("password".to_owned(), "haul-out".to_owned()));
        let login = format!("{}/login", self.stack.issuer().url());
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let answer = browser
            .post(login)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let answer = answer.send().await.unwrap();
        Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
    }

    /// Performs the login and follows the redirect to `haulout`.
    pub(crate) async fn sign_in(&self, link: &Url) {
        let back = self.log_in(link).await;
        let answer = browser().get(back).send().await.unwrap();
        assert_eq!(answer.status(), 303, "the code leaves the address bar");
        assert_eq!(answer.headers()["location"], "/received");
    }

    pub(crate) async fn kubectl(&self, arguments: &[&str]) -> Output {
        Command::new("kubectl")
            .args(arguments)
            .env("KUBECONFIG", self.folder().join("haulout.yaml"))
            .env("HOME", self.home.path())
            .output()
            .await
            .unwrap()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.folder().join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Waits until exactly these files are in the folder; temporary files have other names.
    pub(crate) async fn wait_for_files(&self, expected: &[&str]) {
        for _ in 0..POLLS {
            if self.files() == expected {
                return;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        assert_eq!(self.files(), expected);
    }

    /// The names of the files in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// An HTTP client that does not follow redirects.
pub(crate) fn browser() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(Policy::none());
    builder.no_proxy().build().unwrap()
}

/// A running process and its output lines.
pub(crate) struct Haulout {
    pub(crate) process: Child,
    pub(crate) stdin: ChildStdin,
    lines: mpsc::UnboundedReceiver<String>,
    output_lines: Vec<String>,
}

impl Haulout {
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Self {
        Self::start_with(home, arguments, &[])
    }

    /// Starts a process with additional environment variables.
    pub(crate) fn start_with(
        home: &Path,
        arguments: &[&str],
        environment: &[(&str, OsString)],
    ) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(arguments)
            .env("HOME", home)
            .env_remove("KUBECONFIG")
            .env_remove("KUBERC")
            .env_remove("KUBECTL_KUBERC")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::unbounded_channel();
        read(process.stdout.take().unwrap(), sender.clone());
        read(process.stderr.take().unwrap(), sender);
        Self {
            stdin: process.stdin.take().unwrap(),
            process,
            lines,
            output_lines: Vec::new(),
        }
    }

    /// Waits for a line that contains this text.
    pub(crate) async fn wait_for_line(&mut self, text: &str) -> String {
        if let Some(line) = self.output_lines.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        let end = tokio::time::Instant::now() + TIMEOUT;
        loop {
            let line = tokio::time::timeout_at(end, self.lines.recv()).await;
            let Ok(Some(line)) = line else {
                panic!("not printed: {text}\nprinted: {:#?}", self.output_lines);
            };
            self.output_lines.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Clears the collected lines, so that the same text can be awaited again.
    pub(crate) fn clear_lines(&mut self) {
        self.output_lines.clear();
    }

    /// The sign-in link.
    pub(crate) async fn link(&mut self) -> Url {
        let line = self.wait_for_line("/oauth2/authorize?").await;
        Url::parse(line.trim()).unwrap()
    }

    pub(crate) async fn type_line(&mut self, text: &str) {
        self.stdin.write_all(text.as_bytes()).await.unwrap();
        self.stdin.write_all(b"\n").await.unwrap();
    }

    /// Sends SIGTERM; returns the exit code and the collected lines.
    pub(crate) async fn terminate(self) -> (Option<i32>, Vec<String>) {
        let pid = self.process.id().unwrap().to_string();
        let killed = Command::new("kill").arg(pid).status().await.unwrap();
        assert!(killed.success());
        self.wait().await
    }

    pub(crate) async fn wait(mut self) -> (Option<i32>, Vec<String>) {
        let status = tokio::time::timeout(TIMEOUT, self.process.wait()).await;
        let status = status.expect("it ends").unwrap();
        while let Some(line) = self.lines.recv().await {
            self.output_lines.push(line);
        }
        (status.code(), self.output_lines)
    }
}

fn read(stream: impl AsyncRead + Unpin + Send + 'static, sender: mpsc::UnboundedSender<String>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            // The receiver may have been dropped.
            let _dropped = sender.send(line);
        }
    });
}

/// Waits until the file has a complete line, and returns its content.
pub(crate) async fn wait_for_file(path: &Path) -> String {
    for _ in 0..POLLS {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        if text.ends_with('\n') {
            return text;
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    panic!("{} has no line", path.display());
}

/// Waits for a process to exit and returns its code and standard output.
pub(crate) async fn output_of(mut process: Child) -> (Option<i32>, String) {
    let mut text = String::new();
    let mut stdout = process.stdout.take().unwrap();
    stdout.read_to_string(&mut text).await.unwrap();
    (process.wait().await.unwrap().code(), text)
}

/// A gateway configuration with a confidential client.
fn yaml(stack: &Stack) -> String {
    let mut yaml = format!(
        "title: Acme clusters
publicUrl: https://portal.example
sealKeysFile: /run/secrets/seal-keys
issuer:
  url: {}
  clientId: client.oauth.pinniped.dev-portal
  clientSecretFile: /run/secrets/client-secret
  scopes: [openid, offline_access, 'pinniped:request-audience', username, groups]
clusters:
",
        stack.issuer().url()
    );
    for cluster in stack.clusters() {
        yaml.push_str(&format!(
            "  - id: {}
    name: {}
    server: {}
    caData: {}
    audience: {}
    concierge: {{authenticator: {{type: jwt, name: {}}}}}
",
            cluster.id(),
            cluster.name(),
            cluster.url(),
            BASE64_STANDARD.encode(cluster.ca_pem()),
            cluster.audience().unwrap(),
            cluster.authenticator(),
        ));
    }
    yaml
}

/// The polling interval; writing a file takes milliseconds.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Five seconds in total.
const POLLS: usize = 250;
