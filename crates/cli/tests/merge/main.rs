//! `haulout merge` with real files, as a process, and with the real kubectl if there is one.

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod cases;
#[cfg(test)]
mod command;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod kubectl;

/// The user's kubeconfig.
const EXISTING: &str = "\
apiVersion: v1
clusters:
- cluster:
    server: https://old.example:6443 # the old one
  name: old
contexts:
- context: {cluster: old, user: me}
  name: old
current-context: old
kind: Config
users:
- name: me
  user:
    token: sesame
";

/// A kubeconfig from Haulout.
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
