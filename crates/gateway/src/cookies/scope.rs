//! The parts of a cookie that depend on the public URL.

use crate::config::PublicUrl;

/// Prefix and attributes.
pub(super) struct Scope {
    pub(super) prefix: &'static str,
    pub(super) path: String,
    /// The attribute with its separator, or an empty text.
    pub(super) secure: &'static str,
}

impl Scope {
    /// RFC 6265bis §4.1.3: both prefixes require `Secure`; `__Host-` also requires `Path=/` and no `Domain`.
    ///
    /// A public URL without TLS is on this machine, where WebKit silently drops cookies with `Secure`.
    pub(super) fn of(public: &PublicUrl) -> Self {
        let (prefix, secure) = match (public.is_https(), public.base()) {
            (false, _) => ("", ""),
            (true, "") => ("__Host-", SECURE),
            (true, _) => ("__Secure-", SECURE),
        };
        let path = match public.base() {
            "" => "/",
            base => base,
        };
        Self {
            prefix,
            path: path.to_owned(),
            secure,
        }
    }
}

const SECURE: &str = "; Secure";
