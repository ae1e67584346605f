//! Applies a plan to the text of a kubeconfig and keeps every other byte.

use std::collections::HashMap;
use std::ops::Range;

use super::document::{KubeconfigDocument, name_of};
use super::error::MergeError;
use super::lines::{line_end, line_start};
use super::node::{Entry, Node, Scalar, Value};
use super::plan::Plan;
use super::report::List;
use super::{parse, render, replace};

/// The text of the merged file.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) comments_lost: bool,
}

/// Applies a plan.
///
/// The merged tree is built first; the edited or rewritten text must parse to an equivalent tree.
pub(super) fn apply(target: &KubeconfigDocument, plan: &Plan) -> Result<Edited, MergeError> {
    let merged = merged_tree(target, plan);
    let reads_back = |text: &String| {
        let parsed = parse::parse(text).ok().and_then(|parsed| parsed.root);
        parsed.is_some_and(|root| root.is_equivalent(&merged))
    };
    let edited = edits(target, plan).map(|edits| patched(&target.text, edits));
    if let Some(text) = edited.filter(&reads_back) {
        return Ok(Edited {
            text,
            comments_lost: false,
        });
    }
    let text = render::document(&merged);
    if !reads_back(&text) {
        return Err(MergeError::RoundTripMismatch);
    }
    Ok(Edited {
        text,
        comments_lost: target.has_comments,
    })
}

fn merged_tree(target: &KubeconfigDocument, plan: &Plan) -> Node {
    let mut root = target.root.clone();
    for list in List::ALL {
        let added = plan.additions.iter().filter(|(of, _)| *of == list);
        let replaced = plan.replacements.iter().filter(|(of, _)| *of == list);
        let replaced: HashMap<_, _> = replaced.map(|(_, new)| (name_of(new), new)).collect();
        let mut items: Vec<Node> = target
            .entries(list)
            .iter()
            .map(|entry| (*replaced.get(&name_of(entry)).unwrap_or(&entry)).clone())
            .collect();
        let before = items.len();
        items.extend(added.map(|(_, entry)| entry.clone()));
        if items.len() > before || !replaced.is_empty() {
            root.set(list.key(), Node::made(Value::List { items, flow: false }));
        }
    }
    if let Some(current) = &plan.current {
        root.set_text("current-context", current);
    }
    root
}

/// A range and its new text.
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) new: String,
    pub(super) kind: Kind,
}

/// The order of edits at the same position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Part of a line, or of several.
    Part,
    /// Whole lines inside the document.
    Lines,
    /// Whole lines at the end of the document.
    NewKey,
}

/// The edits for a plan; `None` if the style of the text does not allow them.
fn edits(target: &KubeconfigDocument, plan: &Plan) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let existing = List::ALL.map(|list| (list, target.by_name(list)));
    let existing = HashMap::from(existing);
    for (list, new) in &plan.replacements {
        let old = existing.get(list)?.get(name_of(new)?)?;
        edits.extend(replace::entry(&target.text, old, new)?);
    }
    for list in List::ALL {
        let added: Vec<&Node> = plan
            .additions
            .iter()
            .filter(|(of, _)| *of == list)
            .map(|(_, entry)| entry)
            .collect();
        if !added.is_empty() {
            edits.push(append(target, list, &added)?);
        }
    }
    if let Some(current) = &plan.current {
        edits.push(set_current(target, current));
    }
    Some(edits)
}

fn append(target: &KubeconfigDocument, list: List, added: &[&Node]) -> Option<Edit> {
    let items = |column| -> String {
        added
            .iter()
            .map(|entry| render::item(entry, column))
            .collect()
    };
    let Some(entry) = target.root.entry(list.key()) else {
        return Some(at_the_end(target, format!("{}:\n{}", list.key(), items(0))));
    };
    match &entry.node.value {
        Value::List {
            items: last, flow, ..
        } if !last.is_empty() => {
            let last = last.last().filter(|_| !flow)?;
            let column = dash_column(&target.text, last)?;
            Some(on_the_next_line(&target.text, last.span.end, items(column)))
        }
        Value::Scalar(_) | Value::List { .. } | Value::Map(_) => Some(Edit {
            range: value_range(&target.text, entry),
            new: format!("\n{}", items(0).trim_end_matches('\n')),
            kind: Kind::Part,
        }),
    }
}

fn set_current(target: &KubeconfigDocument, current: &str) -> Edit {
    let value = render::scalar(&Scalar::quoted(current));
    match target.root.entry("current-context") {
        Some(entry) => Edit {
            range: value_range(&target.text, entry),
            new: format!(" {value}"),
            kind: Kind::Part,
        },
        None => at_the_end(target, format!("current-context: {value}\n")),
    }
}

/// The column of the dash before an item, if both are on one line.
fn dash_column(text: &str, item: &Node) -> Option<usize> {
    let line = &text[line_start(text, item.span.start)..item.span.start];
    let indent = line.trim_start_matches(' ');
    let is_dash = indent.starts_with('-') && indent[1..].trim_matches(' ').is_empty();
    is_dash.then(|| line.len() - indent.len())
}

/// The range of a value, including the space after the key's colon; empty if a key has no value.
pub(super) fn value_range(text: &str, entry: &Entry) -> Range<usize> {
    let key_end = entry.key_span.end;
    let colon = text[key_end..]
        .find(':')
        .map_or(key_end, |at| key_end + at + 1);
    let span = &entry.node.span;
    if span.is_empty() {
        return colon..colon;
    }
    colon..span.end
}

fn on_the_next_line(text: &str, after: usize, lines: String) -> Edit {
    let at = line_end(text, after).end;
    Edit {
        range: at..at,
        new: lines,
        kind: Kind::Lines,
    }
}

fn at_the_end(target: &KubeconfigDocument, lines: String) -> Edit {
    let end = target.text.len();
    Edit {
        range: end..end,
        new: lines,
        kind: Kind::NewKey,
    }
}

fn patched(text: &str, mut edits: Vec<Edit>) -> String {
    // A stable sort keeps the order of new keys at the end.
    edits.sort_by_key(|edit| (edit.range.start, edit.kind));
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for Edit { range, new, kind } in edits {
        out.push_str(text.get(copied..range.start).unwrap_or_default());
        if kind != Kind::Part && !out.is_empty() && !out.ends_with('\n') {
            out.push_str(line_end);
        }
        out.push_str(&new.replace('\n', line_end));
        copied = range.end.max(copied);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}
