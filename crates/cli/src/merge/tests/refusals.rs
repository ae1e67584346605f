//! Rejected texts and the positions of their errors.

use super::{ADDITION, EXISTING, refused};
use crate::merge::parse::MAX_BYTES;
use crate::merge::parse::text_of;
use crate::merge::{InputError, InputFile, List, MergeError, Place, Policy, Reason, merge};

/// The line and column of the error, which must be the same for both input files.
#[track_caller]
fn place_and_reason(text: &str) -> (usize, usize, Reason) {
    let reason_as = |error: MergeError, wanted: InputFile| {
        let words = error.to_string();
        let MergeError::Refused { input, error } = error else {
            panic!("{words}");
        };
        assert_eq!(input, wanted);
        error
    };
    let existing = reason_as(refused(text, ADDITION), InputFile::Existing);
    let addition = reason_as(refused(EXISTING, text), InputFile::Addition);
    assert_eq!(existing, addition);
    let InputError {
        place: Some(Place { line, column }),
        reason,
    } = existing
    else {
        panic!("no place: {}", existing.reason);
    };
    (line, column, reason)
}

fn shape(field: &str, wanted: &'static str) -> Reason {
    Reason::Shape(field.to_owned(), wanted)
}

#[test]
fn ambiguous_yaml_is_rejected_with_its_position() {
    for (text, line, column, reason) in [
        ("kind: Config\nx: &a\n  b: 1\n", 3, 3, Reason::Anchor),
        ("kind: Config\nx: &a 1\ny: *a\n", 2, 7, Reason::Anchor),
        ("kind: Config\ny: *a\n", 2, 4, Reason::Alias),
        ("kind: Config\nx: !!binary YQ==\n", 2, 4, Reason::Tag),
        ("kind: Config\nx:\n  - !custom {a: 1}\n", 3, 5, Reason::Tag),
        ("kind: Config\nx:\n  <<: {a: 1}\n", 3, 3, Reason::MergeKey),
        ("kind: Config\n? [a]\n: 1\n", 2, 3, Reason::ComplexKey),
        (
            "kind: Config\n---\nkind: Config\n",
            2,
            1,
            Reason::SecondDocument,
        ),
        (
            "kind: Config\nusers: []\n\"users\": []\n",
            3,
            1,
            Reason::DuplicateKey("users".to_owned()),
        ),
        (
            "kind: Config\nusers:\n- name: a\n  user: {token: x, token: y}\n",
            4,
            20,
            Reason::DuplicateKey("token".to_owned()),
        ),
    ] {
        assert_eq!(place_and_reason(text), (line, column, reason), "{text}");
    }
}

#[test]
fn invalid_kubeconfig_is_rejected_with_its_position() {
    let duplicate = Reason::DuplicateName(List::Users, "a".to_owned());
    for (text, line, column, reason) in [
        ("just text\n", 1, 1, Reason::NotAKubeconfig),
        ("- a\n- b\n", 1, 1, Reason::NotAKubeconfig),
        (
            "name: something\nversion: 2\n",
            1,
            1,
            Reason::NotAKubeconfig,
        ),
        ("apiVersion: v1\nkind: Pod\n", 2, 7, Reason::NotAKubeconfig),
        (
            "apiVersion: v2\nkind: Config\n",
            1,
            13,
            Reason::NotAKubeconfig,
        ),
        (
            "kind: Config\nclusters: {a: b}\n",
            2,
            11,
            shape("clusters", "a list"),
        ),
        (
            "kind: Config\nusers: [me]\n",
            2,
            9,
            shape("users", "a list of maps"),
        ),
        (
            "kind: Config\nusers:\n- user: {}\n",
            3,
            3,
            shape("name", "text that is not empty"),
        ),
        (
            "kind: Config\nusers:\n- name: ''\n",
            3,
            9,
            shape("name", "text that is not empty"),
        ),
        (
            "kind: Config\nusers:\n- name: [x]\n",
            3,
            9,
            shape("name", "text that is not empty"),
        ),
        (
            "kind: Config\nusers:\n- name: a\n  user: x\n",
            4,
            9,
            shape("user", "a map"),
        ),
        (
            "kind: Config\ncontexts:\n- name: a\n  context: {user: [x]}\n",
            4,
            19,
            shape("user", "text"),
        ),
        (
            "kind: Config\ncurrent-context: [a]\n",
            2,
            18,
            shape("current-context", "text"),
        ),
        (
            "kind: Config\nusers:\n- name: a\n- name: 'a'\n",
            4,
            9,
            duplicate,
        ),
    ] {
        assert_eq!(place_and_reason(text), (line, column, reason), "{text}");
    }
}

#[test]
fn broken_yaml_is_rejected_with_its_position() {
    for (text, line) in [
        ("kind: Config\nusers: [\n", 2),
        ("kind: Config\nusers:\n\t- name: a\n", 3),
        ("kind: \"Config\n", 1),
        ("kind: Config\n  users: []\n", 2),
    ] {
        let (at, _, reason) = place_and_reason(text);
        assert!(matches!(reason, Reason::Yaml(_)), "{text}");
        assert_eq!(at, line, "{text}");
    }
}

