//! Updates the screenshots of the portal in README and documents.

mod animation;

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::test;
use crate::workspace::Workspace;

/// The folder of the screenshots.
const FOLDER: &str = "docs/pictures";
/// Names the folder in which the test stores its screenshots. Without it, the test takes them and stores none.
const FOLDER_VARIABLE: &str = "HAULOUT_PICTURES";
/// The picture that is joined from the screenshots `sign-in.frame-1.png` and so on.
const ANIMATED: &str = "sign-in";
/// The stack tests that take screenshots.
const TESTS: &str = "pictures::";

/// `cargo xtask screenshots`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if !arguments.is_empty() {
        return Err(CommandError::usage("usage: cargo xtask screenshots"));
    }
    let mut tests = test::stack_tests(workspace)?;
    let taken = empty(workspace.scratch()?.join("pictures"))?;
    tests
        .env(FOLDER_VARIABLE, &taken)
        .args(["--", TESTS, "--test-threads=1"]);
    process::run(&mut tests)?;
    animation::join(&taken, ANIMATED)?;
    let names = names(&taken)?;
    if names.is_empty() {
        return Err(CommandError::new(format!(
            "no test `{TESTS}` took a screenshot"
        )));
    }
    // All are replaced together: a failure leaves the old ones, and screenshots that are no longer taken are removed.
    let folder = empty(workspace.path(FOLDER))?;
    for name in &names {
        fs::copy(taken.join(name), folder.join(name)).context(format_args!("keep {name}"))?;
    }
    println!("{FOLDER}: {}", names.join(", "));
    Ok(())
}

fn empty(folder: PathBuf) -> CommandResult<PathBuf> {
    if folder.is_dir() {
        fs::remove_dir_all(&folder).context(format_args!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
    Ok(folder)
}

/// The names of the files in a folder, sorted.
fn names(folder: &Path) -> CommandResult<Vec<String>> {
    let reading = format!("read {}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).context(&reading)? {
        let entry = entry.context(&reading)?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
