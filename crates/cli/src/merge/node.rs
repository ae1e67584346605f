//! YAML as a tree that remembers where it stood and how its scalars were written.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::Place;

/// A value and its place. No `Debug`, because a kubeconfig is full of keys.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    /// Bytes of the text, from the first to after the last that is not white space.
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

#[derive(Clone)]
pub(super) enum Value {
    Scalar(Scalar),
    List { items: Vec<Node>, flow: bool },
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) key: Scalar,
    pub(super) key_span: Range<usize>,
    pub(super) node: Node,
}

/// Text, and whether it stood there without quotes: then its reader decides whether it is a number or text.
#[derive(Clone)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) plain: bool,
}

impl Node {
    /// The value under a key, where this is a map that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    /// The entries of a map; none for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar(_) | Value::List { .. } => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List { items, .. } => items,
            Value::Scalar(_) | Value::Map(_) => &[],
        }
    }

    /// The text of a scalar that is not null.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !scalar.is_null() => Some(&scalar.text),
            Value::Scalar(_) | Value::List { .. } | Value::Map(_) => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.is_null(),
            Value::List { .. } | Value::Map(_) => false,
        }
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Value::Map(entries) = &mut self.value else {
            return None;
        };
        let entry = entries.iter_mut().find(|entry| entry.key.text == key);
        entry.map(|entry| &mut entry.node)
    }

    /// Drops fields of a map; anything else stays as it is.
    pub(super) fn retain(&mut self, keep: impl Fn(&Self) -> bool) {
        if let Value::Map(entries) = &mut self.value {
            entries.retain(|entry| keep(&entry.node));
        }
    }

    /// Whether this is what a field of Go's is that nobody set: null, false, or empty.
    pub(super) fn is_zero_value(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => {
                scalar.is_null()
                    || scalar.text.is_empty()
                    || (scalar.plain && scalar.text == "false")
            }
            Value::List { items, .. } => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// Puts a text under a key of a map, at the end if it has no such key; anything but a map stays as it is.
    pub(super) fn set_text(&mut self, key: &str, text: &str) {
        let scalar = Self::made(Value::Scalar(Scalar::quoted(text)));
        self.set(key, scalar);
    }

    /// Puts a value under a key of a map, at the end if it has no such key; anything but a map stays as it is.
    pub(super) fn set(&mut self, key: &str, node: Self) {
        let Value::Map(entries) = &mut self.value else {
            return;
        };
        match entries.iter_mut().find(|entry| entry.key.text == key) {
            Some(entry) => entry.node = node,
            None => entries.push(Entry {
                key: Scalar {
                    text: key.to_owned(),
                    plain: true,
                },
                key_span: NO_POSITION.span,
                node,
            }),
        }
    }

    /// A value that stands in no text yet.
    pub(super) fn made(value: Value) -> Self {
        Self {
            place: NO_POSITION.place,
            span: NO_POSITION.span,
            value,
        }
    }

    /// Whether every reader of YAML sees the same in both: the order of keys and the way of writing aside.
    pub(super) fn is_equivalent(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(two)) => one.is_equivalent(two),
            (Value::List { items: one, .. }, Value::List { items: two, .. }) => {
                one.len() == two.len()
                    && one.iter().zip(two).all(|(one, two)| one.is_equivalent(two))
            }
            (Value::Map(one), Value::Map(two)) => {
                let (one, two) = (by_key(one), by_key(two));
                one.len() == two.len()
                    && one
                        .iter()
                        .zip(&two)
                        .all(|((key, one), (other, two))| key == other && one.is_equivalent(two))
            }
            (Value::Scalar(_) | Value::List { .. } | Value::Map(_), _) => false,
        }
    }
}

impl Scalar {
    /// Text, and nothing but text.
    pub(super) fn quoted(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            plain: false,
        }
    }

    /// Whether some reader of YAML takes it for something else than text.
    pub(super) fn is_more_than_text(&self) -> bool {
        self.plain && could_be_more_than_text(&self.text)
    }

    fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    fn is_equivalent(&self, other: &Self) -> bool {
        let same_type = self.is_more_than_text() == other.is_more_than_text();
        (self.is_null() && other.is_null()) || (same_type && self.text == other.text)
    }
}

/// Errs on the side of "yes" for the types of YAML 1.1 and 1.2 together, because kubectl's reader knows the older one.
fn could_be_more_than_text(text: &str) -> bool {
    let first = text.chars().next();
    let words = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "=", "<<",
    ];
    let number_like = first.is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | ':' | ' '));
    text.is_empty() || number_like || words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The values of a map by their keys.
pub(super) fn by_key(entries: &[Entry]) -> BTreeMap<&str, &Node> {
    entries
        .iter()
        .map(|entry| (entry.key.text.as_str(), &entry.node))
        .collect()
}

struct NoPosition {
    place: Place,
    span: Range<usize>,
}

/// Where made values stand; never shown, because only what was read is complained about.
const NO_POSITION: NoPosition = NoPosition {
    place: Place { line: 0, column: 0 },
    span: 0..0,
};
