//! Unusual kubeconfigs that kubectl reads, and entries that no requested context needs.

use std::fs;

use serde_json::{Value, json};

use crate::scene::{Context, Run, TestFolder, kubeconfig};

fn prod() -> Context {
    Context::supervisor("prod", "https://prod.example", "prod")
}

/// Imports a kubeconfig with one usable context, after an edit.
fn edited(edit: impl FnOnce(&mut Value)) -> Run {
    let mut document: Value = serde_json::from_str(&kubeconfig(&[prod()])).unwrap();
    edit(&mut document);
    import(document.to_string().as_bytes())
}

fn import(bytes: &[u8]) -> Run {
    let folder = TestFolder::with(&[]);
    fs::write(folder.path("a.yaml"), bytes).unwrap();
    folder.import_public(&["a.yaml"])
}

fn assert_imported(run: &Run) {
    assert_eq!(
        run.document()["clusters"][0]["server"],
        "https://prod.example"
    );
}

#[test]
fn import_ignores_what_no_context_needs() {
    for (list, entry) in [
        ("clusters", json!(null)),
        ("clusters", json!({"name": "x"})),
        ("clusters", json!({"name": 7, "cluster": {"server": []}})),
        ("clusters", json!({"name": "x", "cluster": "text"})),
        (
            "users",
            json!({"name": "x", "user": {"exec": {"args": "text"}}}),
        ),
        ("users", json!({"name": "x", "user": {"exec": []}})),
        ("users", json!({"name": ["x"]})),
        ("contexts", json!({"name": "x"})),
        (
            "contexts",
            json!({"name": "x", "context": {"cluster": 3, "user": "prod"}}),
        ),
        (
            "contexts",
            json!({"name": "x", "context": {"cluster": "gone", "user": "prod"}}),
        ),
        (
            "contexts",
            json!({"name": "x", "context": {"cluster": "prod", "user": "gone"}}),
        ),
        ("preferences", json!([])),
        ("extensions", json!(3)),
    ] {
        let run = edited(|document| match document.get_mut(list) {
            Some(Value::Array(entries)) => entries.push(entry.clone()),
            _ => document[list] = entry.clone(),
        });
        assert_imported(&run);
    }
}

#[test]
fn import_reads_every_encoding_of_kubectl() {
    let text = kubeconfig(&[prod()]);
    let utf_16 = |to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(to)
            .collect()
    };
    for bytes in [
        format!("\u{feff}{text}").into_bytes(),
        utf_16(u16::to_le_bytes),
        utf_16(u16::to_be_bytes),
        format!("{text}\n---\nnot: [a kubeconfig").into_bytes(),
    ] {
        assert_imported(&import(&bytes));
    }
    import(b"name: \xe9").assert_rejected(&["a.yaml is not a kubeconfig: it is not text in UTF-8"]);
}

#[test]
fn entry_that_exists_twice_is_refused_with_both_lines() {
    let text = "\
users:
- name: me
  user: {exec: {args: [login, oidc, --issuer=https://issuer.example]}}
clusters:
- name: prod
  cluster: {server: https://one.example}
- name: prod
  cluster: {server: https://two.example}
contexts:
- name: prod
  context: {cluster: prod, user: me}
";
    import(text.as_bytes()).assert_rejected(&[
        "a.yaml: context `prod` needs the cluster `prod`, but several have that name, at a.yaml:5 and a.yaml:7",
    ]);
    let unused = text.replace("cluster: prod,", "cluster: other,")
        + "- name: dev\n  context: {cluster: dev, user: me}\n";
    let unused = unused.replace(
        "contexts:",
        "- name: dev\n  cluster: {server: https://dev.example}\ncontexts:",
    );
    let document = import(unused.as_bytes()).document();
    assert_eq!(document["clusters"][0]["server"], "https://dev.example");
}

#[test]
fn needed_field_of_another_type_is_refused_with_its_line() {
    let text = "\
users:
- name: me
  user: {exec: {args: [login, oidc, --issuer=https://issuer.example]}}
clusters:
- name: prod
  cluster: {server: 3}
contexts:
- name: prod
  context: {cluster: prod, user: me}
";
    let needed = "prod` at a.yaml:5, whose `server` must be text; put it in quotes";
    import(text.as_bytes()).assert_rejected(&[needed, "there is nothing to import"]);
}

#[test]
fn error_for_other_files_has_no_advice_for_programmers() {
    for (text, reason) in [
        ("clusters: {}", "a.yaml:1: clusters: must be a list"),
        (
            "clusters: [",
            "a.yaml:1: a bracket or a comma is missing or wrong",
        ),
        (
            "kind: Deployment",
            "a.yaml is not a kubeconfig: its kind is `Deployment`",
        ),
        ("- a", "a.yaml:1: must be a map of fields"),
        (
            "clusters:\n- name: a\n  cluster: {server: .nan}",
            "a.yaml:3: clusters[0].cluster.server: this is not valid YAML",
        ),
        (
            "clusters: *a",
            "a.yaml:1: an alias (`*`) refers to no anchor",
        ),
    ] {
        import(text.as_bytes()).assert_rejected(&[reason]);
    }
}

#[test]
fn joined_certificates_in_a_kubeconfig_are_refused_with_their_line() {
    let joined = include_str!("../../../../tests/cases/certificates/joined.crt");
    let text = kubeconfig(&[prod()]);
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let cluster = document["clusters"][0]["cluster"].as_object_mut().unwrap();
    cluster.remove("certificate-authority-data");
    cluster.insert("certificate-authority".to_owned(), json!("joined.crt"));
    let folder = TestFolder::with(&[
        ("a.yaml", document.to_string()),
        ("joined.crt", joined.to_owned()),
    ]);
    folder.import_public(&["a.yaml"]).assert_rejected(&[
        "a.yaml: context `prod` has a `certificate-authority`",
        "joined.crt:17: one block ends and the next begins on this line",
    ]);
}
