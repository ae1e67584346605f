//! `haulout open --inline`: a kubeconfig with the credentials, for clients that may run no plugin.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use crate::scene::Scene;

const SERVED: [&str; 4] = [
    "haulout.lock",
    "haulout.sock",
    "haulout.yaml",
    "settings.yaml",
];
const CERTIFICATE: Duration = Duration::from_secs(24);

#[tokio::test(flavor = "multi_thread")]
async fn inline_kubeconfig_has_each_new_certificate_and_is_removed_on_exit() {
    let scene = Scene::with_certificates(CERTIFICATE).await;
    let haulout = scene.signed_in(&["--inline"]).await;
    scene.wait_for_files(&SERVED).await;
    let started = Instant::now();
    let mut kubeconfigs: Vec<String> = Vec::new();
    while kubeconfigs.len() < 2 {
        assert!(started.elapsed() < 2 * CERTIFICATE, "it was not renewed");
        let output = scene.kubectl(&["get", "--raw", "/api"]).await;
        assert!(output.status.success(), "{output:?}");
        let kubeconfig = scene.read("haulout.yaml");
        assert!(kubeconfig.contains("client-key-data: "), "there is none");
        assert!(!kubeconfig.contains("exec:"), "it has a plugin");
        if kubeconfigs.last() != Some(&kubeconfig) {
            kubeconfigs.push(kubeconfig);
        }
    }
    let metadata = fs::metadata(scene.folder().join("haulout.yaml")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);

    let (code, output_lines) = haulout.terminate().await;
    assert_eq!(code, Some(0), "{output_lines:#?}");
    assert_eq!(scene.files(), ["settings.yaml"], "no credential is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn inline_kubeconfig_of_a_crashed_process_is_removed() {
    for options in [&["--inline"][..], &[]] {
        let scene = Scene::supervisor().await;
        let mut haulout = scene.signed_in(&["--inline"]).await;
        haulout.process.kill().await.unwrap();
        assert!(scene.read("haulout.yaml").contains("client-key-data: "));
        let mut next = scene.open(options);
        next.link().await;
        assert!(!scene.files().contains(&"haulout.yaml".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn inline_and_merge_are_refused_together() {
    let scene = Scene::supervisor().await;
    let (code, output_lines) = scene.open(&["--inline", "--merge"]).wait().await;
    assert_eq!(code, Some(2));
    assert!(
        output_lines.join("\n").contains("cannot be used with"),
        "{output_lines:#?}"
    );
}
