//! Tests of a merge: what it keeps, adds, renames and rejects.

mod comments;
mod concurrent_write;
mod conflicts;
mod generators;
mod properties;
mod refusals;
mod text;

use super::{ConflictPolicy, MergeError, Merged, Policy, merge};

/// A kubeconfig in kubectl's style with manual edits.
const EXISTING: &str = "\
# mine
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: TUlJ
    server: https://old.example:6443 # the old one
  name: old
# the last cluster ends here
contexts:
- context:
    cluster: old
    namespace: web
    user: me
  name: old
current-context: old
future: {kept: [1, yes, 'no']}
kind: Config
preferences:
  colors: true
users:
- name: me
  user:
    token: sésame
";

/// A kubeconfig in Haulout's style.
const ADDITION: &str = r#"apiVersion: v1
clusters:
- cluster:
    server: "https://prod.example"
  name: "prod"
contexts:
- context:
    cluster: "prod"
    user: "me@prod"
  name: "prod"
current-context: "prod"
kind: Config
preferences: {}
users:
- name: "me@prod"
  user:
    exec:
      apiVersion: "client.authentication.k8s.io/v1"
      args:
      - "/home/me/.kube/haulout/prod.json"
      command: "cat"
      interactiveMode: "Never"
"#;

fn under(conflict: ConflictPolicy) -> Policy {
    Policy {
        conflict,
        set_current: false,
    }
}

#[track_caller]
fn merged(existing: &str, addition: &str, policy: Policy) -> Merged {
    merge(existing, addition, policy).unwrap_or_else(|error| panic!("{error}\n{existing}"))
}

#[track_caller]
fn refused(existing: &str, addition: &str) -> MergeError {
    match merge(existing, addition, Policy::default()) {
        Ok(merged) => panic!("merged:\n{}", merged.text()),
        Err(error) => error,
    }
}

/// Parses with another YAML reader than the one under test.
#[track_caller]
fn value(yaml: &str) -> serde_json::Value {
    serde_saphyr::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}
