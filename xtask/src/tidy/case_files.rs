//! Every input in `tests/cases` has to be listed in its table.

use super::finding::Finding;
use crate::cases;

/// The table, and the inputs beside it.
#[derive(Default)]
pub(super) struct CaseFiles {
    table: String,
    inputs: Vec<String>,
}

impl CaseFiles {
    /// Reads one more file.
    pub(super) fn read(&mut self, name: &str, text: &str) {
        if name == cases::TABLE {
            text.clone_into(&mut self.table);
        } else if let Some(input) = name.strip_prefix(FOLDER) {
            self.inputs.push(input.to_owned());
        }
    }

    /// Every input that the table does not name.
    pub(super) fn unlisted(self) -> Vec<Finding> {
        let unlisted = self
            .inputs
            .iter()
            .filter(|input| !self.table.contains(&format!("`{input}`")));
        unlisted
            .map(|input| {
                let reason = format!("{} does not list this input", cases::TABLE);
                Finding::new(&format!("{FOLDER}{input}"), 1, reason)
            })
            .collect()
    }
}

const FOLDER: &str = "tests/cases/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_that_the_table_does_not_name_is_found() {
        let mut files = CaseFiles::default();
        files.read("tests/cases/kubeconfig/a.yaml", "");
        files.read(cases::TABLE, "| `kubeconfig/a.yaml` | read | `a_test` |");
        files.read("tests/cases/kubeconfig/b.yaml", "");
        let found = files.unlisted();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].file, "tests/cases/kubeconfig/b.yaml");
    }
}
