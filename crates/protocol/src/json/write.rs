//! JSON text, member by member; what is absent is left out.
//!
//! A serialiser derived for each shape would write the same text for 6 kB more of the compressed wasm.

use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};

use crate::secret::Secret;
use crate::time::UnixTime;

/// An object under construction.
#[derive(Default)]
pub struct Object(String);

impl Object {
    /// Adds a member, unless its value is absent.
    pub fn set(&mut self, name: &str, value: impl Value) {
        self.member(name, value.json());
    }

    /// The same, of an object that is passed on.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Value) -> Self {
        self.member(name, value.json());
        self
    }

    fn member(&mut self, name: &str, json: Option<String>) {
        if let Some(json) = json {
            self.0.push_str(if self.0.is_empty() { "{" } else { "," });
            quote(name, &mut self.0);
            self.0.push(':');
            self.0.push_str(&json);
        }
    }

    /// The text.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }
}

/// An array under construction.
#[derive(Default)]
pub struct List(String);

impl List {
    /// An array of all these; what is absent becomes `null`.
    pub fn of<T: Value>(elements: impl Iterator<Item = T>) -> Self {
        let mut list = Self::default();
        elements.for_each(|element| list.push(element.json()));
        list
    }

    /// Nothing in place of an empty one.
    #[must_use]
    pub fn unless_empty(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }

    fn push(&mut self, json: Option<String>) {
        self.0.push_str(if self.0.is_empty() { "[" } else { "," });
        self.0.push_str(json.as_deref().unwrap_or("null"));
    }
}

/// What a member can be.
pub trait Value {
    /// Its text, if it is there.
    fn json(self) -> Option<String>;
}

impl Value for &str {
    fn json(self) -> Option<String> {
        let mut text = String::with_capacity(self.len() + 2);
        quote(self, &mut text);
        Some(text)
    }
}

impl Value for &String {
    fn json(self) -> Option<String> {
        self.as_str().json()
    }
}

/// **Secret**: so is what it is written into.
impl Value for &Secret<String> {
    fn json(self) -> Option<String> {
        self.secret().json()
    }
}

/// RFC 3339, UTC.
impl Value for UnixTime {
    fn json(self) -> Option<String> {
        self.to_string().json()
    }
}

impl Value for bool {
    fn json(self) -> Option<String> {
        Some(if self { "true" } else { "false" }.to_owned())
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
    fn json(self) -> Option<String> {
        Some(self.finish())
    }
}

impl Value for List {
    fn json(mut self) -> Option<String> {
        self.0.push_str(if self.0.is_empty() { "[]" } else { "]" });
        Some(self.0)
    }
}

/// `null`, where a reader wants to see it.
pub struct Null;

impl Value for Null {
    fn json(self) -> Option<String> {
        Some("null".to_owned())
    }
}

/// Writes a string (RFC 8259 §7).
fn quote(text: &str, json: &mut String) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            control @ '\0'..=' ' if control != ' ' => {
                json.push_str("\\u00");
                for digit in [u32::from(control) >> 4, u32::from(control) & 0xf] {
                    json.extend(char::from_digit(digit, 16));
                }
            }
            plain => json.push(plain),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_text_is_read_back_by_others(name: String, text: String) {
            let json = Object::default().with(&name, &text).finish();
            let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
            proptest::prop_assert_eq!(&read[&name], &serde_json::Value::String(text));
        }
    }

    #[test]
    fn every_control_character_is_read_back_by_others() {
        let text: String = (0..0x80_u8).map(char::from).collect();
        let json = text.json().expect("a text is there");
        assert_eq!(
            serde_json::from_str::<String>(&json).expect("it is JSON"),
            text
        );
    }

    #[test]
    fn what_is_absent_is_left_out_and_what_is_empty_is_not() {
        let object = Object::default()
            .with("absent", None::<&str>)
            .with("empty", List::default())
            .with("none", List::default().unless_empty())
            .with("null", Null)
            .with("inner", Object::default().with("yes", true))
            .with("list", List::of([1_u64, 2].into_iter()));
        let text = r#"{"empty":[],"null":null,"inner":{"yes":true},"list":[1,2]}"#;
        assert_eq!(object.finish(), text);
    }
}
