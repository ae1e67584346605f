//! Checks the size of the page and its contents against `budget.toml`.

mod wasm_imports;

use std::fs;
use std::path::Path;

use toml::Table;

use crate::bundle;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

const FILE: &str = "budget.toml";

/// The import module of code for other platforms, which browsers do not have.
const FOREIGN_MODULE: &str = "env";

/// `cargo xtask budget`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`budget` takes no argument `{argument}`"
        )));
    }
    let limits = Limits::read(&workspace.read(FILE)?)?;
    let report = bundle::ensure(workspace)?;
    let mut complaints = Vec::new();
    let document = ("sign-in page", report.document_brotli(), limits.document);
    let portal = ("first load", report.first_load_brotli(), limits.first_load);
    let headless = ("headless package", report.package_brotli(), limits.headless);
    let element = ("element", report.element_brotli(), limits.element);
    for (what, size, limit) in [document, portal, headless, element] {
        println!("{what}: {size} of {limit} bytes, brotli");
        if size > limit {
            complaints.push(format!(
                "the {what} is {} bytes over its line in {FILE}; make it smaller, or raise the \
                 line and write there what the bytes bought",
                size - limit
            ));
        }
    }

    let portal = bundle::portal_folder(workspace);
    let package = bundle::package_folder(workspace);
    let in_portal = report.names().map(|name| portal.join(name));
    let programs = ["", "element/"].map(|folder| package.join(folder).join(bundle::WASM));
    for file in in_portal.chain(programs) {
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            complaints.extend(foreign_imports(&file)?);
        }
    }
    complaints.extend(yew_without_ui(workspace)?);

    if complaints.is_empty() {
        return Ok(());
    }
    Err(CommandError::new(complaints.join("; ")))
}

/// The limits in bytes.
#[derive(Debug, PartialEq, Eq)]
struct Limits {
    document: usize,
    first_load: usize,
    headless: usize,
    element: usize,
}

impl Limits {
    fn read(text: &str) -> CommandResult<Self> {
        let table: Table = text.parse().context(format_args!("read {FILE}"))?;
        Ok(Self {
            document: limit(&table, "document_brotli", "document_reason")?,
            first_load: limit(&table, "first_load_brotli", "reason")?,
            headless: limit(&table, "headless_brotli", "headless_reason")?,
            element: limit(&table, "element_brotli", "element_reason")?,
        })
    }
}

fn limit(table: &Table, line: &str, reason: &str) -> CommandResult<usize> {
    let words = table.get(reason).and_then(|value| value.as_str());
    if words.is_none_or(|words| words.trim().is_empty()) {
        return Err(CommandError::new(format!(
            "{FILE} has to explain in `{reason}` what the bytes are for"
        )));
    }
    table
        .get(line)
        .and_then(|value| value.as_integer())
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(|| CommandError::new(format!("{FILE} has no `{line}` in bytes")))
}

fn foreign_imports(file: &Path) -> CommandResult<Option<String>> {
    let bytes = fs::read(file).context(format_args!("read {}", file.display()))?;
    let modules =
        wasm_imports::modules(&bytes).context(format_args!("read {} as wasm", file.display()))?;
    Ok(modules.contains(FOREIGN_MODULE).then(|| {
        format!(
            "{} imports from \"{FOREIGN_MODULE}\": it contains code for another platform",
            file.display()
        )
    }))
}

/// The headless package must not depend on the user interface's framework.
fn yew_without_ui(workspace: &Workspace) -> CommandResult<Option<String>> {
    let tree = process::output(&mut workspace.cargo([
        "tree",
        "--locked",
        "--package",
        "haulout",
        "--target",
        "wasm32-unknown-unknown",
        "--no-default-features",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]))?;
    Ok(names_yew(&tree).then(|| "the headless build depends on yew".to_owned()))
}

fn names_yew(tree: &str) -> bool {
    tree.lines()
        .any(|line| line.starts_with("yew ") || line.starts_with("yew-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETE: &str = "document_brotli = 8\ndocument_reason = \"w\"\n\
        first_load_brotli = 7\nreason = \"x\"\n\
        headless_brotli = 5\nheadless_reason = \"y\"\n\
        element_brotli = 6\nelement_reason = \"z\"\n";

    #[test]
    fn a_complete_budget_is_read() {
        let limits = Limits::read(COMPLETE).expect("complete");
        assert_eq!((limits.first_load, limits.headless), (7, 5));
        assert_eq!((limits.element, limits.document), (6, 8));
    }

    #[test]
    fn a_budget_without_a_limit_or_a_reason_is_refused() {
        for (there, instead) in [
            ("reason = \"x\"", ""),
            ("\"x\"", "\" \""),
            ("first_load_brotli = 7", ""),
            ("= 7", "= -7"),
            ("= 7", "="),
            ("headless_brotli = 5", ""),
            ("\"y\"", "\"\""),
            ("element_brotli = 6", ""),
            ("document_brotli = 8", ""),
            ("\"w\"", "\"\""),
            ("\"z\"", "\"\""),
        ] {
            let text = COMPLETE.replacen(there, instead, 1);
            assert_ne!(text, COMPLETE);
            Limits::read(&text).expect_err(&text);
        }
    }

    #[test]
    fn yew_is_found_in_a_tree() {
        assert!(names_yew("haulout v0.1.0\nyew v0.23.0\n"));
        assert!(names_yew(
            "haulout v0.1.0\nyew-macro v0.23.0 (proc-macro)\n"
        ));
        assert!(!names_yew("haulout v0.1.0\nserde v1.0.0\n"));
    }
}
