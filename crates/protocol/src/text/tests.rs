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
