//! A YAML tree with positions and the style of scalars.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::Place;

/// A value and its position. Not `Debug`, because a kubeconfig contains keys.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    /// The byte range in the text, without trailing white space.
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

/// A scalar; without quotes (`plain`) its type depends on the reader.
#[derive(Clone)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) plain: bool,
}

impl Node {
    /// The value of a key, if this is a map with that key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    /// The entries of a map; empty for other values.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar(_) | Value::List { .. } => &[],
        }
    }

    /// The items of a list; empty for other values.
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

    /// Removes fields of a map; does nothing for other values.
    pub(super) fn retain(&mut self, keep: impl Fn(&Self) -> bool) {
        if let Value::Map(entries) = &mut self.value {
            entries.retain(|entry| keep(&entry.node));
        }
    }

    /// Whether this is the zero value of a Go field: null, false, or empty.
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

    /// Sets the text of a key in a map; a new key is added at the end. Does nothing for other values.
    pub(super) fn set_text(&mut self, key: &str, text: &str) {
        let scalar = Self::made(Value::Scalar(Scalar::quoted(text)));
        self.set(key, scalar);
    }

    /// Sets the value of a key in a map; a new key is added at the end. Does nothing for other values.
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

    /// A value without a position in a text.
    pub(super) fn made(value: Value) -> Self {
        Self {
            place: NO_POSITION.place,
            span: NO_POSITION.span,
            value,
        }
    }

    /// Whether both have the same meaning for every YAML reader, regardless of key order and style.
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
    /// A scalar that is always text.
    pub(super) fn quoted(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            plain: false,
        }
    }

    /// Whether some YAML reader may interpret it as another type than text.
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

/// True in doubt, for the types of YAML 1.1 and 1.2, because kubectl's reader uses YAML 1.1.
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

/// The position of created values; never shown, because errors are only about parsed values.
const NO_POSITION: NoPosition = NoPosition {
    place: Place { line: 0, column: 0 },
    span: 0..0,
};
