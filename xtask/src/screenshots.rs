//! Takes the pictures that README and documents show, of the portal as it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::test;
use crate::workspace::Workspace;

/// Where the documents find them.
const FOLDER: &str = "docs/pictures";
/// Tells the test that takes them where to keep them; it takes them in every run, so that they can be taken.
const FOLDER_VARIABLE: &str = "HAULOUT_PICTURES";
/// The stack tests that take pictures.
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
    let names = names(&taken)?;
    if names.is_empty() {
        return Err(CommandError::new(format!(
            "no test `{TESTS}` took a picture"
        )));
    }
    // Only when all are there: the old ones are better than some, and none stays that is not taken any more.
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
