//! JSON text for JavaScript to parse, in which what is absent is left out.
//!
//! A serialiser derived for each shape would write the same text for 5 kB more of the compressed wasm.

use haulout_protocol::time::UnixTime;
use js_sys::JSON;
use wasm_bindgen::JsValue;

/// An object under construction.
#[derive(Default)]
pub(super) struct Object(String);

impl Object {
    /// Adds a member, unless its value is absent.
    pub(super) fn set(&mut self, name: &str, value: impl Value) {
        self.member(name, value.json());
    }

    fn member(&mut self, name: &str, json: Option<String>) {
        if let Some(json) = json {
            self.0.push_str(if self.0.is_empty() { "{" } else { "," });
            self.0.push_str(&quoted(name));
            self.0.push(':');
            self.0.push_str(&json);
        }
    }
}

/// An array under construction.
#[derive(Default)]
pub(super) struct List(String);

impl List {
    pub(super) fn of<T: Value>(elements: impl Iterator<Item = T>) -> Self {
        let mut list = Self::default();
        elements.for_each(|element| list.push(element.json()));
        list
    }

    /// Nothing in place of an empty one.
    pub(super) fn unless_empty(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }

    fn push(&mut self, json: Option<String>) {
        self.0.push_str(if self.0.is_empty() { "[" } else { "," });
        self.0.push_str(json.as_deref().unwrap_or("null"));
    }
}

/// What a member can be.
pub(super) trait Value {
    /// Its text, if it is there.
    fn json(self) -> Option<String>;
}

impl Value for &str {
    fn json(self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Value for &String {
    fn json(self) -> Option<String> {
        Some(quoted(self))
    }
}

/// RFC 3339, UTC.
impl Value for UnixTime {
    fn json(self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

impl Value for bool {
    fn json(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for i64 {
    fn json(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for u64 {
    fn json(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T: Value> Value for Option<T> {
    fn json(self) -> Option<String> {
        self.and_then(T::json)
    }
}

impl Value for Object {
    fn json(mut self) -> Option<String> {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        Some(self.0)
    }
}

impl Value for List {
    fn json(mut self) -> Option<String> {
        self.0.push_str(if self.0.is_empty() { "[]" } else { "]" });
        Some(self.0)
    }
}

/// The value, made by the browser's own reader.
pub(super) fn to_js(value: impl Value) -> JsValue {
    let json = value.json().unwrap_or_else(|| "null".to_owned());
    JSON::parse(&json).unwrap_or(JsValue::UNDEFINED)
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| unreachable!("a string always serialises"))
}
