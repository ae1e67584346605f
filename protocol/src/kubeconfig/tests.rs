//! Kubeconfigs as bytes, and as a YAML parser that knows nothing of them understands them.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::secret::Secret;

fn key() -> Secret<String> {
    Secret::new("the key".into())
}

fn entry<'a>(cluster_id: &'a str, key_pem: &'a Secret<String>) -> InlineEntry<'a> {
    InlineEntry {
        cluster_id,
        server: "https://10.1.2.3:6443",
        ca_data: Some("Q0E="),
        namespace: Some("default"),
        username: "pinny",
        certificate_pem: "the certificate",
        key_pem,
    }
}

/// What the entries mean, spelled out without the code under test.
fn expected(entries: &[InlineEntry<'_>]) -> Value {
    let with = |mut object: Value, key: &str, value: Option<&str>| {
        if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
            object.insert(key.into(), value.into());
        }
        object
    };
    let user = |e: &InlineEntry<'_>| format!("{}@{}", e.username, e.cluster_id);
    let clusters: Vec<Value> = entries
        .iter()
        .map(|e| {
            let cluster = with(
                json!({"server": e.server}),
                "certificate-authority-data",
                e.ca_data,
            );
            json!({"name": e.cluster_id, "cluster": cluster})
        })
        .collect();
    let contexts: Vec<Value> = entries
        .iter()
        .map(|e| {
            let context = json!({"cluster": e.cluster_id, "user": user(e)});
            json!({"name": e.cluster_id, "context": with(context, "namespace", e.namespace)})
        })
        .collect();
    let users: Vec<Value> = entries
        .iter()
        .map(|e| {
            let certificate = STANDARD.encode(e.certificate_pem);
            let key = STANDARD.encode(e.key_pem.secret());
            json!({"name": user(e), "user": {"client-certificate-data": certificate, "client-key-data": key}})
        })
        .collect();
    json!({
        "apiVersion": "v1", "kind": "Config", "preferences": {},
        "clusters": clusters, "contexts": contexts, "users": users,
        "current-context": entries.first().map_or("", |e| e.cluster_id),
    })
}

