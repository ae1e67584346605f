//! Reads YAML, and reports errors in plain words.
//!
//! Reading order: [`YamlError`] is the result of a failure, `lines` finds the line of a field, and `reason` words what
//! the YAML libraries report.

mod lines;
mod reason;

use std::borrow::Cow;
use std::fmt;

use granit_parser::{Event, Parser};
use serde::de::DeserializeOwned;

pub use lines::line_of;
pub use reason::of_syntax;

/// Why a YAML text cannot be used. Has no content of the text except for names of fields and keywords.
#[derive(Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The line, from 1, if there is one.
    pub line: Option<u64>,
    /// The path of the field, such as `clusters[0].server`; `None` for the text as a whole.
    pub field: Option<String>,
    /// The reason, as the second half of a sentence.
    pub reason: String,
}

/// Decodes the bytes of a file. Editors on Windows write UTF-16, and every YAML reader accepts it.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let units = |pair: &[u8], join: fn([u8; 2]) -> u16| match pair {
        [one, two] => Some(join([*one, *two])),
        _ => None,
    };
    let utf_16 = |bytes: &[u8], join| {
        let units: Option<Vec<u16>> = bytes.chunks(2).map(|pair| units(pair, join)).collect();
        String::from_utf16(&units?).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
    }
}

/// Parses a text that has one document.
///
/// # Errors
/// A [`YamlError`] with line, field and reason.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    match second_document(text)? {
        None => deserialize(text),
        Some((_, line)) => Err(YamlError {
            line: Some(line),
            field: None,
            reason: "a second document begins here; only one is possible".to_owned(),
        }),
    }
}

/// Parses the first document of a text, as Go's readers do; the others are ignored.
///
/// # Errors
/// As [`parse`].
pub fn parse_first<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    let end = second_document(text)?.map_or(text.len(), |(at, _)| at);
    deserialize(text.get(..end).unwrap_or(text))
}

/// The position and the line of the second document; checks the syntax up to there.
fn second_document(text: &str) -> Result<Option<(usize, u64)>, YamlError> {
    let mut documents = 0;
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| YamlError {
            line: u64::try_from(error.marker().line()).ok(),
            field: None,
            reason: reason::of_syntax(error.kind()).to_owned(),
        })?;
        if !matches!(event, Event::DocumentStart(..)) {
            continue;
        }
        documents += 1;
        if documents > 1 {
            let line = u64::try_from(span.start.line()).unwrap_or_default();
            return Ok(span.start.byte_offset().map(|at| (at, line)));
        }
    }
    Ok(None)
}

fn deserialize<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    let mut path = String::new();
    let parsed = serde_saphyr::with_deserializer_from_str(text, |deserializer| {
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            path = error.path().to_string();
            error.into_inner()
        })
    });
    parsed.map_err(|error| {
        let (missing, reason) = reason::of_content(&error);
        // These are the paths of the root and of an unknown place.
        let parent = Some(path.as_str()).filter(|path| !matches!(*path, "." | "?"));
        let field = match (parent, missing) {
            (Some(parent), Some(missing)) => Some(format!("{parent}.{missing}")),
            (one, other) => one.or(other).map(str::to_owned),
        };
        YamlError {
            line: error.location().map(|location| location.line()),
            field,
            reason,
        }
    })
}

impl fmt::Display for YamlError {
    /// The text after the name of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

#[cfg(test)]
mod tests;
