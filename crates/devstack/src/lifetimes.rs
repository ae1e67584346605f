//! Lifetimes of codes, tokens, sessions and certificates.

use std::time::Duration;

/// Lifetimes of everything that the servers issue.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// Of an authorization code.
    pub code: Duration,
    /// `exp` − `iat` of every ID token.
    pub id_token: Duration,
    /// Of an access token.
    pub access: Duration,
    /// Of the session. Refreshes do not extend it.
    pub refresh: Duration,
    /// Of the browser's session at an issuer that has one.
    pub browser: Duration,
    /// From issuance to `NotAfter` of a client certificate.
    pub certificate: Duration,
    /// From `NotBefore` to issuance of a client certificate.
    pub backdate: Duration,
}

impl Default for Lifetimes {
    /// Those of Pinniped.
    fn default() -> Self {
        Self {
            code: Duration::from_secs(10 * 60),
            id_token: Duration::from_secs(2 * 60),
            access: Duration::from_secs(2 * 60),
            refresh: Duration::from_secs(9 * 60 * 60),
            browser: Duration::from_secs(9 * 60 * 60),
            certificate: Duration::from_secs(5 * 60),
            backdate: Duration::from_secs(5 * 60),
        }
    }
}
