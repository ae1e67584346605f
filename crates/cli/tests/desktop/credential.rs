//! `haulout credential`, which prints only JSON to the standard output.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use url::Url;

use crate::scene::{Scene, output_of};

impl Scene {
    fn credential(&self, arguments: &[&str]) -> Command {
        self.credential_of(env!("CARGO_BIN_EXE_haulout").as_ref(), arguments)
    }

    fn credential_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
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

    let parameter = "issuer.authorizationParameters=acr_values=mfa";
    let mut haulout = scene.open(&["--set", parameter]);
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
    assert!(link.as_str().ends_with("&acr_values=mfa"), "{link}");
    scene.sign_in(&link).await;
    let (code, text) = output_of(alone).await;
    assert_eq!(code, Some(0));
    assert_is_credential(&text);
    let asked = scene.stack.journal().requests("/tokencredentialrequests");
    assert_eq!(asked.len(), 1, "only for the requested cluster");
}

/// A folder in which `haulout open` has saved its settings, and which every user can reach.
async fn reachable_folder(scene: &Scene) -> PathBuf {
    let mut haulout = scene.open(&[]);
    haulout.link().await;
    haulout.terminate().await;
    fs::set_permissions(scene.home.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(
        scene.home.path().join(".kube"),
        Permissions::from_mode(0o755),
    )
    .unwrap();
    scene.folder()
}

async fn refusal(mut command: Command) -> String {
    command.stdin(Stdio::null());
    let waiting = tokio::time::timeout(REFUSAL_TIMEOUT, command.output()).await;
    let output = waiting.expect("the command ends").unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(2), &b""[..])
    );
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_refuses_settings_that_others_can_write() {
    let scene = Scene::supervisor().await;
    let folder = reachable_folder(&scene).await;
    let before = scene.stack.journal().entries().len();
    for (path, private) in [
        (folder.clone(), 0o700),
        (folder.join("settings.yaml"), 0o600),
    ] {
        for open in [0o020, 0o002] {
            fs::set_permissions(&path, Permissions::from_mode(private | open)).unwrap();
            let stderr = refusal(scene.credential(&["dev", "--no-page"])).await;
            let expected = format!("{} can be written by other users", path.display());
            assert!(stderr.contains(&expected), "{stderr}");
            assert!(stderr.contains("chmod go-w"), "{stderr}");
        }
        fs::set_permissions(&path, Permissions::from_mode(private)).unwrap();
    }
    let after = scene.stack.journal().entries().len();
    assert_eq!(
        before, after,
        "nothing is sent to the address in the settings"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_refuses_settings_of_another_user() {
    let scene = Scene::supervisor().await;
    let folder = reachable_folder(&scene).await;
    for path in [folder.clone(), folder.join("settings.yaml")] {
        if chown(&path, Some(OTHER_USER), None).is_err() {
            // Only root can give files away.
            return;
        }
        let stderr = refusal(scene.credential(&["dev", "--no-page"])).await;
        let expected = format!("{} belongs to another user", path.display());
        assert!(stderr.contains(&expected), "{stderr}");
        chown(&path, Some(0), None).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_command_and_agent_of_different_users_refuse_each_other() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    haulout.link().await;
    scene.wait_for_files(&WAITING).await;
    let shared = tempfile::tempdir().unwrap();
    symlink(
        scene.folder().join("haulout.sock"),
        shared.path().join("haulout.sock"),
    )
    .unwrap();
    for path in [
        scene.home.path(),
        &scene.home.path().join(".kube"),
        &scene.folder(),
    ] {
        fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    }
    let socket = Permissions::from_mode(0o666);
    fs::set_permissions(scene.folder().join("haulout.sock"), socket).unwrap();
    if chown(shared.path(), Some(OTHER_USER), None).is_err() {
        // Only root can start a process of another user.
        return;
    }
    let shown = shared.path().to_str().unwrap();
    // The other user may have no access to the folder of this checkout.
    let program = scene.home.path().join("haulout");
    fs::copy(env!("CARGO_BIN_EXE_haulout"), &program).unwrap();
    let arguments = ["dev", "--no-page", "--folder", shown];
    let mut command = scene.credential_of(&program, &arguments);
    command.uid(OTHER_USER).current_dir(scene.home.path());
    let stderr = refusal(command).await;
    assert!(
        stderr.contains("haulout.sock belongs to another user (id 0)"),
        "{stderr}"
    );

    for (user, is_answered) in [(0, true), (OTHER_USER, false)] {
        let mut client = Command::new("node");
        client.args(["-e", SOCKET_CLIENT, "--"]).uid(user);
        client.current_dir(scene.home.path());
        let output = client
            .arg(scene.folder().join("haulout.sock"))
            .output()
            .await
            .unwrap();
        let answer = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            answer.contains("HAULOUT_CLUSTER_UNKNOWN"),
            is_answered,
            "{user}: {answer}"
        );
    }
    drop(haulout);
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

/// The user `nobody` on most systems; any other user would do.
const OTHER_USER: u32 = 65534;
/// The files of the folder before the sign-in.
const WAITING: [&str; 5] = [
    "dev.json",
    "haulout.lock",
    "haulout.sock",
    "prod-eu.json",
    "settings.yaml",
];
/// Asks the agent for a cluster that does not exist, and prints its response.
const SOCKET_CLIENT: &str = "const socket = require('net').connect(process.argv[1]);
socket.on('error', () => {}).end('{\"cluster\":\"missing\"}\\n');
socket.pipe(process.stdout);";
/// A command that is not refused would wait for a sign-in.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(20);
