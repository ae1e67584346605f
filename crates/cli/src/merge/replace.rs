//! Replaces an entry field by field, so that comments stay with the lines that stay.

use std::ops::Range;

use super::edit::{Edit, Kind, value_range};
use super::lines::{line_end, line_start};
use super::node::{Entry, Node, Value};
use super::render;

/// The edits that turn one entry into another of the same name.
pub(super) fn entry(text: &str, old: &Node, new: &Node) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    if fields(text, old, new, &mut edits).is_some() {
        return Some(edits);
    }
    let column = old.place.column.checked_sub(1)?;
    Some(vec![Edit {
        range: without_last_comment(text, &old.span),
        new: render::replacement(new, column),
        kind: Kind::Part,
    }])
}

/// The edits for the fields that differ; `None` if the style of the text does not allow them.
fn fields(text: &str, old: &Node, new: &Node, edits: &mut Vec<Edit>) -> Option<()> {
    let column = block_column(text, old)?;
    for entry in old.entries() {
        match new.get(&entry.key.text) {
            Some(node) if node.is_equivalent(&entry.node) => {}
            Some(node) if is_filled_map(node) && is_filled_map(&entry.node) => {
                fields(text, &entry.node, node, edits)?;
            }
            Some(node) => edits.push(value(text, entry, node, column)?),
            None => edits.push(removal(text, entry)?),
        }
    }
    let is_new = |entry: &&Entry| old.get(&entry.key.text).is_none();
    let added: String = new
        .entries()
        .iter()
        .filter(is_new)
        .map(|entry| render::field(entry, column))
        .collect();
    if !added.is_empty() {
        let at = line_end(text, end_of(old.entries().last()?)).end;
        edits.push(Edit {
            range: at..at,
            new: added,
            kind: Kind::Lines,
        });
    }
    Some(())
}

/// A new value for a field; the comment behind the key stays.
fn value(text: &str, entry: &Entry, node: &Node, column: usize) -> Option<Edit> {
    let rendered = render::value(node, column);
    let old = &entry.node.span;
    let starts_below = !old.is_empty() && text[entry.key_span.end..old.start].contains('\n');
    let (range, new) = match (starts_below, rendered.strip_prefix('\n')) {
        (true, Some(lines)) => {
            let range = line_start(text, old.start)..old.end;
            (without_last_comment(text, &range), lines.to_owned())
        }
        (false, None) => (
            without_last_comment(text, &value_range(text, entry)),
            rendered,
        ),
        // A value on the line of its key becomes several lines, or the reverse.
        (true, None) | (false, Some(_)) => return None,
    };
    Some(Edit {
        range,
        new: new.trim_end_matches('\n').to_owned(),
        kind: Kind::Part,
    })
}

/// Removes the lines of a field, unless it shares its first line with a dash.
fn removal(text: &str, entry: &Entry) -> Option<Edit> {
    let start = line_start(text, entry.key_span.start);
    let is_alone = text[start..entry.key_span.start]
        .trim_matches(' ')
        .is_empty();
    is_alone.then(|| Edit {
        range: start..line_end(text, end_of(entry)).end,
        new: String::new(),
        kind: Kind::Part,
    })
}

/// The column of the keys of a map in block style.
fn block_column(text: &str, map: &Node) -> Option<usize> {
    let first = map.entries().first()?.key_span.start;
    let is_block = first == map.span.start;
    is_block.then(|| text[line_start(text, first)..first].chars().count())
}

fn is_filled_map(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if !entries.is_empty())
}

fn end_of(entry: &Entry) -> usize {
    entry.node.span.end.max(entry.key_span.end)
}

/// A range of several lines includes the comment on its last line, because that line is gone.
fn without_last_comment(text: &str, range: &Range<usize>) -> Range<usize> {
    if text[range.clone()].contains('\n') {
        return range.start..line_end(text, range.end).start;
    }
    range.clone()
}
