//! A kubeconfig for reading: its long values are folded.

use super::view_context::ViewContext;

/// A part of a document.
#[derive(Debug, PartialEq, Eq)]
pub enum DocumentPart {
    /// Lines as they are.
    Text(String),
    /// A line with a long value.
    Folded {
        /// The text before the value.
        key: String,
        /// The length of the value.
        length: String,
        /// The value.
        value: String,
    },
}

impl DocumentPart {
    /// The parts of this document. Keys and tokens are masked in it already.
    pub(super) fn all(text: &str, context: ViewContext<'_>) -> Vec<Self> {
        let mut parts = Vec::new();
        for line in text.lines() {
            if let Some(part) = folded(line, context) {
                parts.push(part);
            } else if let Some(Self::Text(before)) = parts.last_mut() {
                before.push('\n');
                before.push_str(line);
            } else {
                parts.push(Self::Text(line.to_owned()));
            }
        }
        parts
    }
}

fn folded(line: &str, context: ViewContext<'_>) -> Option<DocumentPart> {
    let (key, value) = line.split_once(": ")?;
    if !FOLDED.contains(&key.trim_start()) {
        return None;
    }
    let value = value.trim_matches('"');
    let count = value.len();
    let thousandths = i64::try_from(count).ok()?.saturating_mul(1000);
    let digits = context.locale.number(thousandths, 0);
    let plural = context.locale.plural(count as u64);
    Some(DocumentPart::Folded {
        key: format!("{key}:"),
        length: (context.words.export.characters)(&digits, plural),
        value: value.to_owned(),
    })
}

/// The keys of certificates in base64. `client-key-data` is not among them, because it is masked.
const FOLDED: [&str; 2] = ["certificate-authority-data", "client-certificate-data"];
