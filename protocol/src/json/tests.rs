//! Two readers of one document must see the same document.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use super::*;

#[test]
fn a_repeated_key_is_refused_at_any_depth() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"x":[{"a":1,"b":{"c":1,"c":1}}]}"#,
        r#"{"a":1,"\u0061":2}"#,
    ] {
        assert!(
            from_slice::<serde_json::Value>(text.as_bytes()).is_err(),
            "{text}"
        );
    }
}

#[test]
fn keys_may_repeat_in_different_objects() {
    assert!(from_slice::<serde_json::Value>(br#"[{"a":1},{"a":2}]"#).is_ok());
}

#[test]
fn the_complaint_does_not_quote_the_value() {
    let error = from_slice::<BTreeMap<String, u32>>(br#"{"token":"hunter2"}"#)
        .expect_err("a string is not a number");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(10_000);
    assert!(from_slice::<serde_json::Value>(deep.as_bytes()).is_err());
}
