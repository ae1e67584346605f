//! Finds retired words in a text, in prose and as parts of names.

use super::vocabulary::{Phrase, Vocabulary};
use crate::tidy::finding::Finding;

/// One word of a text, or one part of a name such as `camelCase` and `snake_case`.
pub(super) struct Word {
    /// In lower case.
    pub(super) text: String,
    start: usize,
    end: usize,
}

pub(super) fn check(vocabulary: &Vocabulary, name: &str, text: &str) -> Vec<Finding> {
    let phrases: Vec<&Phrase> = vocabulary
        .phrases
        .iter()
        .filter(|phrase| phrase.entry.applies_to(name))
        .collect();
    let words: Vec<Word> = split(text).collect();
    let mut findings = Vec::new();
    for (index, first) in words.iter().enumerate() {
        for phrase in phrases
            .iter()
            .filter(|phrase| phrase.words[0] == first.text)
        {
            if let Some(end) = end_of(phrase, &words[index..], text)
                && !is_interface(text, first.start, end)
            {
                let line = text[..first.start].matches('\n').count() + 1;
                let found: Vec<&str> = text[first.start..end].split_whitespace().collect();
                findings.push(Finding::new(
                    name,
                    line,
                    phrase.entry.reason(&found.join(" ")),
                ));
            }
        }
    }
    findings
}

/// Where the phrase ends that starts with the first of these words.
fn end_of(phrase: &Phrase, words: &[Word], text: &str) -> Option<usize> {
    let candidates = words.get(..phrase.words.len())?;
    let same = candidates.iter().map(|word| &word.text).eq(&phrase.words);
    let connected = candidates.windows(2).all(|pair| {
        let gap = &text[pair[0].end..pair[1].start];
        is_within_a_name(gap) || (!phrase.is_name && is_between_words(gap))
    });
    (same && connected).then(|| candidates[candidates.len() - 1].end)
}

fn is_within_a_name(gap: &str) -> bool {
    matches!(gap, "" | "_" | "-")
}

/// White space, and what a comment or a string has at the end and at the start of a line.
fn is_between_words(gap: &str) -> bool {
    let breaks = gap.contains('\n');
    gap.chars()
        .all(|c| c.is_whitespace() || (breaks && "/!*#>\\".contains(c)))
}

/// Whether the words are a flag, or alone in quotes: an attribute, a field or a value that other programs know.
fn is_interface(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let before = text[..start].trim_end_matches(is_part);
    if text[before.len()..].starts_with("--") {
        return true;
    }
    let opening = text[..start].chars().next_back();
    let closing = text[end..].chars().next();
    opening == closing && matches!(opening, Some('"' | '\'' | '`'))
}

/// The words of a text in their order. A capital letter after a small one starts a new word.
pub(super) fn split(text: &str) -> impl Iterator<Item = Word> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        let mut last = first;
        while let Some((at, next)) =
            rest.next_if(|(_, next)| next.is_alphanumeric() && !starts_word(last, *next))
        {
            end = at + next.len_utf8();
            // `HTTPServer` is two words: the last capital letter belongs to the second one.
            let after = text[end..].chars().next();
            last = next;
            if next.is_uppercase() && after.is_some_and(char::is_uppercase) {
                let later = text[end..].chars().nth(1);
                if later.is_some_and(char::is_lowercase) {
                    break;
                }
            }
        }
        Some(Word {
            text: text[start..end].to_lowercase(),
            start,
            end,
        })
    })
}

fn starts_word(last: char, next: char) -> bool {
    next.is_uppercase() && !last.is_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str =
        "[words]\ngizmo = \"device\"\n\"at foot\" = \"below\"\n\"pick-up\" = \"fetch\"\n";

    fn found(text: &str) -> Vec<(usize, String)> {
        let findings = check(&Vocabulary::parse(DATA).unwrap(), "a.rs", text);
        let findings = findings.into_iter();
        findings.map(|it| (it.line, it.reason)).collect()
    }

    #[test]
    fn a_finding_names_line_word_and_replacement() {
        let reason = "`Gizmo` is retired; use: device".to_owned();
        assert_eq!(found("one\n// Gizmo, two\n"), [(2, reason)]);
    }

    #[test]
    fn a_word_is_found_in_every_kind_of_name() {
        for text in [
            "struct GizmoList;",
            "fn new_gizmo() {}",
            "const GIZMO_MAX: u8 = 1;",
            "class=\"is-gizmo\"",
            "XMLGizmo",
            "gizmo's",
            "\"a gizmo in a string\"",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn only_whole_words_are_found() {
        for text in ["gizmos", "Gizmology", "agizmo", "at the foot", "pick. Up"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_phrase_is_found_across_a_line_break() {
        for text in [
            "It is at foot.",
            "/// It is at\n/// foot.",
            "\"it is at \\\n    foot\"",
            "fn at_foot() {}",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
        assert_eq!(found("look at, foot"), []);
    }

    #[test]
    fn a_hyphen_matches_names_and_not_prose() {
        for text in ["pick-up", "PickUp", "pick_up"] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
        assert_eq!(found("They pick up a token."), []);
    }

    #[test]
    fn a_name_of_the_interface_is_exempt() {
        for text in ["--until-gizmo", "`gizmo`", "get(\"gizmo\")", "'gizmo'"] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(found("`gizmo list`").len(), 1);
    }
}
