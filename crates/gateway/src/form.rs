//! A form that a page posts: its fields, each at most once.

use crate::error::Failure;
use crate::secret::Secret;

/// The fields of a form, each at most once (RFC 6749 §3.2).
pub(crate) struct Form(Vec<(String, Secret)>);

impl Form {
    /// Parses `application/x-www-form-urlencoded`.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields: Vec<(String, Secret)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.len() == FIELDS_MAX {
                return Err(Failure::request("The form has too many fields."));
            }
            if fields.iter().any(|(seen, _)| *seen == name) {
                return Err(Failure::request("The form repeats a field."));
            }
            fields.push((name.into_owned(), Secret::new(value.into_owned())));
        }
        Ok(Self(fields))
    }

    /// Removes and returns a field that is not empty.
    pub(crate) fn take(&mut self, name: &str) -> Option<Secret> {
        let index = self.0.iter().position(|(found, _)| found == name)?;
        let (_, value) = self.0.swap_remove(index);
        Some(value).filter(|value| !value.secret().is_empty())
    }

    /// Whether a field says `true`.
    pub(crate) fn is_true(&mut self, name: &str) -> bool {
        self.take(name)
            .is_some_and(|value| value.secret() == "true")
    }

    /// The same as [`Self::take`] for a required field.
    pub(crate) fn need(&mut self, name: &'static str) -> Result<Secret, Failure> {
        self.take(name)
            .ok_or_else(|| Failure::request(format!("The form needs `{name}`.")))
    }

    /// Removes a field that must have this value.
    pub(crate) fn expect(&mut self, name: &'static str, value: &str) -> Result<(), Failure> {
        if self.need(name)?.secret() == value {
            Ok(())
        } else {
            Err(Failure::request(format!(
                "The form's `{name}` has an unexpected value."
            )))
        }
    }
}

/// More fields than any form has, and few enough for a quadratic search.
const FIELDS_MAX: usize = 16;

/// The media type.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
