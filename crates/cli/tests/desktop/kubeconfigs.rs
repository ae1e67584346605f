//! `haulout open --kubeconfig`, with the kubeconfigs in `tests/cases/kubeconfig` and others that kubectl accepts.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::scene::{Haulout, Scene};
use crate::source::pinniped;

fn case(name: &str) -> PathBuf {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/kubeconfig");
    cases.join(name)
}

/// Starts `haulout open` with a kubeconfig and waits until it asks the issuer in it, which does not exist.
async fn assert_accepted(home: &Path, kubeconfig: &Path) -> Vec<String> {
    let arguments = [
        "open",
        "--no-page",
        "--kubeconfig",
        kubeconfig.to_str().unwrap(),
    ];
    let mut haulout = Haulout::start(home, &arguments);
    haulout.wait_for_line("HAULOUT_ISSUER_").await;
    haulout.terminate().await.1
}

async fn assert_rejected(home: &Path, kubeconfig: &Path, reason: &str) {
    let arguments = [
        "open",
        "--no-page",
        "--kubeconfig",
        kubeconfig.to_str().unwrap(),
    ];
    let (code, output_lines) = Haulout::start(home, &arguments).wait().await;
    let text = output_lines.join("\n");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains(reason), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_accepts_kubeconfigs_that_kubectl_accepts() {
    let home = tempfile::tempdir().unwrap();
    let with_bom = home.path().join("bom.yaml");
    let text = fs::read_to_string(case("exec-args-null.yaml")).unwrap();
    fs::write(&with_bom, format!("\u{feff}{text}")).unwrap();
    for (name, skipped) in [
        ("exec-args-null.yaml", "gke_acme_europe-west1_dev"),
        ("cluster-null.yaml", "gke_acme_europe-west1_dev"),
        ("user-without-body.yaml", "gke_acme_europe-west1_dev"),
        ("context-user-empty.yaml", "anonymous"),
        ("context-without-user.yaml", "nouser"),
        ("ca-data-empty.yaml", ""),
        ("utf16le.yaml", ""),
        ("ca-file.yaml", ""),
        (with_bom.to_str().unwrap(), ""),
    ] {
        let text = assert_accepted(home.path(), &case(name)).await.join("\n");
        let is_named = text.contains(&format!("context `{skipped}` is skipped"));
        assert_eq!(is_named, !skipped.is_empty(), "{name}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_names_what_it_cannot_use_in_a_kubeconfig() {
    let home = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(case("ca-file.yaml")).unwrap();
    let insecure = home.path().join("insecure.yaml");
    let replaced = text.replace(
        "certificate-authority: certs/ca.crt",
        "insecure-skip-tls-verify: true",
    );
    fs::write(&insecure, replaced).unwrap();
    let no_file = home.path().join("no-file.yaml");
    fs::write(&no_file, text).unwrap();
    let missing = home.path().join("certs/ca.crt").display().to_string();
    for (file, reason) in [
        (
            case("users-null.yaml"),
            "context `plain` is skipped: it has no user",
        ),
        (case("duplicate-key.yaml"), "the key `kind` is there twice"),
        (
            insecure,
            "context `prod-pinniped` has `insecure-skip-tls-verify`",
        ),
        (
            no_file,
            &format!("has a `certificate-authority` {missing} that does not exist"),
        ),
    ] {
        assert_rejected(home.path(), &file, reason).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_reads_the_ca_file_relative_to_the_kubeconfig() {
    let scene = Scene::supervisor().await;
    let dev = scene.stack.cluster("dev").unwrap();
    let data = BASE64_STANDARD.encode(dev.ca_pem());
    let text = pinniped(&scene).replace(
        &format!("\"certificate-authority-data\":\"{data}\""),
        "\"certificate-authority\":\"certs/ca.crt\",\"certificate-authority-data\":\"\"",
    );
    let folder = scene.home.path().join("clusters");
    fs::create_dir_all(folder.join("certs")).unwrap();
    fs::write(folder.join("certs/ca.crt"), dev.ca_pem()).unwrap();
    let file = folder.join("pinniped.yaml");
    fs::write(&file, text).unwrap();
    let context = "admin@dev/context-pinniped";
    let arguments = ["open", "--no-page", "--kubeconfig", file.to_str().unwrap()];
    let mut arguments = arguments.to_vec();
    arguments.extend(["--context", context]);
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout
        .wait_for_line("admin-dev-context-pinniped: credential for pinny")
        .await;
    let output = scene.kubectl(&["auth", "whoami"]).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_combines_the_files_of_the_kubeconfig_variable() {
    let scene = Scene::supervisor().await;
    let path = |name: &str| scene.home.path().join(name);
    let text = pinniped(&scene);
    fs::write(
        path("pinniped.yaml"),
        text.replace("admin@prod-eu", "other@prod-eu"),
    )
    .unwrap();
    fs::write(
        path("no-current.yaml"),
        "kind: Config\ncurrent-context: ''\n",
    )
    .unwrap();
    fs::write(
        path("current.yaml"),
        "current-context: other@prod-eu/context-pinniped\n",
    )
    .unwrap();
    let list = [
        "missing.yaml",
        "no-current.yaml",
        "current.yaml",
        "pinniped.yaml",
    ]
    .map(path);
    let list = std::env::join_paths(list).unwrap();
    let arguments = ["open", "--no-page", "--kubeconfig"];
    let mut haulout = Haulout::start_with(scene.home.path(), &arguments, &[("KUBECONFIG", list)]);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout
        .wait_for_line("other-prod-eu-context-pinniped: credential for pinny")
        .await;
}
