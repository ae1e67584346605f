//! Installs system packages, as root on Debian.

use std::fs;

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

/// Whether apt exists and this process may install packages.
pub(super) fn may_install() -> bool {
    is_debian(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        && is_root(&fs::read_to_string("/proc/self/status").unwrap_or_default())
        && process::on_path(&["apt-get"]).is_some()
}

/// Installs packages of the system's suite.
pub(super) fn install(workspace: &Workspace, packages: &[&str]) -> CommandResult {
    update(workspace)?;
    process::run(
        workspace
            .command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-qq", "--yes", "--no-install-recommends"])
            .args(packages),
    )
}

/// The mirror from which the system's apt gets Debian.
pub(super) fn mirror(workspace: &Workspace) -> CommandResult<String> {
    let ask = || {
        process::output(workspace.command("apt-get").args([
            "indextargets",
            "--format",
            "$(REPO_URI)",
            "Created-By: Packages",
            "Origin: Debian",
            "Label: Debian",
        ]))
    };
    let mut mirrors = ask()?;
    // apt knows the origin only of fetched indexes, which a new container does not have.
    if mirrors.is_empty() {
        update(workspace)?;
        mirrors = ask()?;
    }
    let mirror = mirrors.lines().next();
    mirror
        .map(str::to_owned)
        .ok_or_else(|| CommandError::new("apt has no source whose origin is Debian"))
}

fn update(workspace: &Workspace) -> CommandResult {
    process::run(workspace.command("apt-get").args(["update", "-qq"]))
}

/// Whether the system is Debian. In derivatives, packages of the same name may have other contents.
fn is_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .any(|line| matches!(line.trim(), "ID=debian" | "ID=\"debian\""))
}

/// Parses the effective user in the `Uid:` line of `/proc/self/status`.
fn is_root(status: &str) -> bool {
    status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:"))
        .and_then(|users| users.split_whitespace().nth(1))
        == Some("0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_debian_are_not_debian() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!is_debian("ID=ubuntu\nID_LIKE=debian\n"));
    }

    #[test]
    fn root_is_the_effective_user() {
        assert!(is_root("Name:\tx\nUid:\t1000\t0\t0\t0\n"));
        assert!(!is_root("Name:\tx\nUid:\t0\t1000\t0\t0\n"));
        assert!(!is_root(""));
    }
}
