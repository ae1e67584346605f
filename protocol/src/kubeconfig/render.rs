//! A kubeconfig as YAML, in the order and indentation of `kubectl config view`.

use alloc::string::String;
use core::fmt::Write as _;

use super::document::{Kubeconfig, Named};
use crate::secret::Secret;

impl Kubeconfig {
    /// The whole file. The same document always gives the same bytes.
    #[must_use]
    pub fn render(&self) -> Secret<String> {
        // Sized beforehand, because a growing string would leave parts of a key behind in freed memory.
        let keys = self
            .users
            .iter()
            .map(|user| user.item.client_key_data.secret().len());
        let mut yaml = String::with_capacity(self.render_masked().len() + keys.sum::<usize>());
        self.write(Keys::Written, &mut yaml);
        Secret::new(yaml)
    }

    /// The file with the same run of dots in place of every private key, to be looked at.
    #[must_use]
    pub fn render_masked(&self) -> String {
        let mut yaml = String::new();
        self.write(Keys::Masked, &mut yaml);
        yaml
    }

    fn write(&self, keys: Keys, out: &mut String) {
        out.push_str("apiVersion: v1\n");
        list(
            out,
            "clusters",
            &self.clusters,
            |out, Named { name, item }| {
                out.push_str("- cluster:\n");
                if let Some(data) = &item.certificate_authority_data {
                    field(out, "    certificate-authority-data", data);
                }
                field(out, "    server", &item.server);
                field(out, "  name", name);
            },
        );
        list(
            out,
            "contexts",
            &self.contexts,
            |out, Named { name, item }| {
                out.push_str("- context:\n");
                field(out, "    cluster", &item.cluster);
                if let Some(namespace) = &item.namespace {
                    field(out, "    namespace", namespace);
                }
                field(out, "    user", &item.user);
                field(out, "  name", name);
            },
        );
        field(out, "current-context", &self.current_context);
        out.push_str("kind: Config\npreferences: {}\n");
        list(out, "users", &self.users, |out, Named { name, item }| {
            field(out, "- name", name);
            out.push_str("  user:\n");
            field(
                out,
                "    client-certificate-data",
                &item.client_certificate_data,
            );
            let key = match keys {
                Keys::Written => item.client_key_data.secret(),
                Keys::Masked => MASK,
            };
            field(out, "    client-key-data", key);
        });
    }
}

#[derive(Clone, Copy)]
enum Keys {
    Written,
    Masked,
}

fn list<T>(out: &mut String, key: &str, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push_str(key);
    out.push_str(if items.is_empty() { ": []\n" } else { ":\n" });
    for item in items {
        write(out, item);
    }
}

/// `key: "value"`. Every value is quoted, so none is ever taken for a number, a comment or the next key.
fn field(out: &mut String, key: &str, value: &str) {
    out.push_str(key);
    out.push_str(": \"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_escaped(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push_str("\"\n");
}

/// Characters that are not written as themselves: those YAML has no place for in a quoted line or takes for a line's
/// end (YAML 1.2 §5.1, YAML 1.1 §4.1.4), and those that make text look other than it is.
fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// As long for every key, so that it tells nothing about one.
const MASK: &str = "••••••••••••";
