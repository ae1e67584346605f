//! The sizes of all files, as a table for people and as one line of JSON for programs.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::{CommandResult, Context};
use crate::workspace::Workspace;

use super::compress::Sizes;
use super::element;
use super::portal::DOCUMENT;

/// The report of the last build, next to the portal.
const FILE: &str = "target/bundle/report.json";

/// The files of a build, and the digest of its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    inputs: String,
    files: Vec<File>,
    package: Vec<File>,
}

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    name: String,
    sizes: Sizes,
    in_first_load: bool,
}

impl File {
    pub(super) fn new(name: String, sizes: Sizes, in_first_load: bool) -> Self {
        Self {
            name,
            sizes,
            in_first_load,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "raw": self.sizes.raw,
            "gzip": self.sizes.gzip,
            "brotli": self.sizes.brotli,
            "first_load": self.in_first_load,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let size = |field: &str| usize::try_from(value[field].as_u64()?).ok();
        Some(Self {
            name: value["name"].as_str()?.to_owned(),
            sizes: Sizes {
                raw: size("raw")?,
                gzip: size("gzip")?,
                brotli: size("brotli")?,
            },
            in_first_load: value["first_load"].as_bool()?,
        })
    }
}

impl Report {
    pub(super) fn new(inputs: String, files: Vec<File>, package: Vec<File>) -> Self {
        Self {
            inputs,
            files,
            package,
        }
    }

    /// The brotli-compressed bytes of the document without the server's part, after which a sign-in can start.
    pub(crate) fn document_brotli(&self) -> usize {
        let document = self.files.iter().find(|file| file.name == DOCUMENT);
        document.map_or(0, |file| file.sizes.brotli)
    }

    /// The brotli-compressed bytes that a browser fetches before a kubeconfig can be copied.
    pub(crate) fn first_load_brotli(&self) -> usize {
        self.files
            .iter()
            .filter(|file| file.in_first_load)
            .map(|file| file.sizes.brotli)
            .sum()
    }

    /// The brotli-compressed bytes that a program with the headless package loads.
    pub(crate) fn package_brotli(&self) -> usize {
        self.loaded(|name| !element::owns(name))
    }

    /// The brotli-compressed bytes that a page with the element loads.
    pub(crate) fn element_brotli(&self) -> usize {
        self.loaded(element::loads)
    }

    /// Type declarations, which only compilers read.
    fn loaded(&self, by: impl Fn(&str) -> bool) -> usize {
        let files = self.package.iter();
        files
            .filter(|file| by(&file.name) && !file.name.ends_with(".d.ts"))
            .map(|file| file.sizes.brotli)
            .sum()
    }

    /// The paths of the portal's files in its folder.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }

    pub(super) fn describes(&self, inputs: &str) -> bool {
        self.inputs == inputs
    }

    pub(super) fn is_complete(&self, portal: &Path, package: &Path) -> bool {
        let here = |folder: &Path, files: &[File]| {
            files.iter().all(|file| folder.join(&file.name).is_file())
        };
        here(portal, &self.files) && here(package, &self.package)
    }

    pub(super) fn load(workspace: &Workspace) -> Option<Self> {
        Self::from_json(&serde_json::from_str(&workspace.read(FILE).ok()?).ok()?)
    }

    pub(super) fn save(&self, workspace: &Workspace) -> CommandResult {
        fs::write(workspace.path(FILE), self.json_line()).context(format_args!("write {FILE}"))
    }

    /// One line of JSON, without a final line break.
    pub(super) fn json_line(&self) -> String {
        let total = total(&self.files);
        json!({
            "files": self.files.iter().map(File::to_json).collect::<Vec<_>>(),
            "first_load_brotli": self.first_load_brotli(),
            "inputs": self.inputs,
            "package_brotli": self.package_brotli(),
            "element_brotli": self.element_brotli(),
            "package": self.package.iter().map(File::to_json).collect::<Vec<_>>(),
            "total_brotli": total.brotli,
            "total_gzip": total.gzip,
            "total_raw": total.raw,
        })
        .to_string()
    }

    fn from_json(value: &Value) -> Option<Self> {
        let files = |field: &str| -> Option<Vec<File>> {
            value[field]
                .as_array()?
                .iter()
                .map(File::from_json)
                .collect()
        };
        Some(Self {
            inputs: value["inputs"].as_str()?.to_owned(),
            files: files("files")?,
            package: files("package")?,
        })
    }

    pub(super) fn table(&self) -> String {
        let mut text = format!(
            "{:<40}{:>10}{:>10}{:>10}\n",
            "portal", "raw", "gzip", "brotli"
        );
        text.push_str(&rows(&self.files));
        text.push_str(&row("total", total(&self.files)));
        text.push_str(&format!(
            "{:<60}{:>10}\n\n",
            "first load",
            self.first_load_brotli()
        ));
        text.push_str("package\n");
        text.push_str(&rows(&self.package));
        text.push_str(&row("total", total(&self.package)));
        text
    }
}

fn rows(files: &[File]) -> String {
    files
        .iter()
        .map(|file| row(&format!("  {}", file.name), file.sizes))
        .collect()
}

fn row(name: &str, sizes: Sizes) -> String {
    format!(
        "{name:<40}{:>10}{:>10}{:>10}\n",
        sizes.raw, sizes.gzip, sizes.brotli
    )
}

fn total(files: &[File]) -> Sizes {
    let sum = |size: fn(&File) -> usize| files.iter().map(size).sum();
    Sizes {
        raw: sum(|file| file.sizes.raw),
        gzip: sum(|file| file.sizes.gzip),
        brotli: sum(|file| file.sizes.brotli),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let sizes = |brotli| Sizes {
            raw: 3 * brotli,
            gzip: 2 * brotli,
            brotli,
        };
        Report::new(
            "digest".into(),
            vec![
                File::new("index.html".into(), sizes(10), true),
                File::new("assets/app.js".into(), sizes(100), true),
                File::new("assets/later.js".into(), sizes(1000), false),
            ],
            vec![
                File::new("haulout.js".into(), sizes(7), false),
                File::new("haulout.d.ts".into(), sizes(70), false),
                File::new("worker.js".into(), sizes(1), false),
                File::new("element/haulout.js".into(), sizes(300), false),
                File::new("element/haulout.d.ts".into(), sizes(3000), false),
                File::new("../element.js".into(), sizes(20_000), false),
                File::new("../session.js".into(), sizes(400_000), false),
                File::new("../index.js".into(), sizes(5_000_000), false),
            ],
        )
    }

    #[test]
    fn the_first_load_excludes_files_that_are_loaded_later() {
        assert_eq!(report().first_load_brotli(), 110);
        assert_eq!(report().document_brotli(), 10);
    }

    #[test]
    fn the_size_of_a_program_excludes_its_types() {
        assert_eq!(report().package_brotli(), 5_400_008);
        assert_eq!(report().element_brotli(), 420_301);
    }

    #[test]
    fn the_json_is_one_line_with_the_sums() {
        let line = report().json_line();
        assert!(!line.contains('\n'));
        let value: Value = serde_json::from_str(&line).expect("it is JSON");
        assert_eq!(value["total_brotli"], 1110);
        assert_eq!(value["first_load_brotli"], 110);
        assert_eq!(value["files"][1]["gzip"], 200);
    }

    #[test]
    fn a_saved_report_is_loaded_unchanged() {
        let value = serde_json::from_str(&report().json_line()).expect("it is JSON");
        assert_eq!(Report::from_json(&value), Some(report()));
    }
}
