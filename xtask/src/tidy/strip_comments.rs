//! Replaces comments and strings by spaces, so that rules about code do not match prose.

/// A text without its prose. Lines and columns are unchanged.
pub(super) struct StrippedText {
    /// Without comments and the contents of string literals.
    pub(super) code: String,
    /// Without comments only.
    pub(super) code_and_strings: String,
}

/// The syntax of a language's literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Raw strings, character literals, lifetimes.
    Rust,
    /// Strings in apostrophes and backticks: JavaScript, TypeScript, and what embeds them.
    Script,
}

/// Strips comments and strings of a text in this language.
pub(super) fn strip_comments(text: &str, language: Language) -> StrippedText {
    let mut stripper = CommentStripper {
        language,
        rest: text,
        code: String::with_capacity(text.len()),
        code_and_strings: String::with_capacity(text.len()),
    };
    while stripper.step() {}
    StrippedText {
        code: stripper.code,
        code_and_strings: stripper.code_and_strings,
    }
}

struct CommentStripper<'t> {
    language: Language,
    rest: &'t str,
    code: String,
    code_and_strings: String,
}

impl CommentStripper<'_> {
    /// Consumes one token; returns `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with("//") {
            self.comment(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.comment(block_comment(self.rest));
        } else if let Some(length) = self.literal(first) {
            self.string(length);
        } else {
            self.keep(first.len_utf8());
        }
        true
    }

    /// The length of a string or character that starts here.
    fn literal(&self, first: char) -> Option<usize> {
        match (self.language, first) {
            (_, '"') | (Language::Script, '`') => Some(quoted(self.rest, first)),
            (Language::Rust, '\'') => character(self.rest),
            (Language::Rust, 'r') => self.raw_string(),
            (Language::Script, '\'') => on_one_line(self.rest),
            _ => None,
        }
    }

    /// The length of a raw string that starts here, such as `r#"…"#`.
    fn raw_string(&self) -> Option<usize> {
        let after = self.rest.strip_prefix('r')?;
        if self
            .code
            .ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !self.code.ends_with('b')
        {
            return None;
        }
        let hashes = after.len() - after.trim_start_matches('#').len();
        let body = after[hashes..].strip_prefix('"')?;
        let closing = format!("\"{}", "#".repeat(hashes));
        let end = body
            .find(&closing)
            .map_or(body.len(), |at| at + closing.len());
        Some("r".len() + hashes + "\"".len() + end)
    }

    fn comment(&mut self, length: usize) {
        let blank = blank(&self.rest[..length]);
        self.code.push_str(&blank);
        self.code_and_strings.push_str(&blank);
        self.rest = &self.rest[length..];
    }

    fn string(&mut self, length: usize) {
        self.code.push_str(&blank(&self.rest[..length]));
        self.code_and_strings.push_str(&self.rest[..length]);
        self.rest = &self.rest[length..];
    }

    fn keep(&mut self, length: usize) {
        self.code.push_str(&self.rest[..length]);
        self.code_and_strings.push_str(&self.rest[..length]);
        self.rest = &self.rest[length..];
    }
}

fn blank(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' { '\n' } else { ' ' })
        .collect()
}

/// The length of a block comment; Rust's may nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a literal that starts and ends with this quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

/// The length of a Rust character literal; `None` for a lifetime, which starts with an apostrophe too.
fn character(text: &str) -> Option<usize> {
    let mut rest = text.char_indices().skip(1);
    let (_, first) = rest.next()?;
    if first == '\\' {
        return on_one_line(text);
    }
    let (closing, quote) = rest.next()?;
    (quote == '\'').then_some(closing + quote.len_utf8())
}

/// The length of a literal in apostrophes that ends on the same line.
fn on_one_line(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let length = quoted(line, '\'');
    (length > 1 && line[..length].ends_with('\'')).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, text: &str, code: &str) {
        let stripped = strip_comments(text, language).code;
        let words: Vec<&str> = stripped.split_whitespace().collect();
        assert_eq!(words.join(" "), code);
        assert_eq!(stripped.lines().count(), text.lines().count());
    }

    #[test]
    fn comments_are_blanked_and_line_numbers_are_kept() {
        check(Language::Rust, "a // b\n/* c\n/* d */ e */ f", "a f");
        check(Language::Script, "a // it's\n/* c */ f", "a f");
    }

    #[test]
    fn strings_are_blanked_including_comment_markers() {
        check(Language::Rust, r#"a("https://b \" c") d"#, "a( ) d");
        check(Language::Rust, r##"a(r#"b " // c"#) d"##, "a( ) d");
        check(Language::Rust, r#"a(br"\", c)"#, "a(b , c)");
        check(Language::Script, "a(`b\nc`) d", "a( ) d");
        check(
            Language::Script,
            "import x from './y.js'; z",
            "import x from ; z",
        );
    }

    #[test]
    fn lifetimes_and_words_that_end_in_r_are_not_strings() {
        let function = "fn f<'a>(x: &'a str, y: &'a str)";
        check(Language::Rust, &format!("{function} // z"), function);
        let characters = "match c { '\"' => a, '\\'' => b, 'x' => d }";
        check(Language::Rust, characters, "match c { => a, => b, => d }");
        check(Language::Rust, "var\"x\"y", "var y");
    }

    #[test]
    fn strings_are_kept_in_code_and_strings() {
        let stripped = strip_comments("a(\"localStorage\") // localStorage", Language::Script);
        assert_eq!(stripped.code_and_strings.trim_end(), "a(\"localStorage\")");
    }
}
