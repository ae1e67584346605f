//! `haulout credential`, which prints only JSON to the standard output.

use std::process::{Output, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use url::Url;

use crate::scene::{Scene, output_of};

impl Scene {
    fn credential(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
        command.arg("credential").args(arguments);
        command.env("HOME", self.home.path());
        command.kill_on_drop(true);
        command
    }
}

fn assert_is_credential(text: &str) {
    let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(json["kind"], "ExecCredential");
    assert_eq!(json["apiVersion"], "client.authentication.k8s.io/v1");
    let key = json["status"]["clientKeyData"].as_str().unwrap();
    assert!(key.contains("PRIVATE KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_uses_the_running_agent() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    let before = scene.stack.journal().entries().len();
    let output: Output = scene.credential(&["dev"]).output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_is_credential(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.stderr, b"");
    let after = scene.stack.journal().entries().len();
    assert_eq!(before, after, "an existing credential causes no request");

    let output = scene.credential(&["../../x"]).output().await.unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(1), &b""[..])
    );
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("HAULOUT_CLUSTER_UNKNOWN"), "{stderr}");
    drop(haulout);
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_waits_for_a_pending_sign_in() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    let mut command = scene.credential(&["prod-eu"]);
    let waiting = command.stdout(Stdio::piped()).spawn().unwrap();
    scene.sign_in(&link).await;
    let (code, text) = output_of(waiting).await;
    assert_eq!(code, Some(0));
    assert_is_credential(&text);
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_signs_in_with_the_saved_settings() {
    let scene = Scene::supervisor().await;
    let output = scene.credential(&["dev"]).output().await.unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.contains("`haulout open` is not running"), "{stderr}");

    let mut haulout = scene.open(&[]);
    haulout.link().await;
    haulout.terminate().await;
    let mut command = scene.credential(&["dev", "--no-page"]);
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut alone = command.spawn().unwrap();
    let mut lines = BufReader::new(alone.stderr.take().unwrap()).lines();
    let link = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if line.contains("/oauth2/authorize?") {
            break Url::parse(line.trim()).unwrap();
        }
    };
    scene.sign_in(&link).await;
    let (code, text) = output_of(alone).await;
    assert_eq!(code, Some(0));
    assert_is_credential(&text);
    let asked = scene.stack.journal().requests("/tokencredentialrequests");
    assert_eq!(asked.len(), 1, "only for the requested cluster");
}

#[tokio::test(flavor = "multi_thread")]
async fn kubectl_runs_the_credential_command_as_a_plugin() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    let dev = scene.stack.cluster("dev").unwrap();
    let kubeconfig = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "dev", "cluster": {
            "server": dev.url(),
            "certificate-authority-data": BASE64_STANDARD.encode(dev.ca_pem()),
        }}],
        "users": [{"name": "me", "user": {"exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": env!("CARGO_BIN_EXE_haulout"),
            "args": ["credential", "dev"],
            "interactiveMode": "IfAvailable",
        }}}],
        "contexts": [{"name": "dev", "context": {"cluster": "dev", "user": "me"}}],
        "current-context": "dev",
    });
    let file = scene.home.path().join("config");
    std::fs::write(&file, kubeconfig.to_string()).unwrap();
    let output = Command::new("kubectl")
        .args(["auth", "whoami"])
        .env("KUBECONFIG", &file)
        .env("HOME", scene.home.path())
        .output()
        .await
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("pinny"), "{output:?}");
    drop(haulout);
}
