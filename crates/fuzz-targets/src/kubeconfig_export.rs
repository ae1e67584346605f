//! Exported kubeconfigs, beside libyaml.

use haulout_protocol::kubeconfig::{ClusterEntry, Exec, Kubeconfig, Material, Names, User, yaml};
use haulout_protocol::secret::Secret;
use serde_yaml_ng::Value;

/// Another YAML reader finds every value exactly as it was given, and the masked form does not contain the token.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    assert_eq!(read(&yaml::quoted(text)), Value::from(text));
    let fields: Vec<&str> = text.split('\0').collect();
    let field = |index: usize| fields.get(index).copied().unwrap_or_default();
    let optional = |index: usize| fields.get(index).copied();
    let entry = |user| ClusterEntry {
        cluster_id: field(0),
        who: field(1),
        server: field(2),
        ca_data: optional(3),
        proxy_url: optional(4),
        tls_server_name: optional(5),
        namespace: optional(6),
        user,
    };
    let token = field(7);
    let holds = User::Holds(Material::Token(Secret::new(token.to_owned())));
    let runs = User::Runs(Exec::haulout(field(8), field(0), None));
    let file = Kubeconfig::new(vec![entry(holds), entry(runs)], &Names::default());
    let written = file.render();
    let document = read(written.secret());
    assert_eq!(document["current-context"], field(0));
    for index in 0..2 {
        let cluster = &document["clusters"][index];
        assert_eq!(cluster["name"], field(0));
        assert_eq!(cluster["cluster"]["server"], field(2));
        for (name, value) in [
            ("certificate-authority-data", optional(3)),
            ("proxy-url", optional(4)),
            ("tls-server-name", optional(5)),
        ] {
            assert_eq!(cluster["cluster"].get(name).and_then(Value::as_str), value);
        }
        let context = &document["contexts"][index];
        let namespace = context["context"].get("namespace");
        assert_eq!(namespace.and_then(Value::as_str), optional(6));
        let user = format!("{}@{}", field(1), field(0));
        assert_eq!(context["context"]["user"], user.as_str());
        assert_eq!(document["users"][index]["name"], user.as_str());
    }
    assert_eq!(document["users"][0]["user"]["token"], token);
    let exec = &document["users"][1]["user"]["exec"];
    assert_eq!(exec["command"], field(8));
    assert_eq!(exec["args"][1], field(0));
    let others = fields.iter().enumerate().filter(|(index, _)| *index != 7);
    let is_unique = others.into_iter().all(|(_, other)| !other.contains(token));
    if token.len() > LONG && is_unique {
        assert!(!file.render_masked().contains(&yaml::quoted(token)));
    }
}

fn read(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

/// Bytes; a shorter token can be a part of the file by chance.
const LONG: usize = 16;
