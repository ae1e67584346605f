//! Measures the cost of the portal in a browser, with the stack test that counts its elements.

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::test;
use crate::workspace::Workspace;

/// `cargo xtask bench portal`: one line of JSON for each number of clusters.
pub(super) fn command(workspace: &Workspace) -> CommandResult {
    let file = workspace.scratch()?.join("portal-figures.json");
    let mut tests = test::stack_tests(workspace)?;
    tests
        .env("HAULOUT_FIGURES", &file)
        .args(["--quiet", "--", TESTS, "--test-threads=1"]);
    process::run(&mut tests)?;
    let text = std::fs::read_to_string(&file).context(format_args!("read {}", file.display()))?;
    let figures: Vec<Value> = serde_json::from_str(&text)
        .map_err(|error| CommandError::new(format!("the figures cannot be read: {error}")))?;
    for line in figures {
        println!("{line}");
    }
    Ok(())
}

/// The stack tests that measure.
const TESTS: &str = "cost::";
