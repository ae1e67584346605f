//! The report's only writer: one bounded line at a time, which no text can break or flood.

use alloc::string::String;
use core::fmt::{self, Display, Write};

use crate::text::shown_as;

/// The lines so far.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a line.
    pub(super) fn put(&mut self, words: fmt::Arguments<'_>) {
        let mut line = Line {
            end: self.0.len() + LONGEST_LINE,
            text: &mut self.0,
        };
        if line.write_fmt(words).is_err() {
            line.text.push('…');
        }
        self.0.push('\n');
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Truncates to `len` bytes, where a line ended.
    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Accepts characters that are safe on one line, until it is full.
struct Line<'a> {
    text: &'a mut String,
    end: usize,
}

impl Write for Line<'_> {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        for c in words.chars().filter_map(shown_as) {
            if self.text.len() >= self.end {
                return Err(fmt::Error);
            }
            self.text.push(c);
        }
        Ok(())
    }
}

/// A value that may be absent.
pub(super) struct OptionalValue<T>(pub(super) Option<T>);

impl<T: Display> Display for OptionalValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("-"),
        }
    }
}

/// In bytes: a server's message fits, and a hundred such lines still fit into the report.
const LONGEST_LINE: usize = 500;
