//! `Secret<T>`: a value that is only readable through an explicit call.

use alloc::string::String;
use core::fmt;

use serde::Serializer;
use zeroize::Zeroize;

/// A value that must not reach a log, a page or a report.
///
/// It has no `Display`, no `Clone` and no `Serialize`, prints as `[redacted]`, and is overwritten when dropped.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps the value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. The caller is responsible for where it goes.
    pub const fn secret(&self) -> &T {
        &self.0
    }

    /// A second copy, explicit because each copy is one more place from which it can leak.
    #[must_use]
    pub fn duplicate(&self) -> Self
    where
        T: Clone,
    {
        Self(self.0.clone())
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Serializes a secret member of a document, for `serialize_with`: the document is as secret as its contents.
pub(crate) fn in_clear<S: Serializer>(
    secret: &Secret<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.secret())
}

/// The same for a member that may be absent.
pub(crate) fn in_clear_if_any<S: Serializer>(
    secret: &Option<Secret<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => in_clear(secret, serializer),
        None => serializer.serialize_none(),
    }
}
