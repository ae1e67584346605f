//! kubectl's policy for credential plugins, with a kubectl that has one.

use std::fs;
use std::path::Path;
use std::process::Command;

use haulout_cli::kuberc::PluginPolicy;
use tempfile::TempDir;

/// Two plugins of our kubeconfigs, and one more program that every computer has.
const PLUGINS: [&str; 3] = ["cat", "sh", "tail"];
const HEADER: &str = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n";

#[test]
fn a_plugin_is_named_exactly_if_kubectl_refuses_it_and_the_shown_lines_allow_it() {
    let home = Home::new();
    let mut refused = 0;
    for policy in [
        "",
        "credentialPluginPolicy: AllowAll\n",
        "credentialPluginPolicy: DenyAll\n",
        "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: aws\n",
        "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: cat\n- name: tail\n",
        "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: /bin/no/cat\n- name: sh\n",
    ] {
        let kuberc = format!("{HEADER}{policy}");
        for plugin in PLUGINS {
            home.write_kuberc(&kuberc);
            let warning = home.warning(plugin);
            assert_eq!(
                warning.is_some(),
                home.refuses(plugin),
                "{plugin}: {policy}"
            );
            let Some(warning) = warning else { continue };
            refused += 1;
            let (_, lines) = warning.split_once(":\n").expect("lines for the file");
            let lines = lines.split("\nThat allows").next().unwrap_or(lines);
            let is_complete = lines.starts_with("credentialPluginPolicy");
            let before = if is_complete { HEADER } else { &kuberc };
            home.write_kuberc(&format!("{before}{lines}\n"));
            assert_eq!(home.warning(plugin), None, "{lines}");
            assert!(!home.refuses(plugin), "{plugin}: {lines}");
        }
    }
    assert_eq!(refused, 3 + 3 + 1 + 2);
}

/// A home folder with a `kuberc`.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".kube")).unwrap();
        Self(home)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write_kuberc(&self, text: &str) {
        fs::write(self.path(".kube/kuberc"), text).unwrap();
    }

    fn warning(&self, plugin: &str) -> Option<String> {
        PluginPolicy::of_file(&self.path(".kube/kuberc"))?.warning(plugin)
    }

    /// Whether kubectl refuses to run the plugin. If it does not, the plugin or the connection fails.
    fn refuses(&self, plugin: &str) -> bool {
        let kubeconfig = self.path("config");
        let user = format!(
            "{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {plugin}, interactiveMode: Never}}}}"
        );
        let text = format!(
            "clusters: [{{name: a, cluster: {{server: 'https://127.0.0.1:1'}}}}]\n\
             contexts: [{{name: a, context: {{cluster: a, user: u}}}}]\ncurrent-context: a\n\
             users: [{{name: u, user: {user}}}]\n"
        );
        fs::write(&kubeconfig, text).unwrap();
        let kubectl = std::env::var_os("KUBECTL_1_35").expect("the layer `peers` sets it");
        let output = Command::new(Path::new(&kubectl))
            .args(["get", "--raw", "/version", "--kubeconfig"])
            .arg(&kubeconfig)
            .env("HOME", self.0.path())
            .env_remove("KUBERC")
            .env_remove("KUBECTL_KUBERC")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("misconfigured"), "{errors}");
        errors.contains("not allowed: policy") || errors.contains("not permitted by")
    }
}
