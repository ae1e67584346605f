//! What the `url` crate asks of `idna`, for hosts of ASCII; a name in another script is given in its Punycode form.
//!
//! The crate of this name would translate that script, with 37 kB of Unicode tables in the compressed wasm. Without the
//! tables it refuses it as this one does, and still takes 7 kB.

#![no_std]

extern crate alloc;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt;

/// Not a host name.
#[derive(Debug, Default)]
pub struct Errors;

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a host name in ASCII")
    }
}

impl core::error::Error for Errors {}

/// Which characters of ASCII are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsciiDenyList(&'static [u8]);

impl AsciiDenyList {
    /// The forbidden domain code points of the URL Standard, next to the controls and `DEL`.
    pub const URL: Self = Self(b" #/:<>?@[\\]^|%");
}

/// The host name in lower case.
///
/// # Errors
/// It has a character that is forbidden, or not of ASCII.
pub fn domain_to_ascii_from_cow(
    domain: Cow<'_, [u8]>,
    denied: AsciiDenyList,
) -> Result<Cow<'_, str>, Errors> {
    let mut domain = domain.into_owned();
    domain.make_ascii_lowercase();
    let fine = |byte: &u8| matches!(byte, b' '..=b'~') && !denied.0.contains(byte);
    if !domain.iter().all(fine) {
        return Err(Errors);
    }
    String::from_utf8(domain)
        .map(Cow::Owned)
        .map_err(|_| Errors)
}

/// The host name as it is, because it is of ASCII already.
pub fn domain_to_unicode(domain: &str) -> (String, Result<(), Errors>) {
    (domain.to_owned(), Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ascii(name: &str) -> Option<Cow<'_, str>> {
        domain_to_ascii_from_cow(Cow::Borrowed(name.as_bytes()), AsciiDenyList::URL).ok()
    }

    #[test]
    fn names_of_ascii_are_put_in_lower_case() {
        for (name, host) in [
            ("Login.Example.ORG", "login.example.org"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("a_b.example", "a_b.example"),
            ("-a-.example", "-a-.example"),
        ] {
            assert_eq!(ascii(name).as_deref(), Some(host));
        }
    }

    #[test]
    fn names_that_could_be_taken_for_something_else_are_refused() {
        for name in ["a b", "a/b", "a|b", "a%b", "a@b", "a:1", "a\0", "a\u{7f}"] {
            assert_eq!(ascii(name), None, "{name:?}");
        }
    }

    #[test]
    fn other_scripts_are_refused() {
        for name in [
            "b\u{fc}cher.example",
            "\u{65e5}\u{672c}.example",
            "a\u{ad}b.example",
        ] {
            assert_eq!(ascii(name), None, "{name:?}");
        }
    }
}
