//! Double-quoted YAML strings, which every YAML parser reads as the same text.

use alloc::string::String;
use core::fmt::Write as _;

/// Appends the text, quoted, on one line.
pub fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_escaped(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The text, quoted.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(&mut out, text);
    out
}

/// Characters that are escaped: those that YAML does not allow in a quoted line or treats as a line break (YAML 1.2
/// §5.1, YAML 1.1 §4.1.4), and those that change how text is displayed.
pub(super) fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
