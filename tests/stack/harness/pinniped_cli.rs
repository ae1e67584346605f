//! kubectl with the Pinniped CLI as its plugin, and a client that signs in at the link of the CLI.

use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::Command;
use url::Url;

use super::{Kubeconfig, tools};

/// The CLI in a folder of its own, so that no program on `PATH` opens a browser.
pub(crate) struct PinnipedCli {
    folder: TempDir,
}

/// Marks the link that the CLI prints.
const AUTHORIZE: &str = "/oauth2/authorize?";

impl PinnipedCli {
    pub(crate) fn find() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = tools::find("PINNIPED", &["pinniped"]);
        // kubectl looks for the name in the kubeconfig.
        std::os::unix::fs::symlink(program, folder.path().join("pinniped")).unwrap();
        Self { folder }
    }

    /// Runs `kubectl auth whoami`, calls `sign_in` with the link that the CLI prints, and returns the user.
    pub(crate) async fn who_am_i(
        &self,
        kubeconfig: &Kubeconfig,
        sign_in: impl AsyncFnOnce(Url),
    ) -> Value {
        let mut kubectl = self
            .kubectl(kubeconfig)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = kubectl.stderr.take().expect("it is piped");
        let mut lines = BufReader::new(errors).lines();
        let mut printed = Vec::new();
        let link = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.unwrap_or_else(|| panic!("no link: {printed:#?}"));
            if line.contains(AUTHORIZE) {
                break Url::parse(line.trim()).unwrap();
            }
            printed.push(line);
        };
        sign_in(link).await;
        let mut answer = String::new();
        let mut output = kubectl.stdout.take().expect("it is piped");
        output.read_to_string(&mut answer).await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            printed.push(line);
        }
        assert!(kubectl.wait().await.unwrap().success(), "{printed:#?}");
        user(&answer)
    }

    /// The same without a link: from the CLI's cache, or with a password from these environment variables.
    pub(crate) async fn who_am_i_without_link(
        &self,
        kubeconfig: &Kubeconfig,
        variables: &[(&str, &str)],
    ) -> Value {
        let mut kubectl = self.kubectl(kubeconfig);
        let output = kubectl.envs(variables.iter().copied()).output().await;
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        user(&String::from_utf8(output.stdout).unwrap())
    }

    fn kubectl(&self, kubeconfig: &Kubeconfig) -> Command {
        let mut kubectl = kubeconfig.command(&["auth", "whoami", "--output=json"]);
        kubectl
            .env("PATH", self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        kubectl
    }
}

fn user(review: &str) -> Value {
    let review: Value = serde_json::from_str(review).unwrap();
    review["status"]["userInfo"].clone()
}

/// Signs in at the devstack as a browser does: chooses the provider, submits the password, and sends the response to
/// the CLI.
pub(crate) async fn log_in_at_devstack(ca_pem: &str, link: Url, provider: &str) {
    let authority = reqwest::Certificate::from_pem(ca_pem.as_bytes()).unwrap();
    let http = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([authority])
        .build()
        .unwrap();
    let chooser = http.get(link).send().await.unwrap().text().await.unwrap();
    let (before, _) = chooser.split_once(&format!("\">{provider}</a>")).unwrap();
    let (_, choice) = before.rsplit_once("href=\"").unwrap();
    let page = http.get(unescape(choice)).send().await.unwrap();
    let mut form: Vec<(String, String)> = page.url().query_pairs().into_owned().collect();
    form.extend([("username", "pinny"), ("password", "haul-out")].map(owned));
    let login = page.url().clone();
    let posting = http.post(login).form(&form).send().await.unwrap();
    let posting = posting.text().await.unwrap();
    let answer = http
        .post(attribute(&posting, "action"))
        .form(&hidden(&posting));
    let answer = answer.send().await.unwrap();
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
}

/// The names and values of a page's hidden fields.
fn hidden(html: &str) -> Vec<(String, String)> {
    let fields = html.split("<input type=\"hidden\"").skip(1);
    let fields = fields.map(|field| (attribute(field, "name"), attribute(field, "value")));
    fields.collect()
}

/// The first attribute of this name.
fn attribute(html: &str, name: &str) -> String {
    let (_, rest) = html.split_once(&format!("{name}=\"")).unwrap();
    unescape(rest.split('"').next().unwrap())
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
