//! Where the lines of a text begin and end.

use std::ops::Range;

/// The start of the line of a position.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The line break behind a position; empty on the last line.
pub(super) fn line_end(text: &str, at: usize) -> Range<usize> {
    let line_feed = text[at..].find('\n').map(|found| at + found);
    match line_feed {
        Some(end) if text[..end].ends_with('\r') && end > at => end - 1..end + 1,
        Some(end) => end..end + 1,
        None => text.len()..text.len(),
    }
}
