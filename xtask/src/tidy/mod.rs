//! Checks the rules of this repository that no other tool checks, and prints each violation.

mod browser_tests;
mod case_files;
mod cited_tests;
mod examples;
mod finding;
mod forbidden;
mod functions;
mod manifests;
mod registries;
mod retired_words;
mod source;
mod strip_comments;
mod tables;
mod test_names;
mod type_names;

use std::fs;

use case_files::CaseFiles;
use cited_tests::CitedTests;
use examples::Examples;
use finding::Finding;
use functions::Functions;
use retired_words::Vocabulary;
use tables::Tables;
use type_names::TypeNames;

use crate::error::{CommandError, CommandResult, Context};
use crate::workspace::Workspace;

/// `cargo xtask tidy`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`tidy` takes no argument `{argument}`"
        )));
    }
    let mut findings = Vec::new();
    let mut cited_tests = CitedTests::default();
    let mut case_files = CaseFiles::default();
    let mut examples = Examples::default();
    let mut functions = Functions::default();
    let mut tables = Tables::default();
    let mut type_names = TypeNames::default();
    let vocabulary = Vocabulary::load()?;
    for name in workspace.files()? {
        let bytes = fs::read(workspace.path(&name)).context(format_args!("read {name}"))?;
        // An input may be in another encoding than UTF-8.
        case_files.read(&name, &String::from_utf8_lossy(&bytes));
        if let Ok(text) = String::from_utf8(bytes) {
            findings.extend(check(&name, &text));
            cited_tests.read(&name, &text);
            examples.read(&name, &text);
            functions.read(&name, &text);
            tables.read(&name, &text);
            findings.extend(retired_words::check(&vocabulary, &name, &text));
            type_names.read(&name, &text);
        }
    }
    findings.extend(cited_tests.missing(&functions));
    findings.extend(case_files.unlisted());
    findings.extend(examples.broken());
    findings.extend(tables.broken(&functions));
    findings.extend(type_names.repeated());
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        number => Err(CommandError::new(format!("{number} places violate a rule"))),
    }
}

/// Every rule, applied to one file.
fn check(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = source::check(name, text);
    findings.extend(forbidden::check(name, text));
    findings.extend(manifests::check(name, text));
    findings.extend(browser_tests::check(name, text));
    findings.extend(registries::check(name, text));
    findings.extend(test_names::check(name, text));
    findings
}
