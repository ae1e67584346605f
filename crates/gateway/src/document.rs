//! The portal's document: a template with markers, and its content.

use std::fmt::Write as _;

/// The markers, in the order of [`Content`]'s fields. Each stands exactly once in a template.
const MARKERS: [&str; 6] = [
    "%lang%",
    "%title%",
    "%data%",
    "%priority%",
    "%page%",
    "%noscript%",
];

/// A document with markers.
#[derive(Debug)]
pub struct Template {
    /// The text before each marker, with the marker's index in [`MARKERS`].
    parts: Vec<(String, usize)>,
    /// The text after the last marker.
    end: String,
}

/// What replaces the markers.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The language's BCP 47 tag.
    pub language: &'a str,
    /// The document's title, as text.
    pub title: &'a str,
    /// JSON for the program. Empty if the program fetches its configuration.
    pub data: &'a str,
    /// When the program is loaded.
    pub priority: Priority,
    /// The page until the program has rendered its own, as HTML.
    pub page: &'a str,
    /// What browsers without JavaScript show, as HTML.
    pub noscript: &'a str,
}

/// When the program is loaded: the value of `fetchpriority`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Immediately, because the page shows nothing useful without it.
    High,
    /// After the page, which works without it.
    Low,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// The reason, if a marker is missing or stands more than once.
    pub fn parse(html: &str) -> Result<Self, String> {
        let mut found = Vec::with_capacity(MARKERS.len());
        for (index, marker) in MARKERS.into_iter().enumerate() {
            let mut starts = html.match_indices(marker).map(|(start, _)| start);
            match (starts.next(), starts.next()) {
                (Some(start), None) => found.push((start, index)),
                (None, _) => return Err(format!("has no {marker}")),
                (Some(_), Some(_)) => return Err(format!("has {marker} more than once")),
            }
        }
        found.sort_unstable();
        let mut parts = Vec::with_capacity(found.len());
        let mut done = 0;
        for (start, index) in found {
            parts.push((html[done..start].to_owned(), index));
            done = start + MARKERS[index].len();
        }
        Ok(Self {
            parts,
            end: html[done..].to_owned(),
        })
    }

    /// Whether this text occurs in it.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.parts.iter().any(|(part, _)| part.contains(text)) || self.end.contains(text)
    }

    /// The document. Markers in the content are not replaced.
    #[must_use]
    pub fn fill(&self, content: &Content<'_>) -> String {
        // A data block ends at the first end tag, wherever in the JSON that is.
        let data = content.data.replace('<', "\\u003c");
        let (language, title) = (escaped(content.language), escaped(content.title));
        let values: [&str; MARKERS.len()] = [
            &language,
            &title,
            &data,
            content.priority.as_str(),
            content.page,
            content.noscript,
        ];
        let mut html = String::new();
        for (text, index) in &self.parts {
            html.push_str(text);
            html.push_str(values[*index]);
        }
        html.push_str(&self.end);
        html
    }
}

impl Content<'static> {
    /// The page that waits for the program, in English, for a program that fetches its configuration.
    pub const WAITING: Self = Self {
        language: "en",
        title: "Haulout",
        data: "",
        priority: Priority::High,
        page: include_str!("document/waiting.html"),
        noscript: include_str!("document/noscript.html"),
    };
}

impl Priority {
    /// The attribute's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// A text for an element's content or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' => {
                let _never_fails = write!(escaped, "&#{};", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<html lang=\"%lang%\"><title>%title%</title><a>%data%</a>\
        <b fetchpriority=\"%priority%\"></b><noscript>%noscript%</noscript><div>%page%</div>.";

    fn fill(content: Content<'_>) -> String {
        Template::parse(TEMPLATE).expect("complete").fill(&content)
    }

    #[test]
    fn a_template_is_filled_with_the_whole_content() {
        let html = fill(Content {
            language: "de",
            title: "Acme",
            data: "{}",
            priority: Priority::Low,
            page: "<p>page</p>",
            noscript: "<p>script</p>",
        });
        assert_eq!(
            html,
            "<html lang=\"de\"><title>Acme</title><a>{}</a><b fetchpriority=\"low\"></b>\
             <noscript><p>script</p></noscript><div><p>page</p></div>."
        );
    }

    #[test]
    fn text_and_data_cannot_end_their_elements() {
        let html = fill(Content {
            language: "\"><b>",
            title: "</title><script>&'",
            data: r#"{"a":"</script><!--"}"#,
            ..Content::WAITING
        });
        assert!(html.contains("lang=\"&#34;&#62;&#60;b&#62;\""), "{html}");
        let title = "<title>&#60;/title&#62;&#60;script&#62;&#38;&#39;</title>";
        assert!(html.contains(title), "{html}");
        let data = r#"<a>{"a":"\u003c/script>\u003c!--"}</a>"#;
        assert!(html.contains(data), "{html}");
    }

    #[test]
    fn markers_in_the_content_are_not_replaced() {
        let html = fill(Content {
            title: "%page% %lang%",
            data: "%noscript%",
            page: "%title%",
            ..Content::WAITING
        });
        assert!(html.contains("<title>%page% %lang%</title>"), "{html}");
        assert!(html.contains("<a>%noscript%</a>"), "{html}");
        assert!(html.contains("<div>%title%</div>"), "{html}");
    }

    #[test]
    fn a_template_has_each_marker_exactly_once() {
        for marker in MARKERS {
            let without = TEMPLATE.replace(marker, "");
            let reason = Template::parse(&without).expect_err(marker);
            assert_eq!(reason, format!("has no {marker}"));
            let twice = format!("{TEMPLATE}{marker}");
            let reason = Template::parse(&twice).expect_err(marker);
            assert_eq!(reason, format!("has {marker} more than once"));
        }
    }
}
