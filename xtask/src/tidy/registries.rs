//! No file names the host of a package registry or mirror: the machine's configuration selects it.

use super::finding::Finding;

/// Subdomain and domain are separate, so that this file does not name a host.
const HOSTS: [(&str, &str); 13] = [
    ("archive", "ubuntu.com"),
    ("deb", "debian.org"),
    ("files", "pythonhosted.org"),
    ("ftp", "debian.org"),
    ("index", "crates.io"),
    ("proxy", "golang.org"),
    ("registry", "npmjs.org"),
    ("registry", "yarnpkg.com"),
    ("repo", "maven.apache.org"),
    ("repo1", "maven.org"),
    ("security", "debian.org"),
    ("snapshot", "debian.org"),
    ("static", "crates.io"),
];

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subdomain, domain) in HOSTS {
        let host = format!("{subdomain}.{domain}");
        let lines = text.lines().enumerate();
        findings.extend(
            lines
                .filter(|(_, line)| line.contains(&host))
                .map(|(index, _)| {
                    Finding::new(
                        name,
                        index + 1,
                        format!("`{host}` is a registry's host; use the machine's configuration"),
                    )
                }),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_is_found_in_any_file() {
        for (subdomain, domain) in HOSTS {
            let text = format!("first\n\"resolved\": \"https://{subdomain}.{domain}/a.tgz\"\n");
            for name in [
                "package-lock.json",
                "docs/a.md",
                "xtask/src/setup/debian.rs",
            ] {
                assert_eq!(check(name, &text).len(), 1, "{text}");
                assert_eq!(check(name, &text)[0].line, 2);
            }
        }
    }

    #[test]
    fn the_source_in_a_cargo_lock_is_not_a_host() {
        let line = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(check("Cargo.lock", line), []);
    }
}
