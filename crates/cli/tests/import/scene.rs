//! A folder with kubeconfigs as the Pinniped CLI writes them, in which `haulout import` runs.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::Config;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The base64 of a PEM bundle.
pub(crate) static CA: LazyLock<String> = LazyLock::new(bundle);

/// A new bundle for each call.
pub(crate) fn bundle() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default()
        .self_signed(&key)
        .unwrap();
    BASE64_STANDARD.encode(certificate.pem())
}

/// One context of a kubeconfig.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) name: &'static str,
    pub(crate) server: &'static str,
    pub(crate) ca: String,
    pub(crate) args: Vec<String>,
    pub(crate) namespace: Option<&'static str>,
}

impl Context {
    /// A context for a Supervisor, with arguments in the order of `pinniped get kubeconfig`.
    pub(crate) fn supervisor(name: &'static str, server: &'static str, audience: &str) -> Self {
        let args = [
            "login".to_owned(),
            "oidc".to_owned(),
            "--enable-concierge".to_owned(),
            "--concierge-api-group-suffix=pinniped.dev".to_owned(),
            "--concierge-authenticator-name=supervisor".to_owned(),
            "--concierge-authenticator-type=jwt".to_owned(),
            format!("--concierge-endpoint={server}"),
            format!("--concierge-ca-bundle-data={}", *CA),
            "--issuer=https://supervisor.example/demo".to_owned(),
            "--client-id=pinniped-cli".to_owned(),
            "--scopes=offline_access,openid,pinniped:request-audience,username,groups".to_owned(),
            format!("--ca-bundle-data={}", *CA),
            format!("--request-audience={audience}"),
        ];
        Self {
            name,
            server,
            ca: CA.clone(),
            args: args.into(),
            namespace: None,
        }
    }

    /// Replaces an argument, or appends it.
    pub(crate) fn with(mut self, argument: &str) -> Self {
        let flag = argument.split('=').next().unwrap_or(argument);
        let is_it = |it: &&mut String| it.split('=').next() == Some(flag);
        match self.args.iter_mut().find(is_it) {
            Some(place) => argument.clone_into(place),
            None => self.args.push(argument.to_owned()),
        }
        self
    }
}

/// A kubeconfig like that of `pinniped get kubeconfig`; JSON is valid YAML.
pub(crate) fn kubeconfig(contexts: &[Context]) -> String {
    let list = |what: &str, content: &dyn Fn(&Context) -> Value| -> Vec<Value> {
        let entry = |it: &Context| json!({"name": it.name, what: content(it)});
        contexts.iter().map(entry).collect()
    };
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": list("cluster", &|it| json!({
            "server": it.server,
            "certificate-authority-data": it.ca,
        })),
        "contexts": list("context", &|it| json!({
            "cluster": it.name,
            "user": it.name,
            "namespace": it.namespace,
        })),
        "users": list("user", &|it| json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "command": "/usr/local/bin/pinniped",
            "args": it.args,
            "env": [],
            "provideClusterInfo": true,
        }})),
        "current-context": contexts.first().map_or("", |it| it.name),
    })
    .to_string()
}

/// A folder with kubeconfigs.
pub(crate) struct TestFolder {
    folder: TempDir,
}

impl TestFolder {
    pub(crate) fn with(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    /// A folder with the file `a.yaml`.
    pub(crate) fn of(contexts: &[Context]) -> Self {
        Self::with(&[("a.yaml", kubeconfig(contexts))])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn import(&self, arguments: &[&str]) -> Run {
        self.import_with(arguments, &[])
    }

    /// Runs the import with these environment variables, and without proxy and kubeconfig variables.
    pub(crate) fn import_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .arg("import")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env_remove("KUBECONFIG")
            .env_remove("HTTPS_PROXY")
            .env_remove("https_proxy")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        Run::of(&output)
    }

    /// Imports for a portal with a public URL.
    pub(crate) fn import_public(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["--public-url", "https://clusters.example/k8s"];
        all.extend(arguments);
        self.import(&all)
    }
}

/// The exit code and output of the command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// The configuration; panics if the command failed.
    pub(crate) fn document(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.err);
        serde_saphyr::from_str(&self.out).unwrap()
    }

    /// Asserts exit code 2 (the user has to change something) and these words in the error.
    pub(crate) fn assert_rejected(&self, words: &[&str]) {
        self.ends_with(2, words);
    }

    /// Asserts exit code 1 (a retry can succeed) and these words in the error.
    pub(crate) fn assert_failed(&self, words: &[&str]) {
        self.ends_with(1, words);
    }

    fn ends_with(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.err);
        assert_eq!(self.out, "");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
    }
}

/// Validates a configuration as the gateway does.
pub(crate) fn served(yaml: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("client-secret"), "s3cret").unwrap();
    Config::from_yaml(yaml, "haulout.yaml", folder.path())
        .map(drop)
        .map_err(|error| error.to_string())
}
