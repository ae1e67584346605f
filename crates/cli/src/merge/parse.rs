//! Parses YAML into a [`Node`]; rejects constructs that YAML readers interpret differently.

use std::collections::HashSet;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle};
use haulout_gateway::yaml;

use super::error::{InputError, Place, Reason};
use super::lines::line_start;
use super::node::{Entry, Node, Scalar, Value};

/// A parsed text.
pub(super) struct Parsed {
    /// `None` if the text has only comments.
    pub(super) root: Option<Node>,
    pub(super) has_comments: bool,
}

/// Decodes a file as UTF-8.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, InputError> {
    if bytes.len() > MAX_BYTES {
        return Err(InputError::of_file(Reason::TooLarge));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(InputError::of_file(Reason::Utf16));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        InputError::at(place_after(&valid), Reason::NotUtf8)
    })
}

/// Parses one document.
pub(super) fn parse(text: &str) -> Result<Parsed, InputError> {
    if text.len() > MAX_BYTES {
        return Err(InputError::of_file(Reason::TooLarge));
    }
    // YAML 1.1, which kubectl reads, ends a line here; other programs would read another document.
    if let Some((at, c)) = text
        .char_indices()
        .find(|(_, c)| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'))
    {
        return Err(InputError::at(
            place_after(&text[..at]),
            Reason::LineBreak(c),
        ));
    }
    let mut builder = Builder::new(text);
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: MAX_BYTES,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| {
            let marker = error.marker();
            let place = Place {
                line: marker.line(),
                column: marker.col() + 1,
            };
            let reason = if *error.kind() == ErrorKind::RecursionLimitExceeded {
                Reason::TooDeep
            } else {
                Reason::Yaml(yaml::of_syntax(error.kind()))
            };
            InputError::at(place, reason)
        })?;
        builder.take(event, span)?;
    }
    Ok(Parsed {
        root: builder.root,
        has_comments: builder.has_comments,
    })
}

struct Builder<'a> {
    text: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    has_comments: bool,
}

/// A list or a map whose end has not been parsed yet.
struct Open {
    place: Place,
    start: usize,
    flow: bool,
    content: Content,
}

enum Content {
    Items(Vec<Node>),
    Entries {
        entries: Vec<Entry>,
        seen: HashSet<String>,
        key: Option<(Scalar, Range<usize>)>,
    },
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            open: Vec::new(),
            root: None,
            documents: 0,
            has_comments: false,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), InputError> {
        let place = place_of(&span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(InputError::at(place, Reason::SecondDocument));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                refuse_properties(&span, anchor, tag.is_some())?;
                let scalar = Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain,
                };
                let span = self.without_trailing_space(&bytes_of(&span));
                self.scalar(scalar, place, span)
            }
            Event::SequenceStart(style, anchor, tag) => {
                refuse_properties(&span, anchor, tag.is_some())?;
                self.begin(place, &span, style, Content::Items(Vec::new()))
            }
            Event::MappingStart(style, anchor, tag) => {
                refuse_properties(&span, anchor, tag.is_some())?;
                let content = Content::Entries {
                    entries: Vec::new(),
                    seen: HashSet::new(),
                    key: None,
                };
                self.begin(place, &span, style, content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(InputError::at(place, Reason::Alias))
            }
            Event::Anchor(..) => Err(InputError::at(place, Reason::Anchor)),
            Event::Comment(..) => {
                self.has_comments = true;
                Ok(())
            }
            // These events have no content; events that a later parser version adds are not values.
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        scalar: Scalar,
        place: Place,
        span: Range<usize>,
    ) -> Result<(), InputError> {
        if let Some(Open {
            content: Content::Entries { seen, key, .. },
            ..
        }) = self.open.last_mut()
            && key.is_none()
        {
            if scalar.plain && scalar.text == "<<" {
                return Err(InputError::at(place, Reason::MergeKey));
            }
            if !seen.insert(scalar.text.clone()) {
                return Err(InputError::at(place, Reason::DuplicateKey(scalar.text)));
            }
            *key = Some((scalar, span));
            return Ok(());
        }
        self.put(Node {
            place,
            span,
            value: Value::Scalar(scalar),
        });
        Ok(())
    }

    fn begin(
        &mut self,
        place: Place,
        span: &Span,
        style: StructureStyle,
        content: Content,
    ) -> Result<(), InputError> {
        if let Some(Open {
            content: Content::Entries { key: None, .. },
            ..
        }) = self.open.last()
        {
            return Err(InputError::at(place, Reason::ComplexKey));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(InputError::at(place, Reason::TooDeep));
        }
        self.open.push(Open {
            place,
            start: bytes_of(span).start,
            flow: style == StructureStyle::Flow,
            content,
        });
        Ok(())
    }

    fn end(&mut self, span: &Span) -> Result<(), InputError> {
        let Some(open) = self.open.pop() else {
            let reason = Reason::Yaml("an end without a start");
            return Err(InputError::at(place_of(span), reason));
        };
        let flow = open.flow;
        let (value, last) = match open.content {
            Content::Items(items) => {
                let last = items.last().map(|item| item.span.end);
                (Value::List { items, flow }, last)
            }
            Content::Entries { entries, .. } => {
                let last = entries
                    .last()
                    .map(|entry| entry.node.span.end.max(entry.key_span.end));
                (Value::Map(entries), last)
            }
        };
        // A block has no closing bracket; it ends with its last line.
        let end = if flow {
            bytes_of(span).end
        } else {
            last.unwrap_or(open.start)
        };
        self.put(Node {
            place: open.place,
            span: open.start..end.max(open.start),
            value,
        });
        Ok(())
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Items(items)) => items.push(node),
            Some(Content::Entries { entries, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        node,
                    });
                }
            }
        }
    }

    /// The scanner ends a block scalar at the start of the next token.
    fn without_trailing_space(&self, span: &Range<usize>) -> Range<usize> {
        let text = self.text.get(span.clone()).unwrap_or_default();
        span.start..span.start + text.trim_end().len()
    }
}

fn refuse_properties(span: &Span, anchor: usize, tagged: bool) -> Result<(), InputError> {
    if anchor != 0 {
        return Err(InputError::at(place_of(span), Reason::Anchor));
    }
    if tagged {
        let place = span.tag_span().map_or(place_of(span), |tag| place_of(&tag));
        return Err(InputError::at(place, Reason::Tag));
    }
    Ok(())
}

/// The place behind a text.
fn place_after(text: &str) -> Place {
    Place {
        line: text.matches('\n').count() + 1,
        column: text[line_start(text, text.len())..].chars().count() + 1,
    }
}

fn place_of(span: &Span) -> Place {
    Place {
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}

fn bytes_of(span: &Span) -> Range<usize> {
    let start = span.start.byte_offset().unwrap_or_default();
    start..span.end.byte_offset().unwrap_or(start).max(start)
}

/// Bounds the recursion over the tree. A kubeconfig is five or six levels deep, extensions a few more.
const MAX_DEPTH: usize = 64;

/// In bytes. A kubeconfig has kilobytes; the limit is small enough for several copies in memory.
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;
