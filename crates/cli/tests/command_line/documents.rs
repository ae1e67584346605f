//! The shell blocks of the documents that are marked `run`, executed as they stand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

#[test]
fn every_block_that_is_marked_run_succeeds() {
    let mut documents_with_blocks = Vec::new();
    for path in documents() {
        let blocks = blocks(&fs::read_to_string(&path).unwrap());
        if blocks.is_empty() {
            continue;
        }
        // The blocks of a document are steps of one task.
        let computer = Computer::new();
        for block in blocks {
            let output = computer.run(&block);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{path:?}:\n{block}\n{errors}");
        }
        documents_with_blocks.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    documents_with_blocks.sort();
    let expected = [
        "configuration.md",
        "import.md",
        "installation.md",
        "kubeconfig-export.md",
    ];
    assert_eq!(documents_with_blocks, expected);
}

#[test]
fn a_block_that_fails_is_noticed() {
    let computer = Computer::new();
    assert!(computer.run("haulout --version").status.success());
    let first_of_two = "haulout merge missing.yaml\ntrue\n";
    assert!(!computer.run(first_of_two).status.success());
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let entries = fs::read_dir(root.join("docs")).unwrap();
    let pages = entries.map(|entry| entry.unwrap().path());
    pages
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .chain([root.join("README.md"), root.join("pkg/README.md")])
        .collect()
}

/// The blocks that begin with `sh run` after the backticks, which may be indented in a list.
fn blocks(document: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == "```sh run" {
            let block = lines.by_ref().take_while(|line| line.trim_start() != "```");
            blocks.push(block.collect::<Vec<_>>().join("\n"));
        }
    }
    blocks
}

/// The home folder of a reader, with the files that the documents assume.
struct Computer {
    home: tempfile::TempDir,
}

impl Computer {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&key);
        let ca = BASE64_STANDARD.encode(certificate.unwrap().pem());
        for (name, text) in [
            ("prod.yaml", pinniped_kubeconfig("prod", &ca)),
            ("staging.yaml", pinniped_kubeconfig("staging", &ca)),
            ("client-secret", "any-secret\n".to_owned()),
            ("dev.kubeconfig.yaml", DOWNLOADED.to_owned()),
        ] {
            fs::write(home.path().join(name), text).unwrap();
        }
        Self { home }
    }

    fn run(&self, block: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_haulout")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        Command::new("bash")
            .args(["-e", "-u", "-o", "pipefail", "-c", block])
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .env("PATH", path)
            .env_remove("KUBECONFIG")
            .output()
            .unwrap()
    }
}

/// As `pinniped get kubeconfig` writes it.
fn pinniped_kubeconfig(name: &str, ca: &str) -> String {
    format!(
        r#"apiVersion: v1
kind: Config
clusters:
- name: {name}-pinniped
  cluster: {{server: "https://{name}.acme.example:6443", certificate-authority-data: {ca}}}
contexts:
- name: {name}-pinniped
  context: {{cluster: {name}-pinniped, user: {name}-pinniped}}
current-context: {name}-pinniped
users:
- name: {name}-pinniped
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: /usr/local/bin/pinniped
      args:
      - login
      - oidc
      - --enable-concierge
      - --concierge-api-group-suffix=pinniped.dev
      - --concierge-authenticator-name=supervisor
      - --concierge-authenticator-type=jwt
      - --concierge-endpoint=https://{name}.acme.example:6443
      - --concierge-ca-bundle-data={ca}
      - --issuer=https://supervisor.acme.example/demo
      - --client-id=pinniped-cli
      - --scopes=offline_access,openid,pinniped:request-audience,username,groups
      - --request-audience={name}-7f3a
"#
    )
}

/// As the portal's **Download** saves it, with shorter data.
const DOWNLOADED: &str = "apiVersion: v1
kind: Config
clusters:
- name: dev
  cluster: {server: 'https://dev.acme.example:6443'}
contexts:
- name: dev
  context: {cluster: dev, user: pinny@dev}
current-context: dev
users:
- name: pinny@dev
  user: {token: any}
";
