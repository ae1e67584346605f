//! Which text of a hostile server reaches the page.

use super::*;

#[test]
fn control_and_bidi_characters_are_dropped_and_line_breaks_become_spaces() {
    let text = ServerText::new("a\u{1b}[31mb\u{202e}c\nd");
    assert_eq!(text.as_str(), "a[31mbc d");
}

#[test]
fn long_text_is_truncated() {
    assert_eq!(
        ServerText::new(&"é".repeat(5000)).as_str().chars().count(),
        MAX_CHARS
    );
}

#[test]
fn page_text_has_no_markup_scripts_and_styles() {
    for (document, words) in [
        (
            "error trying to reach service:\n dial tcp",
            "error trying to reach service: dial tcp",
        ),
        ("a < b", "a < b"),
        (
            "<!DOCTYPE html><html><head><title>Oops</title></head><BODY class=x><style>p{}</style>\
             <h1>Bad Request</h1><!-- <p>no --><script>if (a < b) {}</script>\n\
             <p>Unregistered redirect_uri (&#34;https://a.example/?a=1&amp;b=2&#34;).</p>",
            "Bad Request Unregistered redirect_uri (\"https://a.example/?a=1&b=2\").",
        ),
        ("<p>unclosed <b", "unclosed"),
        ("", ""),
    ] {
        assert_eq!(page_words(document), words, "{document}");
    }
}

#[test]
fn the_first_words_of_a_body_have_no_markup_and_no_tokens() {
    for (body, words) in [
        ("", ""),
        ("  Bad\n Request ", "Bad Request"),
        (r#"{"error": {"code": 400}}"#, r#"{"error": {"code": 400}}"#),
        (
            "<!doctype html><title>400 Bad&nbsp;Request</title><style>b {}</style><p>x",
            "400 Bad Request x",
        ),
        (
            r#"{"token":"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"}"#,
            r#"{"token":"…"}"#,
        ),
        // The invisible character is not shown, so both halves would be one run.
        ("AAAAAAAAAAAAAAAAAAAA\u{200b}AAAAAAAAAAAAAAAAAAAA", "…"),
    ] {
        assert_eq!(ServerText::first_words(body.as_bytes()).as_str(), words);
    }
    let long = "no ".repeat(1_000);
    let words = ServerText::first_words(long.as_bytes());
    assert_eq!(words.as_str().chars().count(), FIRST_CHARS);
}