fn parsed(yaml: &str) -> Value {
    serde_saphyr::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

#[test]
fn the_file_reads_as_kubectl_would_write_it() {
    let key = key();
    let file = inline(&[entry("prod-eu", &key)]).render();
    let expected = "\
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: \"Q0E=\"
    server: \"https://10.1.2.3:6443\"
  name: \"prod-eu\"
contexts:
- context:
    cluster: \"prod-eu\"
    namespace: \"default\"
    user: \"pinny@prod-eu\"
  name: \"prod-eu\"
current-context: \"prod-eu\"
kind: Config
preferences: {}
users:
- name: \"pinny@prod-eu\"
  user:
    client-certificate-data: \"dGhlIGNlcnRpZmljYXRl\"
    client-key-data: \"dGhlIGtleQ==\"
";
    assert_eq!(file.secret(), expected);
}

#[test]
fn several_clusters_share_a_file_and_the_first_is_current() {
    let key = key();
    let entries = [entry("prod-eu", &key), entry("lab", &key)];
    let file = parsed(inline(&entries).render().secret());
    assert_eq!(file, expected(&entries));
    assert_eq!(file["current-context"], "prod-eu");
    assert_eq!(file["users"][1]["name"], "pinny@lab");
}

#[test]
fn what_is_not_configured_is_not_written() {
    let key = key();
    let bare = InlineEntry {
        ca_data: None,
        namespace: None,
        ..entry("lab", &key)
    };
    let file = inline(&[bare]).render();
    assert!(!file.secret().contains("certificate-authority-data"));
    assert!(!file.secret().contains("namespace"));
}

#[test]
fn no_clusters_make_an_empty_file_that_is_still_valid() {
    assert_eq!(parsed(inline(&[]).render().secret()), expected(&[]));
}

#[test]
fn the_masked_file_differs_in_the_key_alone_and_tells_nothing_about_it() {
    let key = key();
    let whole = inline(&[entry("lab", &key)]);
    let encoded = STANDARD.encode(key.secret());
    let masked = whole.render_masked();
    assert!(!masked.contains(&encoded));
    let mask = masked.split('"').nth_back(1).unwrap();
    assert!(mask.chars().all(|c| c == '•'), "{mask}");
    assert_eq!(masked.replace(mask, &encoded), *whole.render().secret());

    let longer = Secret::new("a key".repeat(500));
    let longer = inline(&[entry("lab", &longer)]);
    assert_eq!(longer.render_masked(), masked);
}

#[test]
fn nothing_prints_the_key() {
    let key = key();
    let entries = [entry("lab", &key)];
    let document = inline(&entries);
    let printed = format!("{entries:?} {document:?} {:?}", document.render());
    assert!(!printed.contains("the key") && !printed.contains(&STANDARD.encode("the key")));
}

#[test]
fn hostile_names_stay_names() {
    for hostile in [
        "\"\n    exec: {command: sh}\n#",
        "\\\"",
        "a: b # c",
        "- &anchor *alias !!tag",
        "---\n...",
        "null",
        "1e3",
        "",
        "\u{85}exec:\u{2028}\u{2029}",
        "\u{feff}\u{0}\u{7f}\t\r",
        "\u{202e}gnp.exe",
        "Zürich 🦭",
        "'{}[]%@`",
    ] {
        let key = key();
        let entries = [InlineEntry {
            cluster_id: hostile,
            server: hostile,
            ca_data: Some(hostile),
            namespace: Some(hostile),
            username: hostile,
            certificate_pem: hostile,
            key_pem: &key,
        }];
        let yaml = inline(&entries).render();
        assert_eq!(parsed(yaml.secret()), expected(&entries), "{hostile:?}");
        // Not one line more than for a harmless name.
        let harmless = inline(&[entry("lab", &key)]).render();
        assert_eq!(
            yaml.secret().lines().count(),
            harmless.secret().lines().count()
        );
    }
}

#[test]
fn nothing_in_the_file_looks_other_than_it_is() {
    let key = key();
    let name = "\u{200b}\u{200f}\u{202a}\u{2066}\u{2069}\u{85}\u{1b}";
    let yaml = inline(&[entry(name, &key)]).render_masked();
    assert!(
        yaml.contains(r#"name: "\u200b\u200f\u202a\u2066\u2069\u0085\u001b""#),
        "{yaml}"
    );
}

proptest! {
    #[test]
    fn any_text_survives_the_way_through_yaml(
        texts in prop::collection::vec((any::<String>(), any::<String>(), any::<Option<String>>()), 0..4),
        secret in any::<String>(),
    ) {
        let key = Secret::new(secret);
        let entries: Vec<InlineEntry<'_>> = texts
            .iter()
            .map(|(id, text, option)| InlineEntry {
                cluster_id: id,
                server: text,
                ca_data: option.as_deref(),
                namespace: option.as_deref(),
                username: text,
                certificate_pem: text,
                key_pem: &key,
            })
            .collect();
        let document = inline(&entries);
        let yaml = document.render();
        prop_assert_eq!(parsed(yaml.secret()), expected(&entries));
        prop_assert_eq!(yaml.secret().to_string(), document.render().secret().to_string());
    }

    #[test]
    fn writing_never_moves_the_text_so_no_part_of_a_key_stays_behind(len in 0usize..10_000, count in 1usize..5) {
        let key = Secret::new("k".repeat(len));
        let entries: Vec<_> = (0..count).map(|_| entry("lab", &key)).collect();
        let document = inline(&entries);
        let yaml = document.render();
        let enough = document.render_masked().len() + count * STANDARD.encode(key.secret()).len();
        prop_assert!(yaml.secret().len() <= enough && yaml.secret().capacity() == enough);
    }
}
