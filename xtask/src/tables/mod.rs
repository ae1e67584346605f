//! Writes the tables of documents from their data files.

mod data;

use std::fs;

pub(crate) use data::{Data, Evidence};

use crate::error::{CommandError, CommandResult, Context};
use crate::workspace::Workspace;

/// A document with tables, and the file that has their rows.
pub(crate) struct Document {
    /// The path of the document.
    pub(crate) path: &'static str,
    /// The path of the data file.
    pub(crate) data: &'static str,
    /// The number of rows, so that none is lost.
    pub(crate) rows: usize,
    /// The maximum number of rows that have a reason in place of tests.
    pub(crate) reasons_max: usize,
}

/// The documents that this command writes.
pub(crate) const DOCUMENTS: [Document; 2] = [
    Document {
        path: "docs/security.md",
        data: "docs/security.toml",
        rows: 94,
        reasons_max: 6,
    },
    Document {
        path: "docs/conformance.md",
        data: "docs/conformance.toml",
        rows: 51,
        reasons_max: 6,
    },
];

/// `cargo xtask tables`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`tables` takes no argument `{argument}`"
        )));
    }
    for document in &DOCUMENTS {
        let invalid = |reason: String| CommandError::new(format!("{}: {reason}", document.data));
        let data = Data::parse(&workspace.read(document.data)?).map_err(invalid)?;
        let text = workspace.read(document.path)?;
        let text = replaced(&text, &data.rendered()).ok_or_else(|| {
            CommandError::new(format!(
                "{} has no lines `{START}` and `{END}`",
                document.path
            ))
        })?;
        fs::write(workspace.path(document.path), text)
            .context(format_args!("write {}", document.path))?;
        println!("{}: {} rows", document.path, data.rows().count());
    }
    Ok(())
}

/// A document with these tables in place of the ones between its marks.
pub(crate) fn replaced(document: &str, tables: &str) -> Option<String> {
    let (before, rest) = document.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n\n{tables}\n{END}{after}"))
}

/// The lines of a document around what this command writes.
const START: &str = "<!-- written by `cargo xtask tables` -->";
const END: &str = "<!-- end -->";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_marks_is_replaced() {
        let document = format!("# A\n\n{START}\nold\n{END}\n\nB\n");
        let written = replaced(&document, "new\n").expect("it has both marks");
        assert_eq!(written, format!("# A\n\n{START}\n\nnew\n\n{END}\n\nB\n"));
        assert_eq!(replaced(&written, "new\n"), Some(written.clone()));
        assert_eq!(replaced("# A\n", "new\n"), None);
    }
}
