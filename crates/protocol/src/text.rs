//! Text from a server: bounded and sanitized before it is shown.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use page::page_words;

mod page;

/// How much of a server's text is kept, in characters: enough for a sentence and an id, too little to flood a page.
const MAX_CHARS: usize = 300;

/// Of a body that is not meant to be shown, less is enough.
const FIRST_CHARS: usize = 100;
/// Shorter secrets are rare, and longer words too.
const TOKEN_CHARS: usize = 32;

/// A server's text, safe to display: at most 300 characters, without control and direction-changing ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerText(String);

impl ServerText {
    /// Sanitizes `raw`.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(raw.chars().filter_map(shown_as).take(MAX_CHARS).collect())
    }

    /// The first words of a page, a document or a text that a person should see, without its markup. Long runs of
    /// characters that occur in tokens are left out, because a server may repeat what it got.
    #[must_use]
    pub fn first_words(body: &[u8]) -> Self {
        let words = page_words(&String::from_utf8_lossy(body));
        // First, because an invisible character must not divide a run that is one when shown.
        let words: String = words.chars().filter_map(shown_as).collect();
        let words: Vec<String> = words.split(' ').map(without_tokens).collect();
        let words: String = words.join(" ").chars().take(FIRST_CHARS).collect();
        Self::new(&words)
    }

    /// The sanitized text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no text is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for ServerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word with an ellipsis in place of every run of characters that may be a token.
fn without_tokens(word: &str) -> String {
    let is_token_character = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    let mut shown = String::new();
    let mut run = String::new();
    for c in word.chars().chain([' ']) {
        if is_token_character(c) {
            run.push(c);
            continue;
        }
        shown.push_str(if run.len() < TOKEN_CHARS { &run } else { "…" });
        run.clear();
        shown.push(c);
    }
    shown.pop();
    shown
}

/// How a character appears in a single line, if it does.
pub(crate) fn shown_as(c: char) -> Option<char> {
    let shown = if c.is_whitespace() { ' ' } else { c };
    (!is_disruptive(shown)).then_some(shown)
}

/// Characters that change how their neighbours are displayed, or that terminals act upon.
fn is_disruptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
