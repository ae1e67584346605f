//! Takes the pictures that README and documents show, of the portal as it is.

use std::fs;

use crate::failure::{Doing, Failure, Outcome};
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
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Failure::usage("usage: cargo xtask screenshots"));
    }
    let folder = workspace.path(FOLDER);
    let mut taken = test::stack_tests(workspace)?;
    // What is not taken any more shall not stay.
    if folder.is_dir() {
        fs::remove_dir_all(&folder).doing(format_args!("empty {FOLDER}"))?;
    }
    fs::create_dir_all(&folder).doing(format_args!("make {FOLDER}"))?;
    taken
        .env(FOLDER_VARIABLE, &folder)
        .args(["--", TESTS, "--test-threads=1"]);
    process::run(&mut taken)?;
    let mut names = names(&folder)?;
    if names.is_empty() {
        return Err(Failure::new(format!("no test `{TESTS}` took a picture")));
    }
    names.sort();
    println!("{FOLDER}: {}", names.join(", "));
    Ok(())
}

fn names(folder: &std::path::Path) -> Outcome<Vec<String>> {
    let reading = format!("read {FOLDER}");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).doing(&reading)? {
        let entry = entry.doing(&reading)?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}
