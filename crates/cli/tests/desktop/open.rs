//! `haulout open`: the sign-in, the live folder's files, and cleaning up.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use haulout_devstack::{Fault, Script};

use crate::scene::{Haulout, Scene};

const SERVED: [&str; 6] = [
    "dev.json",
    "haulout.lock",
    "haulout.sock",
    "haulout.yaml",
    "prod-eu.json",
    "settings.yaml",
];

#[tokio::test(flavor = "multi_thread")]
async fn kubectl_works_while_the_agent_runs() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    scene.wait_for_files(&SERVED).await;
    for cluster in ["dev", "prod-eu"] {
        let output = scene
            .kubectl(&["--context", cluster, "auth", "whoami"])
            .await;
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(shown.contains("pinny"), "{output:?}");
    }

    let (code, output_lines) = haulout.terminate().await;
    assert_eq!(code, Some(0), "{output_lines:#?}");
    assert_eq!(scene.files(), ["settings.yaml"], "no credential is left");
    assert!(!scene.read("settings.yaml").contains("PRIVATE KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn open_warns_if_kubectl_would_refuse_to_run_cat() {
    let scene = Scene::supervisor().await;
    let kuberc = scene.home.path().join(".kube/kuberc");
    fs::create_dir(scene.home.path().join(".kube")).unwrap();
    fs::write(kuberc, "credentialPluginPolicy: DenyAll\n").unwrap();
    let mut haulout = scene.open(&[]);
    haulout
        .wait_for_line("refuse the credential plugin `cat`")
        .await;
    haulout.wait_for_line("- name: cat").await;
    drop(haulout);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_accessible_by_the_owner_only() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(scene.folder()), 0o700);
    for name in SERVED {
        assert_eq!(mode(scene.folder().join(name)), 0o600, "{name}");
    }
    drop(haulout);
}

