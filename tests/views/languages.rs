//! Every language has every text, with its own punctuation, and no page mixes languages.

use haulout::ui::messages::Language;

mod all_texts;
mod page_texts;

use all_texts::{NamedText, all_texts};
use page_texts::page_texts;

#[test]
fn every_language_is_offered() {
    let all: Vec<Language> = std::iter::successors(Some(Language::English), next).collect();
    assert_eq!(Language::ALL, all);
    for (at, language) in Language::ALL.iter().enumerate() {
        let before = &Language::ALL[..at];
        assert!(before.iter().all(|it| it.tag() != language.tag()));
        assert!(before.iter().all(|it| it.name() != language.name()));
        assert!(["ltr", "rtl"].contains(&language.direction()));
        let tag = language.tag();
        assert_eq!(Language::of_tag(tag), Some(*language));
        assert_eq!(Language::of_tag(&format!("{tag}-AT")), Some(*language));
    }
}

#[test]
fn the_first_supported_language_of_the_browser_is_used() {
    let best = |tags: &[&str]| {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Language::best(&tags)
    };
    assert_eq!(best(&["fr-CH", "de-CH", "en"]), Language::German);
    assert_eq!(best(&["en-GB", "de"]), Language::English);
    assert_eq!(best(&["dev", "fr"]), Language::English);
    assert_eq!(best(&[]), Language::English);
}

#[test]
fn no_text_is_empty_or_has_stray_spaces() {
    for language in Language::ALL {
        for NamedText { field, text } in all_texts(*language) {
            assert!(!text.trim().is_empty(), "{language:?} {field}");
            assert!(
                !text.contains("  ") && !text.contains("\u{a0} "),
                "{field}: {text}"
            );
            assert_eq!(text.trim_end_matches(' '), text, "{field}");
        }
    }
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    for language in Language::ALL {
        let [open, close] = match language {
            Language::English => ['“', '”'],
            Language::German => ['„', '“'],
        };
        for NamedText { field, text } in all_texts(*language) {
            let marks: String = text.chars().filter(|it| MARKS.contains(it)).collect();
            let pairs = marks.len() / (open.len_utf8() + close.len_utf8());
            assert_eq!(
                marks,
                format!("{open}{close}").repeat(pairs),
                "{language:?} {field}: {text}"
            );
            assert!(!text.contains("..."), "{field}: {text}");
        }
    }
}

#[test]
fn a_translation_ends_as_the_english_text_does() {
    let end = |text: &str| {
        text.chars()
            .last()
            .filter(|it| ['.', '…', ':', '?'].contains(it))
    };
    for (english, other) in pairs() {
        assert_eq!(
            end(&english.text),
            end(&other.text),
            "{english:?} {other:?}"
        );
    }
}

#[test]
fn only_names_are_the_same_in_two_languages() {
    let same = pairs().filter(|(english, other)| english.text == other.text);
    let same: Vec<NamedText> = same.map(|(english, _)| english).collect();
    for NamedText { field, text } in &same {
        assert!(SAME.contains(&&**text), "{field}: {text}");
    }
    for name in SAME {
        assert!(same.iter().any(|it| it.text == name), "{name}");
    }
}

#[test]
fn a_translated_page_has_no_english_text() {
    // The check must find English on an English page, or else it proves nothing.
    let found = page_texts(Language::English)
        .into_iter()
        .filter_map(is_english);
    assert!(found.count() > 1_000);
    for language in others() {
        let stray: Vec<String> = page_texts(language)
            .into_iter()
            .filter_map(is_english)
            .collect();
        assert_eq!(stray, [""; 0], "{language:?}");
        let english: Vec<String> = pairs().map(|(english, _)| english.text).collect();
        for text in page_texts(language) {
            assert!(SAME.contains(&&*text) || !english.contains(&text), "{text}");
        }
    }
}

/// Whether the text contains a frequent word that only English has.
fn is_english(text: String) -> Option<String> {
    let mut words = text.split(|it: char| !it.is_alphanumeric());
    words
        .any(|word| ENGLISH.contains(&&*word.to_lowercase()))
        .then_some(text)
}

/// Each English text with its translation.
fn pairs() -> impl Iterator<Item = (NamedText, NamedText)> {
    others().flat_map(|language| {
        let (english, other) = (all_texts(Language::English), all_texts(language));
        assert_eq!(english.len(), other.len());
        english.into_iter().zip(other)
    })
}

fn others() -> impl Iterator<Item = Language> {
    let all = Language::ALL.iter().copied();
    all.filter(|language| *language != Language::English)
}

/// The variant after this one. A new variant does not compile until it is listed here, and fails until it is offered.
fn next(language: &Language) -> Option<Language> {
    match language {
        Language::English => Some(Language::German),
        Language::German => None,
    }
}

/// Quotation marks of all kinds, and typewriter quotes.
const MARKS: [char; 11] = ['"', '\'', '“', '”', '„', '‟', '‚', '‘', '‹', '«', '»'];
/// Names, symbols, and words that are the same in both languages.
const SAME: [&str; 15] = [
    "17:42",
    "×3",
    "X. Y",
    "Active Directory",
    "Audit-Id",
    "GitHub",
    "Haulout",
    "Haulout 1.2.3",
    "LDAP",
    "OpenID Connect",
    "PowerShell",
    "Shell",
    "System",
    "bash, zsh",
    "fish",
];
const ENGLISH: [&str; 17] = [
    "again", "and", "are", "by", "for", "is", "it", "its", "not", "of", "or", "that", "the",
    "this", "to", "with", "your",
];