#[test]
fn empty_addition_is_rejected() {
    for text in ["", "# nothing\n", "---\n"] {
        let MergeError::Refused { input, error } = refused(EXISTING, text) else {
            panic!("{text:?}");
        };
        assert_eq!(
            (input, error.reason),
            (InputFile::Addition, Reason::NotAKubeconfig)
        );
    }
}

#[test]
fn deeply_nested_text_is_rejected() {
    for text in [
        format!("kind: Config\nx: {}\n", "[".repeat(100_000)),
        format!("kind: Config\nx:\n{}a\n", "- ".repeat(50_000)),
    ] {
        let (_, _, reason) = place_and_reason(&text);
        assert_eq!(reason, Reason::TooDeep);
    }
}

#[test]
fn text_over_four_mebibytes_is_rejected() {
    let padded = |bytes: usize| format!("{EXISTING}# {}\n", "x".repeat(bytes - EXISTING.len() - 3));
    assert!(
        merge(
            &padded(MAX_BYTES - ADDITION.len()),
            ADDITION,
            Policy::default()
        )
        .is_ok()
    );
    let error = refused(&padded(MAX_BYTES + 1), ADDITION);
    let expected = InputError {
        place: None,
        reason: Reason::TooLarge,
    };
    let input = InputFile::Existing;
    assert_eq!(
        error,
        MergeError::Refused {
            input,
            error: expected
        }
    );
}

#[test]
fn invalid_utf8_is_rejected_with_its_position() {
    let error = text_of(b"kind: Config\nn\xc3\xa4me: \xff").unwrap_err();
    assert_eq!(error.reason, Reason::NotUtf8);
    assert_eq!(error.place, Some(Place { line: 2, column: 7 }));
    let utf16: Vec<u8> = "kind".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(text_of(&[b"\xff\xfe", utf16.as_slice()].concat()).is_err());
}

#[test]
fn context_cannot_refer_to_an_existing_user() {
    let addition = "kind: Config\nclusters:\n- name: evil\n  cluster: {server: https://evil}\n\
                    contexts:\n- name: evil\n  context: {cluster: evil, user: me}\n";
    let MergeError::Refused { input, error } = refused(EXISTING, addition) else {
        panic!("not refused");
    };
    assert_eq!(input, InputFile::Addition);
    let reason = Reason::Dangling(List::Users, "me".to_owned());
    assert_eq!(
        error,
        InputError::at(
            Place {
                line: 7,
                column: 34
            },
            reason
        )
    );
}

#[test]
fn relative_path_is_rejected() {
    for (field, text) in [
        ("client-key", "{client-key: me.key}"),
        ("tokenFile", "{tokenFile: ./token}"),
        ("command", "{exec: {command: ./bin/login}}"),
    ] {
        let addition = format!("kind: Config\nusers:\n- name: a\n  user: {text}\n");
        let MergeError::Refused { error, .. } = refused(EXISTING, &addition) else {
            panic!("{text}");
        };
        assert_eq!(error.reason, Reason::RelativePath(field.to_owned()));
    }
    for text in [
        "{client-key: /me.key}",
        r"{client-key: 'C:\me.key'}",
        "{exec: {command: cat}}",
    ] {
        let addition = format!("kind: Config\nusers:\n- name: a\n  user: {text}\n");
        assert!(
            merge(EXISTING, &addition, Policy::default()).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn names_are_shown_without_control_characters() {
    let text = "kind: Config\nusers:\n- name: \"a\\e[2J\\n\"\n- name: \"a\\e[2J\\n\"\n";
    let words = refused(text, ADDITION).to_string();
    assert!(!words.contains(char::is_control), "{words:?}");
}

#[test]
fn line_break_of_yaml_1_1_is_refused_with_its_place() {
    for (c, escaped) in [
        ('\u{85}', "\\u0085"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ] {
        let text = format!("kind: Config\n# caf\u{e9} {c}users: []\n");
        assert_eq!(place_and_reason(&text), (2, 8, Reason::LineBreak(c)));
        let text = format!("kind: Config\nx: \"a{c}b\"\n");
        assert_eq!(place_and_reason(&text), (2, 6, Reason::LineBreak(c)));
        assert!(Reason::LineBreak(c).to_string().contains(escaped));
        let text = format!("kind: Config\nx: \"a{escaped}b\"\n");
        assert!(merge(&text, ADDITION, Policy::default()).is_ok());
    }
}

#[test]
fn utf_16_is_named() {
    for bytes in [b"\xff\xfek\0", b"\xfe\xff\0k"] {
        let error = text_of(bytes).unwrap_err();
        assert_eq!(error, InputError::of_file(Reason::Utf16));
        assert_eq!(error.reason.to_string(), "UTF-16; save the file as UTF-8");
    }
}
