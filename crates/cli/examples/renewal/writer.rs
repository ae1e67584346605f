//! Writes the kubeconfig and credentials for kubectl, from the live folder of `haulout open`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::{Cluster, Stack};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::credential;
use crate::row::{CERTIFICATE_SECS, Form};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A running `haulout open` with a signed-in user.
pub(crate) struct Opened {
    folder: PathBuf,
    _process: Child,
}

impl Opened {
    pub(crate) async fn start(haulout: &Path, stack: &Stack, home: &Path) -> Outcome<Self> {
        let cluster = stack.clusters().first().ok_or("there is no cluster")?;
        let folder = home.join("haulout");
        let mut command = Command::new(haulout);
        command
            .arg("open")
            .args(["--issuer", stack.issuer().url()])
            .args(["--client-id", "pinniped-cli"])
            .args(["--audience", cluster.audience().unwrap_or_default()])
            .args(["--endpoint", cluster.url()])
            .args([
                "--endpoint-ca-data",
                &BASE64_STANDARD.encode(cluster.ca_pem()),
            ])
            .args(["--authenticator-name", cluster.authenticator()])
            .args(["--cluster-id", CLUSTER])
            .args(["--upstream-identity-provider-name", "Acme LDAP"])
            .arg("--folder")
            .arg(&folder)
            .arg("--no-page")
            .env("HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true);
        let mut process = command.spawn()?;
        let output = process.stdout.take().ok_or("it has no output")?;
        let mut lines = BufReader::new(output).lines();
        let link = timeout(TIMEOUT, async {
            while let Some(line) = lines.next_line().await? {
                if let Some(link) = line.split_whitespace().find(|it| it.starts_with("http")) {
                    return Ok::<_, std::io::Error>(Some(link.to_owned()));
                }
            }
            Ok(None)
        });
        let link = link.await??.ok_or("it printed no link")?;
        // Read all output; otherwise the process would block on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        sign_in(stack, &link).await?;
        let opened = Self {
            folder,
            _process: process,
        };
        let file = opened.file();
        timeout(TIMEOUT, async {
            while credential::read(&file).is_none() {
                sleep(Duration::from_millis(50)).await;
            }
        })
        .await?;
        Ok(opened)
    }

    fn file(&self) -> PathBuf {
        self.folder.join(format!("{CLUSTER}.json"))
    }
}

/// Acts as the browser: submits the issuer's form and follows the redirect.
async fn sign_in(stack: &Stack, link: &str) -> Outcome<()> {
    let link = url::Url::parse(link)?;
    let mut form: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    form.push(("username".into(), "pinny".into()));
    form.push(("password".into(), "haul-out".into()));
    form.push(("decision".into(), "allow".into()));
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().no_proxy().build()?;
    let login = format!("{}/login", stack.issuer().url());
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let answer = browser
        .post(login)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(format!("the sign-in ended with {}", answer.status()).into())
    }
}

/// The kubeconfig for kubectl, and what keeps it up to date.
pub(crate) struct Writer {
    form: Form,
    source: PathBuf,
    copy: PathBuf,
    pub(crate) kubeconfig: PathBuf,
}

impl Writer {
    pub(crate) async fn start(
        form: Form,
        opened: &Opened,
        cluster: &Cluster,
        home: &Path,
    ) -> Outcome<Self> {
        let writer = Self {
            form,
            source: opened.file(),
            copy: home.join("copy.json"),
            kubeconfig: match form {
                Form::LiveFolder => opened.folder.join("haulout.yaml"),
                Form::LiveFolderUnmeasured
                | Form::PinnipedRule
                | Form::Inline
                | Form::NeverRenewed => home.join("kubeconfig"),
            },
        };
        let credential = credential::read(&writer.source).ok_or("there is no credential")?;
        let user = match form {
            Form::LiveFolder => return Ok(writer),
            Form::Inline => json!({
                "client-certificate-data": credential::data(&credential, "clientCertificateData"),
                "client-key-data": credential::data(&credential, "clientKeyData"),
            }),
            Form::LiveFolderUnmeasured | Form::NeverRenewed => {
                credential::write(&writer.copy, &writer.unmeasured(credential)?.to_string())?;
                exec("cat", &[&writer.copy.display().to_string()])
            }
            Form::PinnipedRule => {
                let this = std::env::current_exe()?.display().to_string();
                let (source, cache) = (&writer.source, &writer.copy);
                let paths = [source.display().to_string(), cache.display().to_string()];
                exec(&this, &["plugin", &paths[0], &paths[1]])
            }
        };
        let kubeconfig = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "it", "cluster": {
                "server": cluster.url(),
                "certificate-authority-data": BASE64_STANDARD.encode(cluster.ca_pem()),
            }}],
            "users": [{"name": "it", "user": user}],
            "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
            "current-context": "it",
        });
        std::fs::write(&writer.kubeconfig, kubeconfig.to_string())?;
        Ok(writer)
    }

    /// Updates the files between two requests.
    pub(crate) fn update(&self) -> Outcome<()> {
        if self.form == Form::LiveFolderUnmeasured
            && let Some(credential) = credential::read(&self.source)
        {
            let text = self.unmeasured(credential)?.to_string();
            if std::fs::read_to_string(&self.copy)? != text {
                credential::write(&self.copy, &text)?;
            }
        }
        Ok(())
    }

    /// The credential with an expiration that has the renewal margin, but ignores measured clock deviations.
    fn unmeasured(&self, credential: Value) -> Outcome<Value> {
        let end = credential::not_after(&credential).ok_or("the certificate cannot be read")?;
        let margin = i64::try_from(CERTIFICATE_SECS / 5)?;
        Ok(credential::ending_at(credential, end - margin).ok_or("the end cannot be written")?)
    }
}

fn exec(command: &str, arguments: &[&str]) -> Value {
    json!({"exec": {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": command,
        "args": arguments,
        "interactiveMode": "Never",
        "provideClusterInfo": false,
    }})
}

const CLUSTER: &str = "it";
/// The limit for a sign-in and the first certificate, which take seconds on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);
