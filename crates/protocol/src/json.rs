//! JSON from untrusted sources: bounded in depth and size, no repeated keys, and errors with the path of the member.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;
use zeroize::Zeroize as _;

mod deserialize;

use deserialize::{REPEATED, TOO_MANY};

/// A document. One type for all documents, because deriving a type for each takes more than twice the wasm.
///
/// Most documents here contain tokens, so `Debug` redacts the value and dropping it wipes its strings.
pub enum Json {
    /// `null`, which is treated as an absent member.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object, in document order.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Parses `bytes`.
    ///
    /// A repeated key is refused anywhere in the document, even in members that are not read: two parsers of the same
    /// token must not see two different tokens.
    ///
    /// # Errors
    /// Where parsing stopped. Errors never quote a value, because the document may be secret.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        if bytes.len() > MAX_LEN {
            return Err(JsonError {
                place: "the document".to_owned(),
                reason: "is too large",
            });
        }
        serde_json::from_slice(bytes).map_err(|error| JsonError::from_serde(&error))
    }

    /// A string member of the document, if it is an object that has it ([`Object::text_if_any`]).
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.root().ok()?.text_if_any(name)
    }

    /// The document as an object.
    ///
    /// # Errors
    /// It is not an object.
    pub fn root(&self) -> Result<Object<'_>, JsonError> {
        Object::new(String::new(), self)
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        if let Self::Text(text) = self {
            text.zeroize();
        }
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The defect of a document, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The path of a member, as in `clusters[1].server`, or line and column.
    pub place: String,
    /// The second half of a sentence that starts with the place.
    pub reason: &'static str,
}

impl JsonError {
    /// Keeps the position of the error but not the library's message, which may quote the document.
    fn from_serde(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let ours = [REPEATED, TOO_MANY];
        let reason = ours.into_iter().find(|reason| text.starts_with(reason));
        Self {
            place: format!("line {}, column {}", error.line(), error.column()),
            reason: reason.unwrap_or("is not JSON"),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.reason)
    }
}

/// An object and its path.
#[derive(Debug)]
pub struct Object<'a> {
    path: String,
    members: &'a [(String, Json)],
}

