//! What the issuer gave: its answer about itself, and the tokens of a session.

use alloc::rc::Rc;
use alloc::string::String;

use super::ids::Attempt;
use crate::config::{Config, TokenMode};
use crate::oidc::discovery::Provider;
use crate::oidc::id_token::UnverifiedToken;
use crate::oidc::token::TokenSet;
use crate::secret::Secret;
use crate::time::Tick;

/// The configured issuer, and what it says of itself.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) config: Rc<Config>,
    pub(crate) provider: Rc<Provider>,
}

/// The tokens other than the ID token; the gateway's handles in `sealed` mode.
pub(crate) struct Tokens {
    pub(crate) access: Secret<String>,
    pub(crate) refresh: Option<Secret<String>>,
    /// When they came.
    pub(crate) received: Tick,
    /// When the access token dies, if the issuer said so.
    pub(crate) access_until: Option<Tick>,
    /// The attempt that they come from; tells what an answer was about.
    pub(crate) attempt: Attempt,
}

impl Tokens {
    /// The tokens of an answer, and apart from them its ID token, which is not verified yet.
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
            attempt,
        };
        (tokens, set.id_token)
    }

    /// The access token, where it is one and not a handle.
    pub(crate) fn visible_access_token(&self, issuer: &Known) -> Option<&Secret<String>> {
        match issuer.config.tokens {
            TokenMode::Page(_) => Some(&self.access),
            TokenMode::Sealed(_) => None,
        }
    }
}
