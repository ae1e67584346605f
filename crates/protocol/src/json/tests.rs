//! Two readers of one document must see the same document, and complaints must help without telling.

use alloc::string::ToString;

use super::*;

#[test]
fn a_repeated_key_is_refused_at_any_depth() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"x":[{"a":1,"b":{"c":1,"c":1}}]}"#,
        r#"{"a":1,"\u0061":2}"#,
    ] {
        assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn keys_may_repeat_in_different_objects() {
    assert!(Json::parse(br#"[{"a":1},{"a":2}]"#).is_ok());
}

#[test]
fn a_complaint_names_the_path_and_does_not_quote_the_value() {
    let json = Json::parse(br#"{"clusters":[{"id":"a"},{"id":7}]}"#).expect("this is JSON");
    let clusters = json
        .root()
        .and_then(|root| root.objects("clusters"))
        .expect("a list of objects");
    let second = &clusters[1];
    let complaint = second.text("id").expect_err("7 is no text").to_string();
    assert_eq!(complaint, "clusters[1].id must be text");
}

#[test]
fn null_passes_for_absent_only_where_nobody_minds() {
    let json = Json::parse(br#"{"exp":null}"#).expect("this is JSON");
    let root = json.root().expect("this is an object");
    assert_eq!(root.number("exp"), Ok(None));
    assert!(root.not_null(&["iat", "exp"]).is_err());
}

#[test]
fn a_document_does_not_print_what_is_in_it() {
    let json = Json::parse(br#"{"token":"hunter2"}"#).expect("this is JSON");
    assert!(!alloc::format!("{json:?} {:?}", json.root()).contains("hunter2"));
}

#[test]
fn nesting_is_bounded() {
    assert!(Json::parse("[".repeat(10_000).as_bytes()).is_err());
}

#[test]
fn what_follows_the_document_is_refused() {
    assert!(Json::parse(b"{} {}").is_err());
}
