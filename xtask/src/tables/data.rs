//! A data file: sections of rows, each with tests or with the reason why it has none.

use std::fmt::Write as _;

use toml::{Table, Value};

/// The sections of one document.
pub(crate) struct Data {
    columns: Vec<String>,
    sections: Vec<Section>,
}

struct Section {
    title: String,
    rows: Vec<Row>,
}

/// One row of a table.
pub(crate) struct Row {
    /// The first cell.
    pub(crate) id: String,
    /// The cells between the first and the last.
    cells: [String; 2],
    /// The last cell.
    pub(crate) evidence: Evidence,
}

/// What shows that a row's statement is true.
pub(crate) enum Evidence {
    Tests(Vec<Test>),
    /// Why there is no test.
    Reason(String),
}

/// A test, written as `path::name`.
pub(crate) struct Test {
    pub(crate) file: String,
    pub(crate) name: String,
}

impl Data {
    /// Reads a data file; the error is a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let data: Table = text.parse().map_err(|error| format!("{error}"))?;
        let columns = strings(data.get("columns")).ok_or("`columns` is not a list of texts")?;
        let sections = tables(&data, "section").map(Section::parse);
        let data = Self {
            columns,
            sections: sections.collect::<Result<_, _>>()?,
        };
        let mut ids: Vec<&str> = data.rows().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        match ids.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("two rows are called {}", pair[0])),
            None => Ok(data),
        }
    }

    /// The rows of all sections.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// The sections as Markdown.
    pub(crate) fn rendered(&self) -> String {
        let head = format!("| {} |\n", self.columns.join(" | "));
        let rule = format!("|{}\n", " --- |".repeat(self.columns.len()));
        let sections = self.sections.iter().map(|section| {
            let rows: String = section.rows.iter().map(Row::rendered).collect();
            format!("### {}\n\n{head}{rule}{rows}", section.title)
        });
        sections.collect::<Vec<_>>().join("\n")
    }
}

impl Section {
    fn parse(section: &Table) -> Result<Self, String> {
        let title = string(section, "title").ok_or("a section has no `title`")?;
        let rows: Vec<Row> = tables(section, "row")
            .map(Row::parse)
            .collect::<Result<_, _>>()?;
        if let Some(letter) = string(section, "letter") {
            let expected = (1..).map(|number| format!("{letter}{number}"));
            if let Some((row, expected)) = rows
                .iter()
                .zip(expected)
                .find(|(row, expected)| row.id != *expected)
            {
                return Err(format!("{} stands in the place of {expected}", row.id));
            }
        }
        Ok(Self { title, rows })
    }
}

impl Row {
    fn parse(row: &Table) -> Result<Self, String> {
        let id = string(row, "id").ok_or("a row has no `id`")?;
        let cell = |key: &str| string(row, key).ok_or_else(|| format!("{id} has no `{key}`"));
        let tests = strings(row.get("tests")).unwrap_or_default();
        let tests: Option<Vec<Test>> = tests.iter().map(|test| Test::parse(test)).collect();
        let tests = tests.ok_or_else(|| format!("a test of {id} is not a `path::name`"))?;
        let evidence = match (tests.is_empty(), string(row, "reason")) {
            (false, None) => Evidence::Tests(tests),
            (true, Some(reason)) => Evidence::Reason(reason),
            (_, _) => return Err(format!("{id} has to have either `tests` or a `reason`")),
        };
        Ok(Self {
            cells: [cell("subject")?, cell("outcome")?],
            evidence,
            id,
        })
    }

    fn rendered(&self) -> String {
        let [subject, outcome] = &self.cells;
        let evidence = match &self.evidence {
            Evidence::Tests(tests) => {
                let links = tests.iter().map(Test::rendered);
                links.collect::<Vec<_>>().join(", ")
            }
            Evidence::Reason(reason) => reason.clone(),
        };
        let mut line = String::new();
        for cell in [&self.id, subject, outcome, &evidence] {
            // Writing to a string cannot fail.
            let _ = write!(line, "| {} ", cell.replace('|', "\\|"));
        }
        line + "|\n"
    }
}

impl Test {
    fn parse(text: &str) -> Option<Self> {
        let (file, name) = text.split_once("::")?;
        Some(Self {
            file: file.to_owned(),
            name: name.to_owned(),
        })
    }

    /// A link from a document in `docs`.
    fn rendered(&self) -> String {
        format!("[`{}`](../{})", self.name, self.file)
    }
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table)
}

fn string(table: &Table, key: &str) -> Option<String> {
    let text = table.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    let list = value?.as_array()?.iter();
    list.map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = r#"
        columns = ["id", "threat", "protection", "tests"]

        [[section]]
        title = "A. Sign-in"
        letter = "A"

        [[section.row]]
        id = "A1"
        subject = "a forged callback"
        outcome = "refused"
        tests = ["tests/a.rs::callback_is_refused", "tests/b.rs::callback_is_shown"]

        [[section.row]]
        id = "A2"
        subject = "a | b"
        outcome = "refused"
        reason = "No browser has it."
    "#;

    #[test]
    fn a_section_is_written_as_a_table() {
        let data = Data::parse(DATA).expect("valid");
        assert_eq!(
            data.rendered(),
            "### A. Sign-in\n\n\
            | id | threat | protection | tests |\n\
            | --- | --- | --- | --- |\n\
            | A1 | a forged callback | refused | [`callback_is_refused`](../tests/a.rs), \
            [`callback_is_shown`](../tests/b.rs) |\n\
            | A2 | a \\| b | refused | No browser has it. |\n"
        );
    }

    #[test]
    fn a_row_that_is_incomplete_or_out_of_place_is_refused() {
        for (text, instead, reason) in [
            (
                r#"id = "A2""#,
                r#"id = "A3""#,
                "A3 stands in the place of A2",
            ),
            (
                r#"reason = "No browser has it.""#,
                "",
                "A2 has to have either",
            ),
            (
                r#"reason = "#,
                "tests = [\"a.rs\"]\nnote = ",
                "not a `path::name`",
            ),
            (r#"outcome = "refused""#, "", "A1 has no `outcome`"),
            (r#"columns = "#, "column = ", "`columns`"),
        ] {
            let text = DATA.replacen(text, instead, 1);
            assert_ne!(text, DATA);
            let result = Data::parse(&text).err().unwrap_or_default();
            assert!(result.contains(reason), "{result}");
        }
        let twice = DATA.replace(r#"letter = "A""#, "").replace("A2", "A1");
        let result = Data::parse(&twice).err();
        assert_eq!(result.as_deref(), Some("two rows are called A1"));
    }
}
