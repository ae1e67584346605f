//! The readable text of a web page: the error messages of many issuers and proxies are pages.

use alloc::string::String;

/// The words of a plain text or HTML document in one line, without markup, scripts and styles; neither shortened nor
/// sanitized.
#[must_use]
pub fn page_words(document: &str) -> String {
    if !document.trim_start().starts_with('<') {
        return one_line(document);
    }
    // The lower-case copy has the same offsets.
    let lower = document.to_ascii_lowercase();
    let mut at = lower.find("<body").unwrap_or_default();
    let mut words = String::new();
    while let Some(length) = lower[at..].find('<') {
        words.push_str(&document[at..at + length]);
        words.push(' ');
        at += length;
        at += markup_length(&lower[at..]);
    }
    words.push_str(&document[at..]);
    one_line(&unescaped(&words))
}

/// The length of the tag, comment, script or style sheet at the start.
fn markup_length(lower: &str) -> usize {
    let end = [
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<!--", "-->"),
    ]
    .into_iter()
    .find_map(|(start, end)| lower.starts_with(start).then_some(end));
    let end = end.unwrap_or(">");
    lower.find(end).map_or(lower.len(), |at| at + end.len())
}

fn unescaped(text: &str) -> String {
    // `&amp;` is the last, because its result can look like another reference.
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(String::from(text), |text, (reference, character)| {
        text.replace(reference, character)
    })
}

fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
