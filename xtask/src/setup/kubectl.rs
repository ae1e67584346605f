//! A recent kubectl, from `PATH` or else from a newer suite of Debian.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use serde_json::Value;

use crate::bundle::digest::hex_sha256;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;

/// The first version that supports `client.authentication.k8s.io/v1` as Haulout writes it.
const OLDEST_VERSION: (u32, u32) = (1, 24);

/// The suite of the package: a stable one, whose version does not change for years, and whose kubectl does not need a
/// newer libc than the system's.
const SUITE: &str = "trixie";

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<PathBuf> {
    if let Some(found) = find(workspace)? {
        return Ok(found);
    }
    if !debian::may_install() {
        return Err(CommandError::new(MISSING));
    }
    announce(&format!(
        "kubectl from Debian {SUITE}, into target/tools/kubectl"
    ));
    unpack_package(workspace)?;
    find(workspace)?.ok_or_else(|| CommandError::new(MISSING))
}

fn find(workspace: &Workspace) -> CommandResult<Option<PathBuf>> {
    let candidates = [
        std::env::var_os("KUBECTL").map(PathBuf::from),
        process::on_path(&["kubectl"]),
        Some(workspace.path("target/tools/kubectl/usr/bin/kubectl")),
    ];
    for candidate in candidates.into_iter().flatten() {
        if process::is_program(&candidate) && is_new_enough(workspace, &candidate)? {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Runs the program for its version, once for each file, because some builds start slower than all other checks of
/// `setup` together.
fn is_new_enough(workspace: &Workspace, kubectl: &Path) -> CommandResult<bool> {
    let note = workspace.scratch()?.join("kubectl-that-was-asked");
    let identity = identity(kubectl)?;
    if fs::read_to_string(&note).is_ok_and(|noted| noted == identity) {
        return Ok(true);
    }
    let answer = process::output(
        workspace
            .command(kubectl)
            .args(["version", "--client", "-o", "json"]),
    );
    let new_enough = answer
        .ok()
        .and_then(|answer| version(&answer))
        .is_some_and(|version| version >= OLDEST_VERSION);
    if new_enough {
        fs::write(&note, identity).context("write the stamp of kubectl")?;
    }
    Ok(new_enough)
}

fn identity(program: &Path) -> CommandResult<String> {
    let data = program
        .metadata()
        .context(format_args!("look at {}", program.display()))?;
    let changed = data
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    Ok(format!(
        "{} {} {}",
        program.display(),
        data.len(),
        changed.as_nanos()
    ))
}

/// Major and minor version; some builds have a minor version such as `32+`.
fn version(answer: &str) -> Option<(u32, u32)> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let number = |field: &str| {
        let text = answer["clientVersion"][field].as_str()?;
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.parse().ok()
    };
    Some((number("major")?, number("minor")?))
}

/// Downloads the package with a separate index, so that the system's apt does not use the newer suite, and unpacks it
/// without installing it.
fn unpack_package(workspace: &Workspace) -> CommandResult {
    let folder = workspace.path("target/tools/kubectl-package");
    let made = ["lists/partial", "cache/archives/partial"];
    for part in made {
        fs::create_dir_all(folder.join(part)).context("make room for the kubectl package")?;
    }
    let mirror = debian::mirror(workspace)?;
    let sources = format!(
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {SUITE} main\n"
    );
    fs::write(folder.join("sources.list"), sources).context("write a sources list")?;
    fs::write(folder.join("status"), "").context("write an empty package status")?;

    process::run(private_apt(workspace, &folder).args(["update", "-qq"]))?;
    let offer = process::output(private_apt(workspace, &folder).args([
        "download",
        "--print-uris",
        "kubectl",
    ]))?;
    let (name, expected) = offered(&offer).ok_or_else(|| {
        CommandError::new(format!("apt-get offers no kubectl in {SUITE}: {offer}"))
    })?;
    process::run(private_apt(workspace, &folder).args(["download", "-qq", "kubectl"]))?;

    let package = folder.join(name);
    let bytes = fs::read(&package).context(format_args!("read {}", package.display()))?;
    let actual = hex_sha256(&bytes);
    if actual != expected {
        return Err(CommandError::new(format!(
            "{} has the SHA-256 {actual}, but the signed index of {SUITE} has {expected}",
            package.display()
        )));
    }
    process::run(
        workspace
            .command("dpkg")
            .arg("-x")
            .arg(&package)
            .arg(workspace.path("target/tools/kubectl")),
    )?;
    fs::remove_dir_all(&folder).context("remove the kubectl package")
}

fn private_apt(workspace: &Workspace, folder: &Path) -> Command {
    let mut command = workspace.command("apt-get");
    command.current_dir(folder);
    for (option, value) in [
        ("Dir::Etc::SourceList", folder.join("sources.list")),
        ("Dir::Etc::SourceParts", PathBuf::from("/dev/null")),
        ("Dir::State::Lists", folder.join("lists")),
        ("Dir::State::Status", folder.join("status")),
        ("Dir::Cache", folder.join("cache")),
    ] {
        command
            .arg("-o")
            .arg(format!("{option}={}", value.display()));
    }
    // apt's sandbox user may lack permission to write below a home folder.
    command.args([
        "-o",
        "APT::Sandbox::User=root",
        "-o",
        "Acquire::Languages=none",
    ]);
    command
}

/// Parses file name and SHA-256 in a line such as `'http://…' kubectl_1_amd64.deb 1234 SHA256:…`.
fn offered(offer: &str) -> Option<(String, String)> {
    let line = offer.lines().find(|line| line.starts_with('\''))?;
    let mut words = line.split_whitespace().skip(1);
    let name = words.next()?.to_owned();
    let digest = words.find_map(|word| word.strip_prefix("SHA256:"))?;
    Some((name, digest.to_owned()))
}

const MISSING: &str = "kubectl 1.24 or newer is missing. Install it and put it on PATH, or name \
    it in the environment variable KUBECTL.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_with_a_plus_is_parsed() {
        let answer = r#"{"clientVersion": {"major": "1", "minor": "32+"}}"#;
        assert_eq!(version(answer), Some((1, 32)));
    }

    #[test]
    fn the_kubectl_of_bookworm_is_too_old_and_of_trixie_new_enough() {
        let old = r#"{"clientVersion": {"major": "1", "minor": "20"}}"#;
        let new = r#"{"clientVersion": {"major": "1", "minor": "32"}}"#;
        assert!(version(old) < Some(OLDEST_VERSION));
        assert!(version(new) >= Some(OLDEST_VERSION));
    }

    #[test]
    fn output_without_a_version_is_not_new_enough() {
        assert_eq!(version("Client Version: v1.32"), None);
        assert_eq!(version("{}"), None);
    }

    #[test]
    fn apts_output_contains_file_and_digest() {
        let offer = "'http://mirror.example/kubectl_1.32.3%2bds-2_amd64.deb' \
                     kubectl_1.32.3+ds-2_amd64.deb 9 SHA256:9825\n";
        assert_eq!(
            offered(offer),
            Some(("kubectl_1.32.3+ds-2_amd64.deb".into(), "9825".into()))
        );
        assert_eq!(offered("E: Unable to locate package kubectl"), None);
    }
}
