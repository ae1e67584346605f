//! JSON from outside: bounded in depth and size, each key once, read by name with the path in every error.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;
use zeroize::Zeroize as _;

mod deserialize;

use deserialize::{REPEATED, TOO_MANY};

/// A document. One type for all of them, because a reader derived for each of theirs takes more than twice the wasm.
///
/// It prints as redacted and wipes its texts when dropped, because most documents on this wire are tokens.
pub enum Json {
    /// `null`, which readers take for an absent member.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object, in the order in which it was written.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads `bytes`.
    ///
    /// An object that has a key twice is refused anywhere in the document, also where nobody looks: two readers of the
    /// same token must not see two different tokens.
    ///
    /// # Errors
    /// Where reading stopped. No complaint quotes a value, because the document may be secret.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_LEN {
            return Err(Malformed {
                place: "the document".to_owned(),
                reason: "is too large",
            });
        }
        serde_json::from_slice(bytes).map_err(|error| Malformed::from_serde(&error))
    }

    /// A string of the document, if it is an object that has it.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.root().ok()?.optional_text(name).ok()?
    }

    /// The document as an object.
    ///
    /// # Errors
    /// It is something else.
    pub fn root(&self) -> Result<Object<'_>, Malformed> {
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

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The path of a member, as in `clusters[1].server`, or line and column.
    pub place: String,
    /// The second half of a sentence that starts with the place.
    pub reason: &'static str,
}

impl Malformed {
    /// Keeps where reading stopped, and none of the library's words, which may quote the document.
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

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.reason)
    }
}

/// An object, and the path to it.
#[derive(Debug)]
pub struct Object<'a> {
    path: String,
    members: &'a [(String, Json)],
}

impl<'a> Object<'a> {
    fn new(path: String, value: &'a Json) -> Result<Self, Malformed> {
        match value {
            Json::Object(members) => Ok(Self { path, members }),
            Json::Null | Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_) => {
                Err(Malformed {
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
    pub fn only(&self, known: &[&str]) -> Result<(), Malformed> {
        match self
            .members
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            Some((name, _)) => Err(self.complain(name, "is not a field that exists here")),
            None => Ok(()),
        }
    }

    /// A string that must be there.
    ///
    /// # Errors
    /// It is missing or something else.
    pub fn text(&self, name: &str) -> Result<&'a str, Malformed> {
        self.required(name, self.optional_text(name)?)
    }

    /// A string.
    ///
    /// # Errors
    /// It is something else.
    pub fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Malformed> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.complain(name, "must be text")),
        }
    }

    /// A string, as one of our own.
    ///
    /// # Errors
    /// It is something else.
    pub fn owned(&self, name: &str) -> Result<Option<String>, Malformed> {
        Ok(self.optional_text(name)?.map(ToOwned::to_owned))
    }

    /// A number.
    ///
    /// # Errors
    /// It is something else.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Malformed> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(Some(*number)),
            Some(_) => Err(self.complain(name, "must be a number")),
        }
    }

    /// `true` or `false`; absent is `false`.
    ///
    /// # Errors
    /// It is something else.
    pub fn flag(&self, name: &str) -> Result<bool, Malformed> {
        match self.get(name) {
            None => Ok(false),
            Some(Json::Flag(flag)) => Ok(*flag),
            Some(_) => Err(self.complain(name, "must be true or false")),
        }
    }

    /// An object that must be there.
    ///
    /// # Errors
    /// It is missing or something else.
    pub fn object(&self, name: &str) -> Result<Object<'a>, Malformed> {
        self.required(name, self.optional_object(name)?)
    }

    /// An object.
    ///
    /// # Errors
    /// It is something else.
    pub fn optional_object(&self, name: &str) -> Result<Option<Object<'a>>, Malformed> {
        self.get(name)
            .map(|value| Object::new(self.at(name), value))
            .transpose()
    }

    /// An array of objects that must be there.
    ///
    /// # Errors
    /// It is missing, or it or one of its elements is something else.
    pub fn objects(&self, name: &str) -> Result<Vec<Object<'a>>, Malformed> {
        self.required(name, self.optional_objects(name)?)
    }

    /// An array of objects.
    ///
    /// # Errors
    /// It, or one of its elements, is something else.
    pub fn optional_objects(&self, name: &str) -> Result<Option<Vec<Object<'a>>>, Malformed> {
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

    /// An array of strings.
    ///
    /// # Errors
    /// It, or one of its elements, is something else.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Malformed> {
        let Some(elements) = self.elements(name)? else {
            return Ok(None);
        };
        let texts = elements.iter().map(|element| match element {
            Json::Text(text) => Ok(text.clone()),
            Json::Null | Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
                Err(self.complain(name, "must be a list of texts"))
            }
        });
        texts.collect::<Result<_, _>>().map(Some)
    }

    /// An object whose members are all strings, in the order of their names.
    ///
    /// # Errors
    /// It, or one of its members, is something else.
    pub fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, Malformed> {
        let Some(object) = self.optional_object(name)? else {
            return Ok(Vec::new());
        };
        object
            .members
            .iter()
            .map(|(key, _)| Ok((key.clone(), object.text(key)?.to_owned())))
            .collect()
    }

    /// Whatever the member is; `null` is nothing.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        let (_, value) = self.members.iter().find(|(key, _)| key == name)?;
        (!matches!(value, Json::Null)).then_some(value)
    }

    /// Refuses `null` for any of these members, where it must not pass for an absent one.
    ///
    /// # Errors
    /// Names the first of them.
    pub fn not_null(&self, names: &[&str]) -> Result<(), Malformed> {
        let null = self
            .members
            .iter()
            .find(|(name, value)| matches!(value, Json::Null) && names.contains(&name.as_str()));
        match null {
            Some((name, _)) => Err(self.complain(name, "must not be null")),
            None => Ok(()),
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

    /// An array's elements.
    fn elements(&self, name: &str) -> Result<Option<&'a [Json]>, Malformed> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::List(elements)) => Ok(Some(elements)),
            Some(_) => Err(self.complain(name, "must be a list")),
        }
    }

    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Malformed> {
        value.ok_or_else(|| self.complain(name, "is missing"))
    }

    pub(crate) fn complain(&self, name: &str, reason: &'static str) -> Malformed {
        Malformed {
            place: self.at(name),
            reason,
        }
    }
}

/// The JSON text of one of our own types. As secret as what is in it.
pub fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| {
        unreachable!("our types have names for keys, and no `Serialize` of its own that fails")
    })
}

/// The largest document on this wire is a configuration ([`crate::http::MAX_CONFIG`]).
const MAX_LEN: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
