//! A kubeconfig as YAML, in the order and indentation of `kubectl config view`.

use alloc::string::String;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::document::{Exec, Kubeconfig, Named, User};
use super::exec_credential::Material;
use super::yaml;
use crate::secret::Secret;

impl Kubeconfig {
    /// The whole file. The same document always gives the same bytes.
    #[must_use]
    pub fn render(&self) -> Secret<String> {
        // Allocated in full, because a growing string would leave parts of a key in freed memory.
        let secrets = self.users.iter().map(|user| match &user.item {
            User::Holds(Material::Certificate { key, .. }) => key.secret().len().div_ceil(3) * 4,
            // The most that each of its bytes can need.
            User::Holds(Material::Token(token)) => token.secret().len() * LONGEST_ESCAPE,
            User::Runs(_) => 0,
        });
        let mut yaml = String::with_capacity(self.render_masked().len() + secrets.sum::<usize>());
        self.write(Secrets::Written, &mut yaml);
        Secret::new(yaml)
    }

    /// The file for display, with the same mask in place of every private key and token.
    #[must_use]
    pub fn render_masked(&self) -> String {
        let mut yaml = String::new();
        self.write(Secrets::Masked, &mut yaml);
        yaml
    }

    fn write(&self, secrets: Secrets, out: &mut String) {
        out.push_str("apiVersion: v1\n");
        heading(out, "clusters", self.clusters.is_empty());
        for Named { name, item } in &self.clusters {
            out.push_str("- cluster:\n");
            optional(
                out,
                "    certificate-authority-data",
                item.certificate_authority_data.as_deref(),
            );
            optional(out, "    proxy-url", item.proxy_url.as_deref());
            field(out, "    server", &item.server);
            optional(out, "    tls-server-name", item.tls_server_name.as_deref());
            field(out, "  name", name);
        }
        heading(out, "contexts", self.contexts.is_empty());
        for Named { name, item } in &self.contexts {
            out.push_str("- context:\n");
            field(out, "    cluster", &item.cluster);
            optional(out, "    namespace", item.namespace.as_deref());
            field(out, "    user", &item.user);
            field(out, "  name", name);
        }
        field(out, "current-context", &self.current_context);
        out.push_str("kind: Config\npreferences: {}\n");
        heading(out, "users", self.users.is_empty());
        for Named { name, item } in &self.users {
            field(out, "- name", name);
            out.push_str("  user:\n");
            user(out, item, secrets);
        }
    }
}

fn user(out: &mut String, user: &User, secrets: Secrets) {
    match user {
        User::Holds(Material::Certificate { pem, key }) => {
            field(
                out,
                "    client-certificate-data",
                &BASE64_STANDARD.encode(pem),
            );
            let key = Secret::new(match secrets {
                Secrets::Written => BASE64_STANDARD.encode(key.secret()),
                Secrets::Masked => MASK.into(),
            });
            field(out, "    client-key-data", key.secret());
        }
        User::Holds(Material::Token(token)) => {
            let token = match secrets {
                Secrets::Written => token.secret(),
                Secrets::Masked => MASK,
            };
            field(out, "    token", token);
        }
        User::Runs(plugin) => exec(out, plugin),
    }
}

fn exec(out: &mut String, exec: &Exec) {
    out.push_str("    exec:\n");
    field(out, "      apiVersion", exec.api_version);
    heading(out, "      args", exec.args.is_empty());
    for arg in &exec.args {
        out.push_str("      - ");
        yaml::quote(out, arg);
        out.push('\n');
    }
    field(out, "      command", &exec.command);
    out.push_str("      env: []\n");
    optional(out, "      installHint", exec.install_hint);
    optional(out, "      interactiveMode", exec.interactive_mode);
    out.push_str("      provideClusterInfo: ");
    out.push_str(if exec.provide_cluster_info {
        "true\n"
    } else {
        "false\n"
    });
}

#[derive(Clone, Copy)]
enum Secrets {
    Written,
    Masked,
}

/// A key with a list below it, or with an empty list.
fn heading(out: &mut String, key: &str, empty: bool) {
    out.push_str(key);
    out.push_str(if empty { ": []\n" } else { ":\n" });
}

fn optional(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        field(out, key, value);
    }
}

/// Every value is quoted, so none can be parsed as a number, a comment or the next key.
fn field(out: &mut String, key: &str, value: &str) {
    out.push_str(key);
    out.push_str(": ");
    yaml::quote(out, value);
    out.push('\n');
}

/// The same for every secret, so that its length reveals nothing.
pub(super) const MASK: &str = "••••••••••••";
/// Bytes of `\u0000`, the longest escape of one byte.
const LONGEST_ESCAPE: usize = 6;
