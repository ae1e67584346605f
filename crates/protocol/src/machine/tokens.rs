//! The issuer's metadata, and the tokens of a session.

use alloc::rc::Rc;
use alloc::string::String;

use super::ids::Attempt;
use crate::config::{Config, TokenMode};
use crate::oidc::discovery::Provider;
use crate::oidc::id_token::UnverifiedToken;
use crate::oidc::token::TokenSet;
use crate::secret::Secret;
use crate::time::Tick;

/// The configured issuer, and its metadata.
#[derive(Clone)]
pub(crate) struct DiscoveredIssuer {
    pub(crate) config: Rc<Config>,
    pub(crate) provider: Rc<Provider>,
}

/// The tokens other than the ID token; in `sealed` mode, the gateway's handles for them.
pub(crate) struct Tokens {
    pub(crate) access: Secret<String>,
    pub(crate) refresh: Option<Secret<String>>,
    /// When they arrived.
    pub(crate) received: Tick,
    /// When the access token expires, if the issuer said so.
    pub(crate) access_until: Option<Tick>,
    /// When the refresh token expires, if the issuer said so.
    pub(crate) refresh_until: Option<Tick>,
    /// Whether the last refresh has moved that: then the next one is expected to move it, too.
    pub(crate) slides: bool,
    /// The attempt that returned them.
    pub(crate) attempt: Attempt,
}

impl Tokens {
    /// The tokens of a response and, separately, its unverified ID token.
    pub(crate) fn of(
        set: TokenSet,
        attempt: Attempt,
        received: Tick,
    ) -> (Self, Option<UnverifiedToken>) {
        let tokens = Self {
            access: set.access_token,
            refresh: set.refresh_token,
            received,
            access_until: set.expires_in.map(|life| received.plus(life)),
            refresh_until: set.refresh_expires_in.map(|life| received.plus(life)),
            slides: false,
            attempt,
        };
        (tokens, set.id_token)
    }

    /// Takes over what a refresh has not replaced, and compares the ends.
    pub(crate) fn follow(&mut self, before: Self) {
        if self.refresh.is_none() {
            self.refresh = before.refresh;
            self.refresh_until = self.refresh_until.or(before.refresh_until);
        }
        // An end that is fixed stays, except for rounding; one that slides moves as far as time has passed.
        if let (Some(end), Some(previous)) = (self.refresh_until, before.refresh_until) {
            let passed = self.received.since(before.received);
            self.slides = end.since(previous) > passed.per_mille(HALF);
        }
    }

    /// When the session ends at the issuer, whatever is renewed until then; none if that is unknown.
    pub(crate) fn known_end(&self) -> Option<Tick> {
        self.refresh_until.filter(|_| !self.slides)
    }

    /// The access token, if it is one and not a handle.
    pub(crate) fn visible_access_token(
        &self,
        issuer: &DiscoveredIssuer,
    ) -> Option<&Secret<String>> {
        match issuer.config.tokens {
            TokenMode::Page(_) => Some(&self.access),
            TokenMode::Sealed(_) => None,
        }
    }
}

/// Half, in thousandths.
const HALF: u64 = 500;
