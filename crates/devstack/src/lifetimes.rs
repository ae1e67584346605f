//! How long codes, tokens, sessions and certificates live.

use std::time::Duration;

/// How long things live.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// From the redirect to the redemption of a code.
    pub code: Duration,
    /// `exp` − `iat` of every ID token.
    pub id_token: Duration,
    /// Of an access token.
    pub access: Duration,
    /// Of the session, whatever is refreshed in between.
    pub refresh: Duration,
    /// Of the browser's session at an issuer that keeps one.
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
