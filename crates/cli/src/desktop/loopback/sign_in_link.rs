//! The link that the browser is started with: it redirects to the issuer's sign-in page once.
//!
//! Every user of this computer can read the arguments of the browser's process. The authorization URL has the `state`
//! of the login, and is not among them.

use axum::http::header::{HeaderValue, LOCATION};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use haulout_gateway::random;
use subtle::ConstantTimeEq as _;
use tokio::sync::watch;

use super::text;

/// The link of the pending login, if it has not been used.
#[derive(Clone, Default)]
pub(super) struct SignInLink(watch::Sender<Option<Unused>>);

struct Unused {
    token: String,
    target: HeaderValue,
}

impl SignInLink {
    /// Replaces the link; returns its path and query, or `None` if there are no random bytes.
    pub(super) fn renew(&self, target: &str) -> Option<String> {
        let target = HeaderValue::from_str(target).ok()?;
        let token = token().ok()?;
        let path = format!("{PATH}?{token}");
        self.0.send_replace(Some(Unused { token, target }));
        Some(path)
    }

    /// Makes the link useless.
    pub(super) fn clear(&self) {
        self.0.send_replace(None);
    }

    /// Redirects the first request that has the token.
    pub(super) fn redirect(&self, uri: &Uri) -> Response {
        let given = uri.query().unwrap_or_default().as_bytes();
        let mut target = None;
        self.0.send_if_modified(|unused| {
            let has_token = |it: &mut Unused| bool::from(it.token.as_bytes().ct_eq(given));
            target = unused.take_if(has_token).map(|it| it.target);
            target.is_some()
        });
        match target {
            Some(target) => (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response(),
            None => text(
                StatusCode::GONE,
                "This link works only once. Use the link that the terminal shows.",
            ),
        }
    }
}

/// A random text for a URL, too long to guess.
pub(in crate::desktop) fn token() -> Result<String, getrandom::Error> {
    let bytes = random::bytes::<TOKEN_BYTES>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(super) const PATH: &str = "/sign-in";
/// 256 bits.
const TOKEN_BYTES: usize = 32;