impl<'a> Object<'a> {
    fn new(path: String, value: &'a Json) -> Result<Self, JsonError> {
        match value {
            Json::Object(members) => Ok(Self { path, members }),
            Json::Null | Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_) => {
                Err(JsonError {
                    place: path,
                    reason: "must be an object",
                })
            }
        }
    }

    /// Refuses members that are not in `known`.
    ///
    /// # Errors
    /// Names the first of them.
    pub fn only(&self, known: &[&str]) -> Result<(), JsonError> {
        match self
            .members
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            Some((name, _)) => Err(self.error_at(name, "is not a known field")),
            None => Ok(()),
        }
    }

    /// A required string.
    ///
    /// # Errors
    /// It is missing or not a string.
    pub fn text(&self, name: &str) -> Result<&'a str, JsonError> {
        self.required(name, self.optional_text(name)?)
    }

    /// An optional string.
    ///
    /// # Errors
    /// It is not a string.
    pub fn optional_text(&self, name: &str) -> Result<Option<&'a str>, JsonError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.error_at(name, "must be a string")),
        }
    }

    /// An optional string, as an owned one.
    ///
    /// # Errors
    /// It is not a string.
    pub fn owned(&self, name: &str) -> Result<Option<String>, JsonError> {
        Ok(self.optional_text(name)?.map(ToOwned::to_owned))
    }

    /// A required string of a server's answer, which must not be empty.
    ///
    /// # Errors
    /// It is missing, empty or not a string.
    pub fn filled(&self, name: &str) -> Result<String, JsonError> {
        self.required(name, self.non_empty_text(name)?)
    }

    /// An optional string of a server's answer, in which an empty one counts as absent.
    ///
    /// # Errors
    /// It is not a string.
    pub fn non_empty_text(&self, name: &str) -> Result<Option<String>, JsonError> {
        let text = self.optional_text(name)?.filter(|text| !text.is_empty());
        Ok(text.map(ToOwned::to_owned))
    }

    /// A string without which the answer is as good: an empty one and any other type count as absent.
    #[must_use]
    pub fn text_if_any(&self, name: &str) -> Option<&'a str> {
        let text = self.optional_text(name).ok()?;
        text.filter(|text| !text.is_empty())
    }

    /// An optional number.
    ///
    /// # Errors
    /// It is not a number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, JsonError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(Some(*number)),
            Some(_) => Err(self.error_at(name, "must be a number")),
        }
    }

    /// A boolean; absent means `false`.
    ///
    /// # Errors
    /// It is not a boolean.
    pub fn flag(&self, name: &str) -> Result<bool, JsonError> {
        match self.get(name) {
            None => Ok(false),
            Some(Json::Flag(flag)) => Ok(*flag),
            Some(_) => Err(self.error_at(name, "must be true or false")),
        }
    }

    /// A required object.
    ///
    /// # Errors
    /// It is missing or not an object.
    pub fn object(&self, name: &str) -> Result<Object<'a>, JsonError> {
        self.required(name, self.optional_object(name)?)
    }

    /// An optional object.
    ///
    /// # Errors
    /// It is not an object.
    pub fn optional_object(&self, name: &str) -> Result<Option<Object<'a>>, JsonError> {
        self.get(name)
            .map(|value| Object::new(self.at(name), value))
            .transpose()
    }

    /// A required array of objects.
    ///
    /// # Errors
    /// It is missing or not an array, or an element is not an object.
    pub fn objects(&self, name: &str) -> Result<Vec<Object<'a>>, JsonError> {
        self.required(name, self.optional_objects(name)?)
    }

    /// An optional array of objects.
    ///
    /// # Errors
    /// It is not an array, or an element is not an object.
    pub fn optional_objects(&self, name: &str) -> Result<Option<Vec<Object<'a>>>, JsonError> {
        let Some(elements) = self.elements(name)? else {
            return Ok(None);
        };
        let path = self.at(name);
        let objects = elements.iter().enumerate();
        objects
            .map(|(index, element)| Object::new(format!("{path}[{index}]"), element))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The objects of a required array; other elements are skipped.
    ///
    /// # Errors
    /// It is missing or not an array.
    pub fn objects_among(&self, name: &str) -> Result<Vec<Object<'a>>, JsonError> {
        let elements = self.required(name, self.elements(name)?)?;
        let path = self.at(name);
        let objects = elements.iter().enumerate();
        Ok(objects
            .filter_map(|(index, element)| Object::new(format!("{path}[{index}]"), element).ok())
            .collect())
    }

    /// The strings of an array without which the answer is as good. A single string counts as a list of words, and any
    /// other type as absent.
    #[must_use]
    pub fn texts_if_any(&self, name: &str) -> Option<Vec<String>> {
        match self.get(name)? {
            Json::List(elements) => {
                let texts = elements.iter().filter_map(|element| match element {
                    Json::Text(text) => Some(text.clone()),
                    Json::Null
                    | Json::Flag(_)
                    | Json::Number(_)
                    | Json::List(_)
                    | Json::Object(_) => None,
                });
                Some(texts.collect())
            }
            Json::Text(words) if !words.is_empty() => {
                Some(words.split_whitespace().map(ToOwned::to_owned).collect())
            }
            Json::Null | Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::Object(_) => None,
        }
    }

    /// An optional array of strings.
    ///
    /// # Errors
    /// It is not an array, or an element is not a string.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, JsonError> {
        let Some(elements) = self.elements(name)? else {
            return Ok(None);
        };
        let texts = elements.iter().map(|element| match element {
            Json::Text(text) => Ok(text.clone()),
            Json::Null | Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
                Err(self.error_at(name, "must be a list of strings"))
            }
        });
        texts.collect::<Result<_, _>>().map(Some)
    }

    /// An object whose members are all strings, sorted by name.
    ///
    /// # Errors
    /// It is not an object, or a member is not a string.
    pub fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, JsonError> {
        let Some(object) = self.optional_object(name)? else {
            return Ok(Vec::new());
        };
        object
            .members
            .iter()
            .map(|(key, _)| Ok((key.clone(), object.text(key)?.to_owned())))
            .collect()
    }

    /// All members, in document order.
    pub(crate) const fn members(&self) -> &'a [(String, Json)] {
        self.members
    }

    /// The member, of any type; `null` counts as absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        let (_, value) = self.members.iter().find(|(key, _)| key == name)?;
        (!matches!(value, Json::Null)).then_some(value)
    }

    /// The same as a document of its own, whose paths start at it.
    #[must_use]
    pub fn into_document(self) -> Self {
        Self {
            path: String::new(),
            ..self
        }
    }

    /// The path of a member.
    #[must_use]
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// The elements of an optional array.
    fn elements(&self, name: &str) -> Result<Option<&'a [Json]>, JsonError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::List(elements)) => Ok(Some(elements)),
            Some(_) => Err(self.error_at(name, "must be a list")),
        }
    }

    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, JsonError> {
        value.ok_or_else(|| self.error_at(name, "is missing"))
    }

    pub(crate) fn error_at(&self, name: &str, reason: &'static str) -> JsonError {
        JsonError {
            place: self.at(name),
            reason,
        }
    }
}

/// The JSON text of one of our own types; as secret as its contents.
pub fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| {
        unreachable!("our types have names for keys, and no `Serialize` of its own that fails")
    })
}

/// The largest document is a configuration ([`crate::http::MAX_CONFIG`]).
const MAX_LEN: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
