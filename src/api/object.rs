//! Builds JSON objects that omit absent members.

use haulout_protocol::json;
use serde::Serialize;
use serde_json::{Map, Value};

/// A builder of a JSON object.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// Sets a member, unless the value is absent.
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_default();
        if !value.is_null() {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// As [`Object::set`], by value.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.set(name, value);
        self
    }

    /// The object as JSON text.
    #[must_use]
    pub(super) fn finish(self) -> String {
        json::to_text(&self)
    }
}

/// A JSON array of the elements.
pub(super) fn list<T: Serialize>(elements: impl Iterator<Item = T>) -> Vec<T> {
    elements.collect()
}

/// A JSON array of the elements, absent if there are none.
pub(super) fn filled_list<T: Serialize>(elements: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let elements = list(elements);
    (!elements.is_empty()).then_some(elements)
}
