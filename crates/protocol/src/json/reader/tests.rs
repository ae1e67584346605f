//! The reader against the grammar, against arithmetic, and against a reader nobody here wrote.

use alloc::string::ToString as _;

use super::*;

#[test]
fn a_complaint_says_where_reading_stopped() {
    for (text, place) in [
        ("", "line 1, column 1"),
        ("{\"a\": 1,\n  x}", "line 2, column 3"),
        ("[1,\n2,\n]", "line 3, column 1"),
    ] {
        let complaint = read(text.as_bytes()).expect_err(text);
        assert_eq!(
            (&*complaint.place, complaint.reason),
            (place, "is not JSON")
        );
    }
}

#[test]
fn what_is_not_utf_8_is_refused() {
    for bytes in [&b"\"\xff\""[..], b"\"\xc3", b"\xef\xbb\xbf1"] {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn numbers_of_this_wire_are_the_nearest_doubles() {
    for text in [
        "0",
        "-0",
        "0.45",
        "0.2",
        "-17",
        "1e3",
        "1E+3",
        "25e-2",
        "1781234567",
        "1781234567.123456",
        "253402300799",
        "9007199254740991",
        "0e999",
        "1.5e-7",
        "123456789012345e22",
    ] {
        let Json::Number(number) = read(text.as_bytes()).expect(text) else {
            panic!("{text} is a number");
        };
        let nearest: f64 = text.parse().expect(text);
        assert_eq!(number.to_bits(), nearest.to_bits(), "{text}");
    }
}

#[test]
fn a_number_that_no_double_holds_is_refused() {
    for text in ["1e309", "-1e400", "1e99999999999"] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
}

/// Whether both readers see the same document, but for the keys that are there twice and the last bits of long numbers.
fn same(ours: &Json, theirs: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Flag(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::Text(ours), Value::String(theirs)) => ours == theirs,
        (Json::Number(ours), theirs) => theirs
            .as_f64()
            .is_some_and(|theirs| (ours - theirs).abs() <= theirs.abs() * 1e-13 + 1e-290),
        (Json::List(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(name, value)| theirs.get(name).is_some_and(|it| same(value, it)))
        }
        _ => false,
    }
}

fn agrees_with_serde_json(text: &[u8]) -> bool {
    let theirs = serde_json::from_slice::<serde_json::Value>(text);
    match (read(text), theirs) {
        (Ok(ours), Ok(theirs)) => same(&ours, &theirs),
        (Err(complaint), theirs) => theirs.is_err() || complaint.reason == "repeats a key",
        (Ok(_), Err(_)) => false,
    }
}

#[test]
fn the_dark_corners_of_the_grammar_are_those_of_serde_json() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "true false",
        "tru",
        "[",
        "]",
        "[]",
        "[ ]",
        "[,]",
        "[1,]",
        "[1 2]",
        "[1,2]",
        "{",
        "}",
        "{}",
        "{ }",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1,\"b\":[{}]}",
        "01",
        "-",
        "-01",
        "+1",
        "1.",
        ".5",
        "1.e3",
        "1e",
        "1e+",
        "1e-",
        "0.0",
        "-0.5e-1",
        "--1",
        "1-",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ud83dx\"",
        "\"\t\"",
        "\"\n\"",
        "\"\u{7f}\"",
        "\"\u{0}\"",
        "\"\\u0000\"",
        "\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"",
        "\u{feff}1",
        "\u{a0}1",
        "1\u{0}",
        "/**/1",
        "1 // one",
        "'a'",
        "[1]]",
        "{\"a\":{\"b\":[1,{\"c\":null}]}}",
        "\r\n\t 1 ",
        "\u{b}1",
        "\u{c}1",
    ] {
        assert!(agrees_with_serde_json(text.as_bytes()), "{text:?}");
    }
    for depth in [126, 127, 128, 129] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert!(agrees_with_serde_json(text.as_bytes()), "{depth} levels");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_as_serde_json_reads_it(
        text in r#"([\[\]{}:,"\\ \n]|"[a-c]"|"[a-c]":|\\u[dD][8-9a-f][0-9]{2}|\\u00[0-9a-f]{2}|\\[bfnrtx/]|-|[0-9.eE+-]{1,6}|[0-9]{1,22}|null|true|false|\PC){0,24}"#
    ) {
        proptest::prop_assert!(agrees_with_serde_json(text.as_bytes()));
    }

    #[test]
    fn what_serde_json_writes_is_read_back(
        texts in proptest::collection::vec(".{0,8}", 0..4),
        number in proptest::num::f64::NORMAL,
        integer in proptest::num::i64::ANY,
    ) {
        let text = serde_json::json!({"a": texts, "b": {"c": [number, integer, null, true]}}).to_string();
        proptest::prop_assert!(agrees_with_serde_json(text.as_bytes()), "{}", text);
    }

    #[test]
    fn a_short_decimal_is_the_nearest_double(whole in 0..1_000_000_000_u64, places in 0..1_000_000_u64) {
        let text = alloc::format!("{whole}.{places:06}");
        let Ok(Json::Number(number)) = read(text.as_bytes()) else {
            panic!("{text} is a number");
        };
        proptest::prop_assert_eq!(Ok(number), text.parse());
    }
}
