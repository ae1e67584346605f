//! The state that the issuer's endpoints share.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};

use super::browser::{Browsers, Session};
use super::edits::Edits;
use super::keys::Keys;
use super::sessions::Sessions;
use crate::clock::Clock;
use crate::fault::Faults;
use crate::lifetimes::Lifetimes;
use crate::script::{ClientScript, IdentityProvider, IssuerProfile, User};

/// The issuer's settings, and everything that changes while it runs.
pub(super) struct Inner {
    pub(super) url: String,
    pub(super) path: String,
    pub(super) profile: IssuerProfile,
    pub(super) clients: RwLock<Vec<ClientScript>>,
    pub(super) users: RwLock<Vec<User>>,
    pub(super) identity_providers: Vec<IdentityProvider>,
    pub(super) lifetimes: Lifetimes,
    pub(super) slowness: Duration,
    pub(super) audience_as_array: bool,
    pub(super) login_elsewhere: bool,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) keys: Keys,
    pub(super) edits: Edits,
    pub(super) sessions: Mutex<Sessions>,
    pub(super) browsers: Mutex<Browsers>,
}

impl Inner {
    pub(super) fn clients(&self) -> RwLockReadGuard<'_, Vec<ClientScript>> {
        self.clients.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn client(&self, id: &str) -> Option<ClientScript> {
        self.clients()
            .iter()
            .find(|client| client.id == id)
            .cloned()
    }

    pub(super) fn users(&self) -> RwLockReadGuard<'_, Vec<User>> {
        self.users.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn user(&self, username: &str) -> Option<User> {
        self.users()
            .iter()
            .find(|user| user.username == username)
            .cloned()
    }

    fn browsers(&self) -> MutexGuard<'_, Browsers> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is `pinniped-cli`, for which a Supervisor has special rules.
    pub(super) fn is_cli(&self, client_id: &str) -> bool {
        self.profile == IssuerProfile::Supervisor && client_id == "pinniped-cli"
    }

    pub(super) fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The URL of the login page.
    pub(super) fn login_url(&self) -> String {
        let url = self.endpoint("/login");
        if self.login_elsewhere {
            url.replacen("127.0.0.1", "localhost", 1)
        } else {
            url
        }
    }

    /// Stores a session for the browser and returns its cookie. Only the Vault profile does that.
    pub(super) fn remember_browser(&self, session: Session) -> Option<HeaderValue> {
        (self.profile == IssuerProfile::Vault).then(|| self.browsers().remember(session))
    }

    /// The unexpired session of the browser's cookie.
    pub(super) fn signed_in_browser(&self, headers: &HeaderMap) -> Option<Session> {
        let browsers = self.browsers();
        let session = browsers.session(headers)?;
        let ends = session.authenticated_at + self.lifetimes.browser;
        (self.clock.now() <= ends).then(|| session.clone())
    }

    pub(super) fn has_provider(&self, name: &str) -> bool {
        self.identity_providers
            .iter()
            .any(|provider| provider.name == name)
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuer")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
