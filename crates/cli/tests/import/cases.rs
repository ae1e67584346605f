//! The kubeconfigs in `tests/cases/kubeconfig`: what real tools write, and what the import does with it.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::api_server::ApiServer;
use crate::concierge::Concierge;
use crate::scene::{Run, TestFolder};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/cases/kubeconfig")
        .join(name)
}

/// Imports a case and asserts that the configuration has only the cluster `prod`.
fn imports_prod(name: &str, arguments: &[&str]) -> Run {
    let case = case(name);
    let mut all = vec![case.to_str().unwrap()];
    all.extend(arguments);
    let run = TestFolder::with(&[]).import_public(&all);
    let document = run.document();
    let clusters = document["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 1, "{name}: {document}");
    assert_eq!(clusters[0]["name"], "prod", "{name}");
    run
}

fn import(name: &str, arguments: &[&str]) -> Run {
    let case = case(name);
    let mut all = vec![case.to_str().unwrap()];
    all.extend(arguments);
    TestFolder::with(&[]).import_public(&all)
}

#[test]
fn import_accepts_what_kubectl_accepts() {
    for name in [
        "exec-args-null.yaml",
        "cluster-null.yaml",
        "user-without-body.yaml",
        "ca-data-empty.yaml",
        "context-user-empty.yaml",
        "context-without-user.yaml",
        "utf16le.yaml",
        "ca-file.yaml",
    ] {
        imports_prod(name, &[]);
        imports_prod(name, &["--context", "prod-pinniped"]);
    }
}

#[test]
fn import_says_which_contexts_it_leaves_out_and_why() {
    for (name, context, reason) in [
        (
            "exec-args-null.yaml",
            "gke_acme_europe-west1_dev",
            "does not sign in with `pinniped login oidc`",
        ),
        (
            "user-without-body.yaml",
            "gke_acme_europe-west1_dev",
            "does not sign in with `pinniped login oidc`",
        ),
        ("context-user-empty.yaml", "anonymous", "has no user"),
        ("context-without-user.yaml", "nouser", "has no user"),
    ] {
        let run = imports_prod(name, &[]);
        let note = format!("context `{context}` is skipped: it {reason}");
        assert!(run.err.contains(&note), "{name}: {}", run.err);
        import(name, &["--context", context])
            .assert_rejected(&[&format!("context `{context}` {reason}")]);
    }
    import("users-null.yaml", &[]).assert_rejected(&[
        "context `plain` is skipped: it has no user",
        "there is nothing to import",
    ]);
}

#[test]
fn empty_ca_data_means_the_systems_authorities() {
    let document = imports_prod("ca-data-empty.yaml", &[]).document();
    assert!(
        document["clusters"][0].get("caData").is_none(),
        "{document}"
    );
}

#[test]
fn duplicate_key_error_names_file_line_and_key() {
    let run = import("duplicate-key.yaml", &[]);
    run.assert_rejected(&["duplicate-key.yaml:37: ", "the key `kind` is there twice"]);
    assert!(!run.err.contains("Policy"), "{}", run.err);
}

/// A folder with a case for this server, and the files that cases refer to.
fn folder_for(server: &ApiServer, name: &str) -> TestFolder {
    let text = fs::read_to_string(case(name)).unwrap();
    let mut text = text.replace("https://127.0.0.1:9443/k/ok", &server.url());
    // The case has the bundle of another authority; only its form matters.
    let wrapped: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("      ") && !line.contains(": "))
        .collect();
    let inline = text
        .lines()
        .find_map(|line| line.strip_prefix("    certificate-authority-data: LS0"));
    let ca = server.ca();
    if let Some(inline) = inline {
        text = text.replace(&format!("LS0{inline}"), &ca);
    } else if !wrapped.is_empty() {
        let lines: Vec<String> = ca
            .as_bytes()
            .chunks(76)
            .map(|line| format!("      {}", std::str::from_utf8(line).unwrap()))
            .collect();
        text = text.replace(&wrapped.join("\n"), &lines.join("\n"));
    }
    let folder = TestFolder::with(&[("admin.yaml", text)]);
    for file in ["counted-plugin.sh", "token-with-newline.txt"] {
        fs::copy(case(file), folder.path(file)).unwrap();
    }
    fs::create_dir(folder.path("pki")).unwrap();
    let pem = BASE64_STANDARD.decode(ca).unwrap();
    fs::write(folder.path("pki/ca.crt"), pem).unwrap();
    folder
}

#[test]
fn import_from_cluster_accepts_what_kubectl_accepts() {
    for name in [
        "admin-ca-data-wrapped.yaml",
        "admin-token-file-newline.yaml",
        "proxy-and-name-empty.yaml",
    ] {
        let server = Concierge::new().start();
        let folder = folder_for(&server, name);
        let run = folder.import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"]);
        let cluster = &run.document()["clusters"][0];
        assert_eq!(cluster["server"], server.url(), "{name}");
        assert_eq!(cluster["caData"], server.ca(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn credential_plugin_runs_once_for_all_requests() {
    let server = Concierge::new().start();
    let folder = folder_for(&server, "admin-exec-counted.yaml");
    let run = folder.import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"]);
    run.document();
    assert!(server.request_log().len() > 1);
    assert_eq!(fs::read_to_string(folder.path("runs")).unwrap(), "run\n");
}

#[cfg(unix)]
#[test]
fn failing_credential_plugin_is_shown_in_its_own_words() {
    let server = Concierge::new().start();
    let folder = folder_for(&server, "admin-exec-fails.yaml");
    folder
        .import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"])
        .assert_rejected(&[
            "ERROR: session expired, run gcloud auth login",
            "context `lab`: there is no credential: the credential plugin `sh` exited with 3",
        ]);
}
