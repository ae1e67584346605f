//! Finds the line of a field in YAML text.

use granit_parser::{Event, Parser};

/// The line of a field such as `clusters[3].server`, or of its nearest existing parent.
#[must_use]
pub fn line_of(text: &str, field: &str) -> Option<u64> {
    let mut search = Search {
        wanted: steps(field),
        open: Vec::new(),
        best: None,
    };
    for next in Parser::new_from_str(text) {
        let (event, span) = next.ok()?;
        let line = u64::try_from(span.start.line()).ok()?;
        match event {
            Event::Scalar(content, ..) => search.scalar(&content, line),
            Event::Alias(_) | Event::UnresolvedAlias(_) => search.scalar("", line),
            Event::SequenceStart(..) => search.begin(Container::List { index: 0 }, line),
            Event::MappingStart(..) => search.begin(Container::Map { key: None }, line),
            Event::SequenceEnd | Event::MappingEnd => search.end(),
            // These are not part of a path, and neither are events that a later parser may add.
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::Comment(..)
            | _ => {}
        }
    }
    search.best.map(|(_, line)| line)
}

/// Splits `clusters[3].server` into `clusters`, `[3]`, `server`.
fn steps(field: &str) -> Vec<String> {
    let spread = field.replace('[', ".[");
    spread
        .split('.')
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

struct Search {
    wanted: Vec<String>,
    open: Vec<Container>,
    /// The length of the longest common path so far, and its line.
    best: Option<(usize, u64)>,
}

enum Container {
    List { index: usize },
    Map { key: Option<String> },
}

impl Search {
    fn scalar(&mut self, content: &str, line: u64) {
        if let Some(Container::Map { key: key @ None }) = self.open.last_mut() {
            *key = Some(content.to_owned());
            // A value may begin on a later line than its key; the key's line is reported.
            self.compare(line);
            return;
        }
        self.compare(line);
        self.finish_value();
    }

    fn begin(&mut self, what: Container, line: u64) {
        self.compare(line);
        self.open.push(what);
    }

    fn end(&mut self) {
        self.open.pop();
        self.finish_value();
    }

    fn finish_value(&mut self) {
        match self.open.last_mut() {
            Some(Container::List { index }) => *index += 1,
            Some(Container::Map { key }) => *key = None,
            None => {}
        }
    }

    /// Stores the first line of the longest path that leads to the wanted field.
    fn compare(&mut self, line: u64) {
        let depth = self.open.len();
        let is_on_the_way = depth <= self.wanted.len()
            && self
                .open
                .iter()
                .zip(&self.wanted)
                .all(|(open, wanted)| match open {
                    Container::List { index } => *wanted == format!("[{index}]"),
                    Container::Map { key } => key.as_ref() == Some(wanted),
                });
        if is_on_the_way && self.best.is_none_or(|(best, _)| best < depth) {
            self.best = Some((depth, line));
        }
    }
}
