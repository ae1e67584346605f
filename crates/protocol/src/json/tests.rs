//! All parsers of one document see the same document, and errors help without quoting it.

use alloc::format;
use alloc::string::ToString;

use super::*;

fn read(text: &str) -> Result<Json, JsonError> {
    Json::parse(text.as_bytes())
}

#[test]
fn a_repeated_key_is_refused_at_any_depth() {
    let deep = format!(
        "{}{}{}",
        r#"{"x":["#.repeat(60),
        r#"{"a":1,"a":1}"#,
        "]}".repeat(60)
    );
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"x":[{"a":1,"b":{"c":1,"c":1}}]}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"a":1,"a":null}"#,
        &deep,
    ] {
        let error = read(text).expect_err(text);
        assert_eq!(error.reason, "repeats a key", "{text}");
    }
}

#[test]
fn keys_may_repeat_in_different_objects() {
    assert!(read(r#"[{"a":1},{"a":2}]"#).is_ok());
}

#[test]
fn an_error_names_the_path_and_does_not_quote_the_value() {
    let json = read(r#"{"clusters":[{"id":"a"},{"id":7}]}"#).expect("this is JSON");
    let clusters = json
        .root()
        .and_then(|root| root.objects("clusters"))
        .expect("a list of objects");
    let second = &clusters[1];
    let error = second.text("id").expect_err("7 is no text").to_string();
    assert_eq!(error, "clusters[1].id must be a string");
}

#[test]
fn an_error_has_the_position_where_parsing_stopped() {
    for (text, place) in [
        ("", "line 1, column 0"),
        ("{\"a\": 1,\n  x}", "line 2, column 3"),
        ("[1,\n2,\n]", "line 3, column 1"),
    ] {
        let error = read(text).expect_err(text);
        assert_eq!((&*error.place, error.reason), (place, "is not JSON"));
    }
}

#[test]
fn no_error_quotes_the_document() {
    for text in [
        "hunter2",
        "\"hunter2",
        "\"hunter2\\x\"",
        "\"hunter2\n\"",
        r#"{"hunter2":1,"hunter2":2}"#,
        r#"{"hunter2"}"#,
        r#"{"token":"hunter2" "#,
        r#"["hunter2" "hunter2"]"#,
        r#""hunter2" hunter2"#,
    ] {
        let error = read(text).expect_err(text);
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn null_counts_as_absent() {
    let json = read(r#"{"exp":null,"id":null}"#).expect("this is JSON");
    let root = json.root().expect("this is an object");
    assert_eq!(root.number("exp"), Ok(None));
    assert_eq!(root.non_empty_text("id"), Ok(None));
    assert!(root.text("id").is_err());
}

#[test]
fn an_empty_text_counts_as_absent_in_an_answer() {
    let json = read(r#"{"id":"","other":7}"#).expect("this is JSON");
    let root = json.root().expect("this is an object");
    assert_eq!(root.non_empty_text("id"), Ok(None));
    assert_eq!(root.text_if_any("id"), None);
    assert!(root.non_empty_text("other").is_err());
    assert_eq!(root.text_if_any("other"), None);
}

#[test]
fn a_list_that_is_not_needed_may_have_any_type() {
    for (list, texts) in [
        (r#"["a",7,null,"b"]"#, Some(["a", "b"])),
        (r#""a b""#, Some(["a", "b"])),
        (r#"{"0":"a"}"#, None),
        ("7", None),
        ("\"\"", None),
    ] {
        let json = read(&format!("{{\"list\":{list}}}")).expect(list);
        let found = json.root().expect(list).texts_if_any("list");
        let texts = texts.map(|it| it.map(ToOwned::to_owned).to_vec());
        assert_eq!(found, texts, "{list}");
    }
}

#[test]
fn a_document_does_not_print_its_contents() {
    let json = read(r#"{"token":"hunter2"}"#).expect("this is JSON");
    assert!(!format!("{json:?} {:?}", json.root()).contains("hunter2"));
}

#[test]
fn nesting_is_bounded() {
    for (depth, fits) in [(100, true), (200, false), (1_000_000, false)] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(read(&text).is_ok(), fits, "{depth} levels");
    }
}

#[test]
fn the_number_of_members_is_bounded() {
    for (count, fits) in [(1000, true), (1001, false)] {
        let members: Vec<String> = (0..count).map(|it| format!("\"{it}\":0")).collect();
        let text = format!("{{{}}}", members.join(","));
        assert_eq!(read(&text).is_ok(), fits, "{count} members");
    }
}

#[test]
fn the_length_of_a_document_is_bounded() {
    let text = " ".repeat(MAX_LEN) + "1";
    let error = read(&text).expect_err("a byte too many");
    assert_eq!(error.to_string(), "the document is too large");
    assert!(read(&text[1..]).is_ok());
}

#[test]
fn trailing_data_after_the_document_is_refused() {
    assert!(read("{} {}").is_err());
}

#[test]
fn invalid_utf_8_is_refused() {
    for bytes in [&b"\"\xff\""[..], b"\"\xc3", b"\xef\xbb\xbf1"] {
        assert!(Json::parse(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn surrogates_are_only_accepted_in_pairs() {
    let json = read(r#"{"face":"\ud83d\ude00"}"#).expect("a pair");
    let root = json.root().expect("this is an object");
    assert_eq!(root.text("face"), Ok("\u{1f600}"));
    for text in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83d\u0041""#] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn numbers_become_the_nearest_doubles() {
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
        "-9007199254740991",
        "0e999",
        "1.5e-7",
        "123456789012345e22",
    ] {
        let Json::Number(number) = read(text).expect(text) else {
            panic!("{text} is a number");
        };
        let nearest: f64 = text.parse().expect(text);
        assert_eq!(number.to_bits(), nearest.to_bits(), "{text}");
    }
}

#[test]
fn a_number_beyond_the_range_of_a_double_is_refused() {
    for text in ["1e309", "-1e400", "1e99999999999"] {
        assert!(read(text).is_err(), "{text}");
    }
}
