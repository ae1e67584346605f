//! Runs the tests of the inputs in `tests/cases`, and prints the outcome of each input.

use std::collections::BTreeMap;
use std::process::Stdio;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::test::native_tests;
use crate::workspace::Workspace;

/// `cargo xtask cases`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`cases` takes no argument `{argument}`"
        )));
    }
    let cases = table(&workspace.read(TABLE)?);
    let mut tests = native_tests(workspace)?;
    tests
        .arg("--")
        .args(cases.iter().flat_map(|case| &case.tests));
    let output = tests
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context(format_args!("start {}", process::shown(&tests)))?;
    let log = String::from_utf8_lossy(&output.stdout);
    let results = results(&log);
    let failed: Vec<&Case> = cases
        .iter()
        .filter(|case| !case.has_its_outcome(&results))
        .collect();
    for case in &cases {
        let result = if case.has_its_outcome(&results) {
            "ok"
        } else {
            "FAILED"
        };
        println!("{result:<6} {}: {}", case.input, case.outcome);
    }
    println!(
        "{} cases passed, {} failed",
        cases.len() - failed.len(),
        failed.len()
    );
    if failed.is_empty() && !cases.is_empty() {
        return Ok(());
    }
    eprintln!("{log}");
    Err(CommandError::new("an input does not have its outcome"))
}

/// The document that lists the inputs.
pub(crate) const TABLE: &str = "tests/cases/README.md";

/// One row of the table: an input, its outcome, and the tests that prove it.
struct Case {
    input: String,
    outcome: String,
    tests: Vec<String>,
}

impl Case {
    /// Whether all of its tests ran and passed.
    fn has_its_outcome(&self, results: &BTreeMap<String, bool>) -> bool {
        !self.tests.is_empty()
            && self
                .tests
                .iter()
                .all(|test| results.get(test) == Some(&true))
    }
}

/// The rows of the Markdown table, without its heading.
fn table(text: &str) -> Vec<Case> {
    text.lines()
        .filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'))
        .skip(HEADING_LINES)
        .filter_map(|row| {
            let mut cells = row.splitn(CELLS, " | ").map(str::trim);
            Some(Case {
                input: cells.next()?.replace('`', ""),
                outcome: cells.next()?.to_owned(),
                tests: cells
                    .next()?
                    .split('`')
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned)
                    .collect(),
            })
        })
        .collect()
}

/// Input, outcome, tests.
const CELLS: usize = 3;
/// The titles, and the line below them.
const HEADING_LINES: usize = 2;

/// Whether each test of a libtest log passed, by the last part of its name. Of two tests with one name, both must pass.
fn results(log: &str) -> BTreeMap<String, bool> {
    let mut results = BTreeMap::new();
    for line in log.lines() {
        let Some((name, result)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... "))
        else {
            continue;
        };
        let name = name.rsplit("::").next().unwrap_or(name);
        *results.entry(name.to_owned()).or_insert(true) &= result == "ok";
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# Cases\n\n| input | outcome | tests |\n| --- | --- | --- |\n\
        | `a.yaml`, `b.yaml` | read | `one_test`, `another_test` |\n";

    #[test]
    fn a_case_has_its_outcome_if_all_its_tests_ran_and_passed() {
        let cases = table(DOCUMENT);
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].input, "a.yaml, b.yaml");
        let both = "test import::one_test ... ok\ntest another_test ... ok\n";
        assert!(cases[0].has_its_outcome(&results(both)));
        for log in [
            "test import::one_test ... ok\n",
            "test import::one_test ... ok\ntest another_test ... FAILED\n",
            "test one_test ... ok\ntest another_test ... ok\ntest b::one_test ... FAILED\n",
        ] {
            assert!(!cases[0].has_its_outcome(&results(log)), "{log}");
        }
    }
}
