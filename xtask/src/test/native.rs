//! Finds the native test targets, and checks that the targets of other layers exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

use super::layer::{Options, Steps, ourselves};

/// Targets that need a browser and have their own layer.
const NOT_NATIVE: [&str; 3] = ["browser", "crash", "stack"];

/// Unit tests, integration tests and documentation tests of all members, and smoke runs of two benches.
pub(super) fn steps(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    let tests = tests(workspace)?;
    let documentation = workspace.cargo(["test", "--locked", "--workspace", "--doc"]);
    // A few seconds without thresholds, to test that the bench still runs.
    let mut smoke = ourselves(workspace, "bench")?;
    smoke.args(["gateway", "--smoke"]);
    // One sign-in with each of the other portals, to test that they still build and work with the gateway.
    let mut peers = ourselves(workspace, "bench")?;
    peers.args(["load", "--smoke"]);
    Ok(vec![tests, documentation, smoke, peers].into())
}

/// Unit and integration tests of all members and of the demo. The caller may add arguments for libtest after `--`.
pub(crate) fn tests(workspace: &Workspace) -> CommandResult<Command> {
    let targets = test_targets(&workspace.metadata()?);
    let mut tests = workspace.cargo(["test", "--locked", "--workspace", "--no-fail-fast"]);
    tests.args(["--lib", "--bins", "--features", "haulout-cli/demo"]);
    for target in &targets {
        if !NOT_NATIVE.contains(&target.as_str()) {
            tests.args(["--test", target]);
        }
    }
    // The tests of the kubeconfig exports run the real kubectl, and that of the documented proxy nginx.
    let kubectl = setup::kubectl(workspace)?;
    let path = process::path_with(kubectl.parent().map(Path::to_path_buf))?;
    tests.env("KUBECTL", &kubectl).env("PATH", path);
    tests.env("NGINX", setup::nginx(workspace)?);
    Ok(tests)
}

/// Fails if the root crate has no test target of this name.
pub(super) fn require_target(workspace: &Workspace, name: &str) -> CommandResult {
    if test_targets(&workspace.metadata()?).contains(name) {
        return Ok(());
    }
    Err(CommandError::new(format!(
        "there is no test target `{name}` in Cargo.toml"
    )))
}

/// The test files of the npm package. They are named individually, because versions of Node differ in how they handle
/// a folder.
pub(super) fn package_tests(workspace: &Workspace) -> CommandResult<Vec<PathBuf>> {
    let folder = workspace.path("tests/package");
    let mut files = Vec::new();
    if folder.is_dir() {
        let reading = "read tests/package";
        for entry in fs::read_dir(&folder).context(reading)? {
            let path = entry.context(reading)?.path();
            if is_package_test(&path) {
                files.push(path);
            }
        }
    }
    if files.is_empty() {
        return Err(CommandError::new(
            "there is no file like tests/package/NAME.test.mjs",
        ));
    }
    files.sort();
    Ok(files)
}

fn is_package_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".test.mjs") || name.ends_with(".test.js")
}

fn test_targets(metadata: &Value) -> BTreeSet<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .flat_map(|package| package["targets"].as_array().into_iter().flatten())
        .filter(|target| target["kind"] == serde_json::json!(["test"]))
        .filter_map(|target| Some(target["name"].as_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn test_targets_of_all_members_are_found_and_libraries_are_not() {
        let metadata = json!({"packages": [
            {"targets": [
                {"kind": ["lib"], "name": "haulout"},
                {"kind": ["test"], "name": "protocol"},
            ]},
            {"targets": [{"kind": ["test"], "name": "serve"}]},
        ]});
        let expected = ["protocol", "serve"].map(str::to_owned);
        assert_eq!(test_targets(&metadata), BTreeSet::from(expected));
    }

    #[test]
    fn helpers_beside_the_package_tests_are_not_run_as_tests() {
        assert!(is_package_test(Path::new("tests/package/session.test.mjs")));
        assert!(!is_package_test(Path::new("tests/package/server.mjs")));
    }
}
