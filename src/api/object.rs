//! JSON objects for JavaScript hosts, in which an absent member is left out.

use haulout_protocol::json;
use serde::Serialize;
use serde_json::{Map, Value};

/// An object under construction.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// Adds a member, unless its value is absent.
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_default();
        if !value.is_null() {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// The same, of an object that is passed on.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.set(name, value);
        self
    }

    /// The text.
    #[must_use]
    pub(super) fn finish(self) -> String {
        json::to_text(&self)
    }
}

/// An array of all these.
pub(super) fn list<T: Serialize>(elements: impl Iterator<Item = T>) -> Vec<T> {
    elements.collect()
}

/// The same, absent if it is empty.
pub(super) fn filled_list<T: Serialize>(elements: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let elements = list(elements);
    (!elements.is_empty()).then_some(elements)
}
