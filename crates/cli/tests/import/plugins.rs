//! `--from-cluster` with credential plugins and with several kubeconfigs, as kubectl handles them.

use std::fs;

use serde_json::{Value, json};

use crate::api_server::ApiServer;
use crate::concierge::{Concierge, kubeconfig};
use crate::scene::{Run, TestFolder};

const FROM_CLUSTER: [&str; 3] = ["--from-cluster", "--kubeconfig", "admin.yaml"];

/// A user with a plugin that runs this shell script and counts its runs.
fn plugin(script: &str) -> Value {
    json!({"exec": {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", format!("echo run >> runs; {script}")],
        "env": null,
        "interactiveMode": "Never",
    }})
}

fn prints(status: &Value) -> String {
    let credential = json!({
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": status,
    });
    format!("echo '{credential}'")
}

fn import(server: &ApiServer, user: Value) -> (Run, usize) {
    let admin = kubeconfig(&[("prod", server.cluster(), user)]);
    let folder = TestFolder::with(&[("admin.yaml", admin.to_string())]);
    let run = folder.import_public(&FROM_CLUSTER);
    (run, runs(&folder))
}

fn runs(folder: &TestFolder) -> usize {
    let runs = fs::read_to_string(folder.path("runs"));
    runs.map_or(0, |runs| runs.lines().count())
}

#[test]
fn plugin_runs_again_after_a_401_but_only_once() {
    let server = Concierge::new().start();
    let stale = prints(&json!({"token": "stale"}));
    let fresh = prints(&json!({"token": "admin-token"}));
    let script = format!("if [ $(wc -l < runs) = 1 ]; then {stale}; else {fresh}; fi");
    let (run, runs) = import(&server, plugin(&script));
    run.document();
    assert_eq!(runs, 2);
    let (run, runs) = import(&server, plugin(&stale));
    run.assert_rejected(&["rejects the credential"]);
    assert_eq!(runs, 2);
}

#[test]
fn plugin_runs_again_when_its_credential_has_expired() {
    let server = Concierge::new().start();
    let expired = json!({"token": "admin-token", "expirationTimestamp": "2020-01-01T00:00:00Z"});
    let (run, runs) = import(&server, plugin(&prints(&expired)));
    run.document();
    assert_eq!(runs, server.request_log().len());
}

#[test]
fn plugin_of_two_contexts_runs_once() {
    let (one, two) = (Concierge::new().start(), Concierge::new().start());
    let user = plugin(&prints(&json!({"token": "admin-token"})));
    let mut admin = kubeconfig(&[
        ("one", one.cluster(), user),
        ("two", two.cluster(), json!({})),
    ]);
    admin["contexts"][1]["context"]["user"] = json!("one");
    let folder = TestFolder::with(&[("admin.yaml", admin.to_string())]);
    let contexts = ["--context", "one", "--context", "two"];
    let run = folder.import_public(&[&FROM_CLUSTER[..], &contexts].concat());
    assert_eq!(run.document()["clusters"].as_array().unwrap().len(), 2);
    assert_eq!(runs(&folder), 1);
}

#[test]
fn plugin_that_asks_for_it_gets_the_cluster() {
    let server = Concierge::new().start();
    let script = format!(
        "echo \"$KUBERNETES_EXEC_INFO\" > info; {}",
        prints(&json!({"token": "admin-token"}))
    );
    let mut user = plugin(&script);
    user["exec"]["provideClusterInfo"] = json!(true);
    let mut cluster = server.cluster();
    let name = "client.authentication.k8s.io/exec";
    cluster["extensions"] = json!([{"name": name, "extension": {"region": "eu"}}]);
    let admin = kubeconfig(&[("prod", cluster, user)]);
    let folder = TestFolder::with(&[("admin.yaml", admin.to_string())]);
    folder.import_public(&FROM_CLUSTER).document();
    let info = fs::read_to_string(folder.path("info")).unwrap();
    let info: Value = serde_json::from_str(&info).unwrap();
    let cluster = &info["spec"]["cluster"];
    assert_eq!(cluster["server"], server.url());
    assert_eq!(cluster["certificate-authority-data"], server.ca());
    assert_eq!(cluster["config"], json!({"region": "eu"}));
    assert_eq!(info["spec"]["interactive"], false);
}

#[test]
fn missing_plugin_is_named_with_its_install_hint() {
    let server = Concierge::new().start();
    let mut user = plugin("");
    user["exec"]["command"] = json!("haulout-no-such-plugin");
    user["exec"]["installHint"] = json!("Install it from https://plugin.example\n");
    let (run, _) = import(&server, user);
    run.assert_rejected(&[
        "the credential plugin `haulout-no-such-plugin` was not found",
        "Install it from https://plugin.example",
    ]);
}

#[test]
fn unusable_plugin_output_is_described_and_not_quoted() {
    let server = Concierge::new().start();
    for (script, reason) in [
        ("echo s3cret".to_owned(), "printed no ExecCredential"),
        (
            prints(&json!(null)),
            "printed neither a token nor a certificate",
        ),
        (
            prints(&json!({"clientCertificateData": "s3cret"})),
            "printed a certificate or a key without the other",
        ),
        (
            prints(&json!({"token": "s3cret", "expirationTimestamp": "soon"})),
            "printed an expirationTimestamp that is no time",
        ),
        (
            prints(&json!({"token": "s3cret"})).replace("io/v1", "io/v1beta1"),
            "printed another apiVersion than client.authentication.k8s.io/v1",
        ),
    ] {
        let (run, _) = import(&server, plugin(&script));
        run.assert_rejected(&["there is no credential: the credential plugin `sh`", reason]);
        assert!(!run.err.contains("s3cret"), "{}", run.err);
    }
}

#[test]
fn kubeconfig_list_skips_missing_files_and_takes_the_first_current_context() {
    let server = Concierge::new().start();
    let empty = json!({"apiVersion": "v1", "kind": "Config", "current-context": ""});
    let context = json!({
        "contexts": [{"name": "mine", "context": {"cluster": "prod", "user": "prod"}}],
        "current-context": "mine",
    });
    let entries = kubeconfig(&[("prod", server.cluster(), server.administrator())]);
    let folder = TestFolder::with(&[
        ("empty", empty.to_string()),
        ("context", context.to_string()),
        ("entries", entries.to_string()),
    ]);
    let run = folder.import_with(
        &["--public-url", "https://clusters.example", "--from-cluster"],
        &[("KUBECONFIG", ":missing:empty:context:entries:")],
    );
    let document = run.document();
    assert_eq!(document["clusters"][0]["name"], "mine");
    assert_eq!(document["clusters"][0]["server"], server.url());
    let run = folder.import_with(
        &["--public-url", "https://clusters.example", "--from-cluster"],
        &[("KUBECONFIG", "missing")],
    );
    run.assert_rejected(&["missing has no current context"]);
}
