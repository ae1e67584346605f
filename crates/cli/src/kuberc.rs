//! kubectl's policy for credential plugins in `kuberc`, which can refuse the plugins of our kubeconfigs (KEP-3104).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use haulout_gateway::yaml;
use serde::Deserialize;

/// The policy of a `kuberc` that restricts plugins.
pub struct PluginPolicy {
    file: PathBuf,
    /// The commands of the allowlist; none if every plugin is denied.
    allowlist: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Preference {
    credential_plugin_policy: Option<String>,
    credential_plugin_allowlist: Option<Vec<AllowlistEntry>>,
}

/// Its field is called `name` in kubectl 1.35, and `command` later.
#[derive(Deserialize)]
struct AllowlistEntry {
    name: Option<String>,
    command: Option<String>,
}

impl PluginPolicy {
    /// Reads the file that kubectl reads. None if it allows every plugin, which it also does without a file and with one
    /// that kubectl cannot read.
    #[must_use]
    pub fn of_kubectl() -> Option<Self> {
        if env::var_os("KUBECTL_KUBERC").is_some_and(|it| it == "false") {
            return None;
        }
        let file = match env::var_os("KUBERC").filter(|it| !it.is_empty()) {
            Some(off) if off == "off" => return None,
            Some(file) => PathBuf::from(file),
            None => env::home_dir()?.join(".kube/kuberc"),
        };
        Self::of_file(&file)
    }

    /// The same for another file.
    #[must_use]
    pub fn of_file(file: &Path) -> Option<Self> {
        let bytes = fs::read(file).ok()?;
        Self::parse(&yaml::decode(&bytes)?, file.to_owned())
    }

    fn parse(text: &str, file: PathBuf) -> Option<Self> {
        let preference: Preference = yaml::parse_first(text).ok()?;
        let allowlist = match preference.credential_plugin_policy?.as_str() {
            "DenyAll" => None,
            "Allowlist" => {
                let entries = preference.credential_plugin_allowlist.unwrap_or_default();
                let commands = entries.into_iter().filter_map(|it| it.command.or(it.name));
                Some(commands.collect())
            }
            _ => return None,
        };
        Some(Self { file, allowlist })
    }

    /// What to tell the user if the policy refuses the plugin with this command.
    #[must_use]
    pub fn warning(&self, command: &str) -> Option<String> {
        let file = self.file.display();
        // Both versions of kubectl accept `name`.
        let (found, cure) = match &self.allowlist {
            Some(allowed) if allowed.iter().any(|it| is_same(it, command)) => return None,
            Some(_) => (
                "its allowlist does not contain it",
                format!("add to `credentialPluginAllowlist`:\n- name: {command}"),
            ),
            None => (
                "it denies all plugins",
                format!(
                    "set:\ncredentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: {command}"
                ),
            ),
        };
        let consequence = if RUN_ANYTHING.contains(&command) {
            format!(
                "\nThat allows every command, because `{command}` runs any. A kubeconfig that runs `haulout credential` needs \
                 only `haulout`."
            )
        } else {
            String::new()
        };
        Some(format!(
            "kubectl 1.35 and newer will refuse the credential plugin `{command}`, because of {file}: {found}. To allow it, \
             {cure}{consequence}"
        ))
    }
}

/// Whether both are the same program, each by its name in PATH or its path.
fn is_same(entry: &str, command: &str) -> bool {
    entry == command || program(entry).is_some_and(|it| Some(it) == program(command))
}

fn program(command: &str) -> Option<PathBuf> {
    if Path::new(command).components().count() > 1 {
        return Some(PathBuf::from(command));
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(command))
        .find(|path| path.is_file())
}

/// Shells, which run every command that their arguments have.
const RUN_ANYTHING: [&str; 2] = ["sh", "cmd"];

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(kuberc: &str, command: &str) -> Option<String> {
        let policy = PluginPolicy::parse(kuberc, PathBuf::from("/home/me/.kube/kuberc"));
        policy.and_then(|policy| policy.warning(command))
    }

    #[test]
    fn policies_without_a_restriction_give_no_warning() {
        for kuberc in [
            "",
            "kind: Preference",
            "credentialPluginPolicy: ''",
            "credentialPluginPolicy: AllowAll",
            "credentialPluginPolicy: DenyAll\n  bad indentation",
        ] {
            assert_eq!(warning(kuberc, "cat"), None, "{kuberc}");
        }
    }

    #[test]
    fn denied_plugin_is_named_with_the_file_and_the_lines() {
        let warning = warning("kind: Preference\ncredentialPluginPolicy: DenyAll", "cat");
        let warning = warning.expect("it is denied");
        for expected in [
            "`cat`",
            "/home/me/.kube/kuberc",
            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: cat",
        ] {
            assert!(warning.contains(expected), "{warning}");
        }
    }

    #[test]
    fn plugin_is_allowed_by_name_or_path_in_both_versions() {
        let list = |entry: &str| {
            format!("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- {entry}")
        };
        let path = program("cat").expect("this computer has `cat`");
        let path = path.display();
        for entry in [
            "name: cat".to_owned(),
            "command: cat".to_owned(),
            format!("name: {path}"),
        ] {
            assert_eq!(warning(&list(&entry), "cat"), None, "{entry}");
        }
        for entry in ["name: aws", "command: /opt/other/cat", "other: cat"] {
            let warning = warning(&list(entry), "cat").expect("it is not allowed");
            assert!(warning.contains("- name: cat"), "{warning}");
        }
    }

    #[test]
    fn shell_as_a_plugin_is_named_as_a_risk() {
        let warning = warning("credentialPluginPolicy: DenyAll", "cmd").expect("it is denied");
        assert!(warning.contains("every command"), "{warning}");
    }
}
