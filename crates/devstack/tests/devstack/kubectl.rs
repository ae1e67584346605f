//! The real kubectl works with a certificate of the stack until it expires.

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use haulout_devstack::Cluster;
use serde_json::{Value, json};

use crate::support::{Scene, text};

#[tokio::test(flavor = "multi_thread")]
async fn kubectl_is_authenticated_until_the_certificate_expires() {
    let scene = Scene::supervisor().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kubeconfig");
    let document = kubeconfig(scene.dev(), &scene.credential().await);
    std::fs::write(&file, document.to_string()).unwrap();

    let output = kubectl(&file, &["auth", "whoami"]);
    assert!(output.status.success(), "{output:?}");
    let shown = String::from_utf8(output.stdout).unwrap();
    for expected in ["pinny", "seals", "cluster-viewers", "system:authenticated"] {
        assert!(shown.contains(expected), "{shown}");
    }
    let output = kubectl(&file, &["get", "namespaces", "--output=name"]);
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(listed.contains("namespace/default\n"), "{output:?}");

    scene.dev().api_clock().set_offset_seconds(301);
    let output = kubectl(&file, &["auth", "whoami"]);
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("Unauthorized"), "{error}");
}

fn kubectl(kubeconfig: &Path, arguments: &[&str]) -> Output {
    let home = kubeconfig.parent().unwrap();
    Command::new("kubectl")
        .args(arguments)
        .env("KUBECONFIG", kubeconfig)
        .env("HOME", home)
        .output()
        .unwrap()
}

/// JSON is YAML, so kubectl reads it.
fn kubeconfig(cluster: &Cluster, credential: &Value) -> Value {
    let encoded = |name: &str| STANDARD.encode(text(&credential[name]));
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "dev", "cluster": {
            "server": cluster.url(),
            "certificate-authority-data": STANDARD.encode(cluster.ca_pem()),
        }}],
        "users": [{"name": "pinny", "user": {
            "client-certificate-data": encoded("clientCertificateData"),
            "client-key-data": encoded("clientKeyData"),
        }}],
        "contexts": [{"name": "dev", "context": {"cluster": "dev", "user": "pinny"}}],
        "current-context": "dev",
    })
}
