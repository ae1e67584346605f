//! Kubeconfigs byte for byte, and as an independent YAML parser reads them.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::live_folder::Location;
use crate::secret::Secret;

fn key() -> Secret<String> {
    Secret::new("the key".into())
}

fn entry<'a>(cluster_id: &'a str, key: &Secret<String>) -> ClusterEntry<'a> {
    ClusterEntry {
        cluster_id,
        server: "https://10.1.2.3:6443",
        ca_data: Some("Q0E="),
        proxy_url: None,
        tls_server_name: None,
        namespace: Some("default"),
        who: "pinny",
        user: certificate("the certificate", key),
    }
}

fn certificate(pem: &str, key: &Secret<String>) -> User {
    User::Holds(Material::Certificate {
        pem: pem.into(),
        key: key.duplicate(),
    })
}

/// A kubeconfig of the inline form, with the default names.
fn document(entries: Vec<ClusterEntry<'_>>) -> Kubeconfig {
    Kubeconfig::new(entries, &Names::default())
}

/// The expected meaning of the entries, written without the code under test.
fn expected(entries: &[ClusterEntry<'_>]) -> Value {
    let with = |mut object: Value, key: &str, value: Option<&str>| {
        if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
            object.insert(key.into(), value.into());
        }
        object
    };
    let user = |e: &ClusterEntry<'_>| format!("{}@{}", e.who, e.cluster_id);
    let clusters: Vec<Value> = entries
        .iter()
        .map(|e| {
            let cluster = with(
                json!({"server": e.server}),
                "certificate-authority-data",
                e.ca_data,
            );
            let cluster = with(cluster, "proxy-url", e.proxy_url);
            let cluster = with(cluster, "tls-server-name", e.tls_server_name);
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
        .map(|e| json!({"name": user(e), "user": presented(&e.user)}))
        .collect();
    json!({
        "apiVersion": "v1", "kind": "Config", "preferences": {},
        "clusters": clusters, "contexts": contexts, "users": users,
        "current-context": entries.first().map_or("", |e| e.cluster_id),
    })
}

fn presented(user: &User) -> Value {
    match user {
        User::Holds(Material::Certificate { pem, key }) => json!({
            "client-certificate-data": STANDARD.encode(pem),
            "client-key-data": STANDARD.encode(key.secret()),
        }),
        User::Holds(Material::Token(token)) => json!({"token": token.secret()}),
        User::Runs(exec) => {
            let mut plugin = json!({
                "apiVersion": exec.api_version,
                "args": exec.args,
                "command": exec.command,
                "env": [],
                "provideClusterInfo": exec.provide_cluster_info,
            });
            if let Some(hint) = exec.install_hint {
                plugin["installHint"] = hint.into();
            }
            if let Some(mode) = exec.interactive_mode {
                plugin["interactiveMode"] = mode.into();
            }
            json!({"exec": plugin})
        }
    }
}

fn parsed(yaml: &str) -> Value {
    serde_saphyr::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

#[test]
fn a_kubeconfig_has_the_format_of_kubectl() {
    let key = key();
    let file = document(vec![entry("prod-eu", &key)]).render();
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
fn several_clusters_share_a_file_with_the_first_as_current() {
    let key = key();
    let entries = vec![entry("prod-eu", &key), entry("lab", &key)];
    let expected = expected(&entries);
    let file = parsed(document(entries).render().secret());
    assert_eq!(file, expected);
    assert_eq!(file["current-context"], "prod-eu");
    assert_eq!(file["users"][1]["name"], "pinny@lab");
}

#[test]
fn unset_fields_are_omitted() {
    let key = key();
    let bare = ClusterEntry {
        ca_data: None,
        namespace: None,
        ..entry("lab", &key)
    };
    let file = document(vec![bare]).render();
    assert!(!file.secret().contains("certificate-authority-data"));
    assert!(!file.secret().contains("namespace"));
}

#[test]
fn a_file_without_clusters_is_valid() {
    assert_eq!(parsed(document(vec![]).render().secret()), expected(&[]));
}

#[test]
fn the_masked_file_reveals_nothing_about_the_key() {
    let key = key();
    let whole = document(vec![entry("lab", &key)]);
    let encoded = STANDARD.encode(key.secret());
    let masked = whole.render_masked();
    assert!(!masked.contains(&encoded));
    let mask = masked.split('"').nth_back(1).unwrap();
    assert!(mask.chars().all(|c| c == '•'), "{mask}");
    assert_eq!(masked.replace(mask, &encoded), *whole.render().secret());

    let longer = Secret::new("a key".repeat(500));
    let longer = document(vec![entry("lab", &longer)]);
    assert_eq!(longer.render_masked(), masked);
}

#[test]
fn nothing_prints_the_key() {
    let key = key();
    let entries = vec![entry("lab", &key)];
    let mut printed = format!("{entries:?}");
    let document = document(entries);
    printed += &format!("{document:?} {:?}", document.render());
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
        let entries = vec![ClusterEntry {
            cluster_id: hostile,
            server: hostile,
            ca_data: Some(hostile),
            proxy_url: None,
            tls_server_name: None,
            namespace: Some(hostile),
            who: hostile,
            user: certificate(hostile, &key),
        }];
        let expected = expected(&entries);
        let yaml = document(entries).render();
        assert_eq!(parsed(yaml.secret()), expected, "{hostile:?}");
        // Exactly as many lines as for a harmless name.
        let harmless = document(vec![entry("lab", &key)]).render();
        assert_eq!(
            yaml.secret().lines().count(),
            harmless.secret().lines().count()
        );
    }
}

#[test]
fn a_token_is_written_if_there_is_no_certificate() {
    let entries = vec![ClusterEntry {
        user: User::Holds(Material::Token(Secret::new("the token".into()))),
        ..entry("lab", &key())
    }];
    let expected = expected(&entries);
    let document = document(entries);
    assert_eq!(parsed(document.render().secret()), expected);
    assert!(!document.render_masked().contains("the token"));
}

#[test]
fn an_exec_user_has_the_order_of_kubectl() {
    let location = Location::parse("/home/me/.kube/haulout").unwrap();
    let entry = ClusterEntry {
        user: User::Runs(Exec::live_folder(&location, "Prod EU")),
        ..entry("Prod EU", &key())
    };
    let file = document(vec![entry]).render();
    let expected = "\
users:
- name: \"pinny@Prod EU\"
  user:
    exec:
      apiVersion: \"client.authentication.k8s.io/v1\"
      args:
      - \"/home/me/.kube/haulout/prod-eu.json\"
      command: \"cat\"
      env: []
      interactiveMode: \"Never\"
      provideClusterInfo: false
";
    assert!(file.secret().ends_with(expected), "{}", file.secret());
}

#[test]
fn each_folder_location_has_a_command_that_reads_it() {
    for (place, command, args) in [
        (
            "/home/me/.kube/haulout",
            "cat",
            &["/home/me/.kube/haulout/lab.json"][..],
        ),
        (
            "~/my files\\/haulout",
            "sh",
            &["-c", r#"cat "$HOME/my files\\/haulout/lab.json""#],
        ),
        (
            r"C:\Users\me\.kube\haulout",
            "cmd",
            &["/c", "type", r"C:\Users\me\.kube\haulout\lab.json"],
        ),
    ] {
        let exec = Exec::live_folder(&Location::parse(place).unwrap(), "lab");
        assert_eq!((exec.command(), exec.args().len()), (command, args.len()));
        assert_eq!(exec.args(), args);
    }
}

#[test]
fn misleading_characters_are_escaped() {
    let key = key();
    let name = "\u{200b}\u{200f}\u{202a}\u{2066}\u{2069}\u{85}\u{1b}";
    let yaml = document(vec![entry(name, &key)]).render_masked();
    assert!(
        yaml.contains(r#"name: "\u200b\u200f\u202a\u2066\u2069\u0085\u001b""#),
        "{yaml}"
    );
}

prop_compose! {
    fn any_user()(kind in 0..3, text in any::<String>(), secret in any::<String>(), args in prop::collection::vec(any::<String>(), 0..4)) -> User {
        let secret = Secret::new(secret);
        match kind {
            0 => certificate(&text, &secret),
            1 => User::Holds(Material::Token(secret)),
            _ => User::Runs(Exec {
                api_version: "client.authentication.k8s.io/v1",
                install_hint: (args.len() % 2 == 0).then_some("Install it."),
                interactive_mode: (args.len() % 3 == 0).then_some("Never"),
                provide_cluster_info: text.len() % 2 == 0,
                command: text,
                args,
            }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn any_text_survives_yaml(
        texts in prop::collection::vec((any::<[String; 3]>(), any::<[Option<String>; 4]>(), any_user()), 0..4),
    ) {
        let mut entries = Vec::new();
        let mut users = Vec::new();
        for (text, option, user) in texts {
            users.push(user);
            entries.push((text, option));
        }
        let entries: Vec<ClusterEntry<'_>> = entries
            .iter()
            .zip(users)
            .map(|(([id, server, who], [ca, proxy, name, namespace]), user)| ClusterEntry {
                cluster_id: id,
                server,
                ca_data: ca.as_deref(),
                proxy_url: proxy.as_deref(),
                tls_server_name: name.as_deref(),
                namespace: namespace.as_deref(),
                who,
                user,
            })
            .collect();
        let expected = expected(&entries);
        let document = document(entries);
        let yaml = document.render();
        prop_assert_eq!(parsed(yaml.secret()), expected);
        let again = document.render();
        prop_assert_eq!(yaml.secret(), again.secret());
    }
}

proptest! {
    #[test]
    fn writing_never_reallocates_the_buffer_of_a_key(
        secret in "[a-z\"\\\\]{0,3000}",
        count in 1usize..5,
        token in any::<bool>(),
    ) {
        let secret = Secret::new(secret);
        let user = || match token {
            true => User::Holds(Material::Token(secret.duplicate())),
            false => certificate("the certificate", &secret),
        };
        let entries = (0..count).map(|_| ClusterEntry { user: user(), ..entry("lab", &secret) });
        let document = document(entries.collect());
        let yaml = document.render();
        let longest = if token { secret.secret().len() * 6 } else { STANDARD.encode(secret.secret()).len() };
        let enough = document.render_masked().len() + count * longest;
        prop_assert!(yaml.secret().len() <= enough && yaml.secret().capacity() == enough);
    }
}
