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
        assert_eq!(ServerText::of_page(document).as_str(), words, "{document}");
    }
}