#[tokio::test(flavor = "multi_thread")]
async fn output_contains_no_code_and_no_token() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    let (_, output_lines) = haulout.terminate().await;
    let output_lines = output_lines.join("\n");
    let requests = scene.stack.journal().requests("/oauth2/token");
    let fields = requests.iter().flat_map(|request| &request.fields);
    let secret = ["code", "code_verifier", "subject_token", "refresh_token"];
    let secrets: Vec<_> = fields
        .filter(|(name, _)| secret.contains(&name.as_str()))
        .collect();
    assert!(
        secrets.len() >= 3,
        "a code, a verifier and subject tokens were sent"
    );
    for (name, value) in secrets {
        assert!(!output_lines.contains(value.as_str()), "{name} was printed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keep_option_leaves_the_files_on_exit() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&["--keep"]).await;
    let (code, _) = haulout.terminate().await;
    assert_eq!(code, Some(0));
    let output = scene.kubectl(&["--context", "dev", "auth", "whoami"]).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_agent_names_the_first_and_keeps_its_files() {
    let scene = Scene::supervisor().await;
    let haulout = scene.signed_in(&[]).await;
    let before = scene.read("dev.json");
    let (code, output_lines) = scene.open(&[]).wait().await;
    let pid = haulout.process.id().unwrap();
    assert_eq!(code, Some(3));
    assert!(
        output_lines.join("\n").contains(&format!("process {pid}")),
        "{output_lines:#?}"
    );
    assert_eq!(scene.read("dev.json"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_removes_credentials_of_a_crashed_process() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.signed_in(&[]).await;
    haulout.process.kill().await.unwrap();
    assert!(scene.read("dev.json").contains("PRIVATE KEY"));
    let mut next = scene.open(&[]);
    next.link().await;
    let left = scene.read("dev.json");
    assert!(!left.contains("PRIVATE KEY"), "{left}");
    let output = scene.kubectl(&["--context", "dev", "auth", "whoami"]).await;
    assert!(!output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_exits_if_its_folder_is_removed() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    fs::remove_dir_all(scene.folder()).unwrap();
    scene.sign_in(&link).await;
    let (code, output_lines) = haulout.wait().await;
    assert_eq!(code, Some(1));
    assert!(
        output_lines.join("\n").contains("has been removed"),
        "{output_lines:#?}"
    );
    assert!(!scene.folder().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_retries_a_failed_write() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    let target = scene.folder().join("dev.json");
    fs::remove_file(&target).unwrap();
    fs::create_dir(&target).unwrap();
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev.json is not a file").await;
    fs::remove_dir(&target).unwrap();
    haulout.wait_for_line("dev.json has been written").await;
    assert!(scene.read("dev.json").contains("PRIVATE KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn instructions_appear_only_after_the_kubeconfig_is_written() {
    let scene = Scene::supervisor().await;
    let theirs = scene.home.path().join("their-kubeconfig");
    let mut haulout = scene.open(&["--merge", theirs.to_str().unwrap()]);
    let link = haulout.link().await;
    let target = scene.folder().join("haulout.yaml");
    fs::create_dir(&target).unwrap();
    scene.sign_in(&link).await;
    haulout.wait_for_line("haulout.yaml is not a file").await;
    fs::remove_dir(&target).unwrap();
    haulout.wait_for_line("haulout.yaml has been written").await;
    haulout.wait_for_line("export KUBECONFIG").await;
    let (_, output_lines) = haulout.terminate().await;
    let position = |text| output_lines.iter().position(|line| line.contains(text));
    let expected = [
        "haulout.yaml has been written",
        "their-kubeconfig contains",
        "export KUBECONFIG",
    ];
    let positions = expected.map(position);
    assert!(
        positions.is_sorted() && positions[0].is_some(),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn error_suggests_another_folder_if_one_cannot_be_created() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("portal.yaml/haulout");
    let (code, output_lines) = scene
        .open(&["--folder", file.to_str().unwrap()])
        .wait()
        .await;
    assert_eq!(code, Some(2));
    assert!(
        output_lines
            .join("\n")
            .contains("specify another folder with --folder"),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_exits_with_the_reason_of_a_denied_sign_in() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    let mut parts: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    parts.retain(|(name, _)| name == "state" || name == "redirect_uri");
    let find = |name: &str| &parts.iter().find(|it| it.0 == name).unwrap().1;
    haulout
        .type_line(&format!(
            "{}?error=access_denied&state={}",
            find("redirect_uri"),
            find("state")
        ))
        .await;
    let (code, output_lines) = haulout.wait().await;
    assert_eq!(code, Some(1));
    assert!(
        output_lines.join("\n").contains("HAULOUT_ACCESS_DENIED"),
        "{output_lines:#?}"
    );
    assert_eq!(scene.files(), ["settings.yaml"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_without_options_lists_the_required_ones() {
    let home = tempfile::tempdir().unwrap();
    let (code, output_lines) = Haulout::start(home.path(), &["open"]).wait().await;
    assert_eq!(code, Some(2));
    assert!(
        output_lines.join("\n").contains("--config FILE"),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_retries_while_the_issuer_is_down() {
    let scene = Scene::supervisor().await;
    scene.stack.set_fault(Fault::IssuerDown, true);
    let mut haulout = scene.open(&[]);
    haulout.wait_for_line("HAULOUT_ISSUER_UNREACHABLE").await;
    haulout.wait_for_line("retrying in").await;
    scene.stack.set_fault(Fault::IssuerDown, false);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev: credential for pinny").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merge_option_adds_clusters_and_keeps_existing_entries() {
    let scene = Scene::supervisor().await;
    let theirs = scene.home.path().join("their-kubeconfig");
    let text = "apiVersion: v1\nkind: Config\nclusters: [{name: old, cluster: {server: 'https://old.example'}}]\n\
                contexts: [{name: old, context: {cluster: old, user: ''}}]\ncurrent-context: old\nusers: []\n";
    fs::write(&theirs, text).unwrap();
    let haulout = scene
        .signed_in(&["--merge", theirs.to_str().unwrap()])
        .await;
    let view = scene
        .kubectl(&[
            "--kubeconfig",
            theirs.to_str().unwrap(),
            "config",
            "get-contexts",
            "-o",
            "name",
        ])
        .await;
    let contexts = String::from_utf8(view.stdout).unwrap();
    assert_eq!(
        contexts.lines().collect::<Vec<_>>(),
        ["dev", "old", "prod-eu"]
    );
    assert!(
        fs::read_to_string(&theirs)
            .unwrap()
            .contains("current-context: old")
    );
    let (_, output_lines) = haulout.terminate().await;
    assert!(
        output_lines.iter().any(|line| line.contains("merged into")),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_unknown_authority_is_named_as_such() {
    let script = Script {
        issuer_https: true,
        ..Script::default()
    };
    let scene = Scene::set(script).await;
    let mut haulout = scene.open(&[]);
    haulout.wait_for_line("HAULOUT_ISSUER_TLS_INVALID").await;
}
