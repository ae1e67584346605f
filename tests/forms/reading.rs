//! What kubectl understands is what was meant.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::documents::{NAMES, document};

#[test]
fn kubectl_reads_back_every_form() {
    // kubectl itself cannot write this one in a way that it reads.
    let names = [&NAMES[..], &["next\u{85}line"]].concat();
    let yaml = document(&names).render();
    let read = view(yaml.secret());
    let written: Value = serde_saphyr::from_str(yaml.secret()).unwrap();
    assert_eq!(read["current-context"], names[0]);
    for list in ["clusters", "contexts", "users"] {
        let found = read[list].as_array().unwrap();
        assert_eq!(found.len(), names.len());
        for item in written[list].as_array().unwrap() {
            let named = found.iter().find(|other| other["name"] == item["name"]);
            assert_alike(named.unwrap_or(&Value::Null), item);
        }
    }
}

/// Equal except for the defaults that kubectl adds.
#[track_caller]
fn assert_alike(read: &Value, written: &Value) {
    let [read, written] = [read, written].map(|item| {
        let mut item = item.clone();
        if let Some(Value::Object(exec)) = item.pointer_mut("/user/exec") {
            exec.insert("env".into(), Value::Null);
            exec.entry("interactiveMode")
                .or_insert("IfAvailable".into());
        }
        item
    });
    assert_eq!(read, written);
}

/// What kubectl understands.
#[track_caller]
pub(crate) fn view(yaml: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    fs::write(&file, yaml).unwrap();
    let output = Command::new("kubectl")
        .args(["config", "view", "--raw", "--output=json"])
        .env("KUBECONFIG", &file)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{yaml}");
    serde_json::from_slice(&output.stdout).unwrap()
}
