//! Quotes one word of a command, safely for the shell and for the terminal.

use alloc::format;
use alloc::string::String;
use core::fmt::Write as _;

use super::Shell;
use crate::kubeconfig::yaml::is_escaped;

/// Appends the parts as one word.
///
/// Control characters are escaped, because a terminal would act on them when they are pasted. NUL is omitted, because
/// no argument can contain it.
pub(super) fn quote(shell: Shell, parts: &[&str], out: &mut String) {
    let letters = || parts.iter().flat_map(|part| part.chars());
    match shell {
        Shell::Bash | Shell::Fish if is_plain(letters()) => out.extend(letters()),
        Shell::Bash if letters().any(is_escaped) => {
            out.push_str("$'");
            for letter in letters() {
                match letter {
                    '\0' => {}
                    '\n' => out.push_str("\\n"),
                    '\'' | '\\' => out.extend(['\\', letter]),
                    _ if is_escaped(letter) => {
                        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                            escape(out, format_args!("\\x{byte:02x}"));
                        }
                    }
                    _ => out.push(letter),
                }
            }
            out.push('\'');
        }
        Shell::Bash => quoted(out, letters(), |letter| match letter {
            '\'' => Some("'\\''".into()),
            _ => None,
        }),
        Shell::Fish => quoted(out, letters(), |letter| match letter {
            '\0' => Some(String::new()),
            '\n' => Some("'\\n'".into()),
            '\'' | '\\' => Some(format!("\\{letter}")),
            _ if is_escaped(letter) => Some(format!("'\\u{:04x}'", u32::from(letter))),
            _ => None,
        }),
        Shell::PowerShell => {
            let escaped = letters().any(|letter| letter != '\n' && is_escaped(letter));
            out.push_str(if escaped { "(" } else { "" });
            quoted(out, letters(), |letter| match letter {
                '\0' => Some(String::new()),
                '\n' => None,
                // PowerShell treats typographic quotation marks like ASCII ones.
                '\'' | '\u{2018}'..='\u{201b}' => Some(format!("{letter}{letter}")),
                _ if is_escaped(letter) => Some(format!("'+[char]{}+'", u32::from(letter))),
                _ => None,
            });
            out.push_str(if escaped { ")" } else { "" });
        }
    }
}

fn quoted(
    out: &mut String,
    letters: impl Iterator<Item = char>,
    special: fn(char) -> Option<String>,
) {
    out.push('\'');
    for letter in letters {
        match special(letter) {
            Some(text) => out.push_str(&text),
            None => out.push(letter),
        }
    }
    out.push('\'');
}

/// Whether the text needs no quotation in any shell.
fn is_plain(mut letters: impl Iterator<Item = char>) -> bool {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "-_./:,=".contains(letter);
    let starts = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    letters.next().is_some_and(starts) && letters.all(harmless)
}

fn escape(out: &mut String, text: core::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
