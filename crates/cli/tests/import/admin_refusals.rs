//! `--from-cluster`: unusable kubeconfigs, servers and options.

use serde_json::{Value, json};

use crate::api_server::ApiServer;
use crate::concierge::{Concierge, import_as, kubeconfig};
use crate::scene::{Run, TestFolder, bundle};

/// The prefix of error messages.
const ORIGIN: &str = "admin.yaml: context `prod`";

fn with_admin(edit: impl FnOnce(&ApiServer, &mut Value), arguments: &[&str]) -> Run {
    let server = Concierge::new().start();
    let mut admin = kubeconfig(&[("prod", server.cluster(), server.administrator())]);
    edit(&server, &mut admin);
    import_as(admin, arguments)
}

#[test]
fn request_without_a_credential_reports_401() {
    let run = with_admin(|_, admin| admin["users"][0]["user"] = json!({}), &[]);
    run.assert_rejected(&[ORIGIN, "rejects the credential", "401"]);
}

#[test]
fn server_with_an_untrusted_certificate_gets_no_request() {
    let server = Concierge::new().start();
    let mut cluster = server.cluster();
    cluster["certificate-authority-data"] = json!(bundle());
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    import_as(admin, &[]).assert_failed(&[ORIGIN, "is not reachable", "certificate"]);
    assert_eq!(server.request_log(), Vec::<String>::new());
}

#[test]
fn unreachable_server_exits_with_1() {
    let server = Concierge::new().start();
    let admin = kubeconfig(&[("prod", server.cluster(), server.administrator())]);
    drop(server);
    import_as(admin, &[]).assert_failed(&[ORIGIN, "is not reachable"]);
}

#[test]
fn admin_context_without_tls_verification_is_rejected() {
    let server = Concierge::new().start();
    let cluster = json!({"server": server.url(), "insecure-skip-tls-verify": true});
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    import_as(admin, &[]).assert_rejected(&[ORIGIN, "`insecure-skip-tls-verify`"]);
    assert_eq!(server.request_log(), Vec::<String>::new());
}

#[test]
fn error_names_the_missing_kubeconfig_entry() {
    let named = ["--context", "staging"];
    with_admin(|_, _| (), &named)
        .assert_rejected(&["admin.yaml: context `staging` does not exist"]);
    let without = |what: &'static str| with_admin(|_, admin| admin[what] = json!([]), &[]);
    without("clusters")
        .assert_rejected(&["context `prod` refers to the cluster `prod`, which does not exist"]);
    without("users")
        .assert_rejected(&["context `prod` refers to the user `prod`, which does not exist"]);
    let run = with_admin(|_, admin| admin["current-context"] = json!(""), &[]);
    run.assert_rejected(&["admin.yaml has no current context", "--context"]);
    let missing = ["--from-cluster", "--kubeconfig", "missing.yaml"];
    TestFolder::with(&[])
        .import_public(&missing)
        .assert_rejected(&["missing.yaml does not exist"]);
}

#[test]
fn error_does_not_quote_an_invalid_kubeconfig() {
    let text = "users:\n- name: prod\n  user: {token: s3cret-token\n";
    let folder = TestFolder::with(&[("admin.yaml", text.to_owned())]);
    let run = folder.import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"]);
    run.assert_rejected(&["admin.yaml:3: a bracket or a comma is missing or wrong"]);
    assert!(!run.err.contains("s3cret"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn error_does_not_quote_credential_plugin_output() {
    for (script, reason) in [
        ("echo s3cret-token; exit 3", "exited with 3"),
        ("echo s3cret-token", "no ExecCredential"),
    ] {
        let exec = json!({
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "sh",
            "args": ["-c", script],
            "interactiveMode": "Never",
        });
        let run = with_admin(
            |_, admin| admin["users"][0]["user"] = json!({"exec": exec}),
            &[],
        );
        run.assert_rejected(&[ORIGIN, "there is no credential", reason]);
        assert!(!run.err.contains("s3cret"), "{}", run.err);
    }
}

#[test]
fn options_of_both_modes_cannot_be_combined() {
    let folder = TestFolder::with(&[]);
    let both = ["--from-cluster", "a.yaml"];
    folder
        .import_public(&both)
        .assert_rejected(&["--from-cluster", "cannot be used with"]);
    for flag in [
        "--kubeconfig=x",
        "--api-group-suffix=x",
        "--concierge-credential-issuer=x",
        "--concierge-authenticator-name=x",
        "--concierge-authenticator-type=jwt",
    ] {
        let name = flag.split('=').next().unwrap();
        folder
            .import_public(&["a.yaml", flag])
            .assert_rejected(&[name, "cannot be used with"]);
        folder
            .import_public(&[flag])
            .assert_rejected(&["KUBECONFIG"]);
    }
    folder.import_public(&[]).assert_rejected(&["KUBECONFIG"]);
}
