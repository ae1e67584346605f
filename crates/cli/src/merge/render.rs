//! Writes a tree as YAML in kubectl's style, for added entries and rewritten files.

use haulout_protocol::kubeconfig::yaml;

use super::node::{Entry, Node, Scalar, Value};

/// A complete document.
pub(super) fn document(root: &Node) -> String {
    let mut out = String::new();
    block(&mut out, root, 0);
    out
}

/// A list item with its dash in `column`, ending with a newline.
pub(super) fn item(node: &Node, column: usize) -> String {
    let mut out = " ".repeat(column);
    out.push_str("- ");
    block(&mut out, node, column + 2);
    out
}

/// A value whose first line is already indented by `column`, without the final newline.
pub(super) fn replacement(node: &Node, column: usize) -> String {
    let mut out = String::new();
    block(&mut out, node, column);
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// A field with its key in `column`, ending with a newline.
pub(super) fn field(entry: &Entry, column: usize) -> String {
    let key = scalar(&entry.key);
    format!("{:column$}{key}:{}", "", value(&entry.node, column))
}

/// A value with what separates it from its key in `column`, ending with a newline.
pub(super) fn value(node: &Node, column: usize) -> String {
    let mut out = String::new();
    under_key(&mut out, node, column);
    out
}

/// A scalar on one line.
pub(super) fn scalar(scalar: &Scalar) -> String {
    if stays_plain(scalar) {
        return scalar.text.clone();
    }
    yaml::quoted(&scalar.text)
}

/// Writes a value whose first line is already indented, ending with a newline.
fn block(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Scalar(text) => {
            out.push_str(&scalar(text));
            out.push('\n');
        }
        Value::List { items, .. } if items.is_empty() => out.push_str("[]\n"),
        Value::Map(entries) if entries.is_empty() => out.push_str("{}\n"),
        Value::List { items, .. } => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    indent_by(out, indent);
                }
                out.push_str("- ");
                block(out, item, indent + 2);
            }
        }
        Value::Map(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    indent_by(out, indent);
                }
                out.push_str(&scalar(&entry.key));
                out.push(':');
                under_key(out, &entry.node, indent);
            }
        }
    }
}

fn under_key(out: &mut String, node: &Node, indent: usize) {
    // As kubectl does: the dashes of a list align with the key, the keys of a map are indented.
    let deeper = match &node.value {
        Value::List { items, .. } if !items.is_empty() => indent,
        Value::Map(entries) if !entries.is_empty() => indent + 2,
        Value::Scalar(_) | Value::List { .. } | Value::Map(_) => {
            out.push(' ');
            return block(out, node, indent);
        }
    };
    out.push('\n');
    indent_by(out, deeper);
    block(out, node, deeper);
}

fn indent_by(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// An unquoted scalar stays unquoted if its type depends on that, or if every reader takes it for text.
fn stays_plain(scalar: &Scalar) -> bool {
    let text = &scalar.text;
    let is_plain_to_all = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_./@:+=-".contains(c))
        && !text.ends_with(':');
    scalar.is_more_than_text() || (scalar.plain && is_plain_to_all)
}
