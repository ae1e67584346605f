//! The functions of all Rust files, to look up tests that documents name.

use std::collections::{HashMap, HashSet};

/// The names of the functions of each file.
#[derive(Default)]
pub(super) struct Functions {
    files: HashMap<String, HashSet<String>>,
}

impl Functions {
    /// Reads one more file.
    pub(super) fn read(&mut self, name: &str, text: &str) {
        if name.ends_with(".rs") {
            let functions = text.lines().filter_map(function).map(str::to_owned);
            self.files.insert(name.to_owned(), functions.collect());
        }
    }

    /// Whether any file has a function of this name.
    pub(super) fn contains(&self, function: &str) -> bool {
        self.files.values().any(|names| names.contains(function))
    }

    /// Whether this file has a function of this name.
    pub(super) fn has(&self, file: &str, function: &str) -> bool {
        self.files
            .get(file)
            .is_some_and(|names| names.contains(function))
    }
}

fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = line
        .strip_prefix("async fn ")
        .or(line.strip_prefix("fn "))?;
    rest.split(['(', '<']).next()
}
