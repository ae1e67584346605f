//! The cookies of sign-ins and of the session: their names, attributes and limits; writes and reads them.

mod pairs;
mod scope;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::{COOKIE, HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_protocol::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::scope::Scope;
use crate::clock;
use crate::config::Config;
use crate::error::Failure;
use crate::random;
use crate::seal::{Envelope, SealKeys, Sealer};
use crate::secret::Secret;

/// The state of a sign-in between the redirect to the issuer and the callback.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) verifier: Secret,
    pub(crate) state: Secret,
    pub(crate) nonce: String,
    pub(crate) redirect_uri: String,
    pub(crate) issuer: String,
}

/// A session's random identifier, which grants no access.
pub(crate) type SessionId = String;

/// The tokens that stay out of the page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<Secret>,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    pub(crate) access_token: Option<Secret>,
    /// The key of its rate limit; sessions from older versions have none.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<SessionId>,
    /// Whether the last refresh returned another refresh token.
    #[serde(rename = "o", default, skip_serializing_if = "is_false")]
    pub(crate) rotates: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference.
fn is_false(value: &bool) -> bool {
    !value
}

impl Session {
    /// A new session without tokens.
    pub(crate) fn begin() -> Self {
        Self {
            refresh_token: None,
            access_token: None,
            id: random::session_id(),
            rotates: false,
        }
    }
}

/// Writes and reads the cookies for one public URL and issuer.
pub(crate) struct Cookies {
    sealer: Sealer,
    session: String,
    /// Says that there is a session, to our own page and to requests that another site caused. It grants nothing.
    hint: String,
    /// What the names of all sign-ins start with; the rest depends on `state`.
    login: String,
    scope: Scope,
}

impl Cookies {
    /// Cookies for a configuration; `own_keys` are used if it has no keys.
    pub(crate) fn new(config: &Config, own_keys: &SealKeys) -> Self {
        let keys = config.seal_keys.as_ref().unwrap_or(own_keys);
        let scope = Scope::of(&config.public);
        let prefix = scope.prefix;
        // Browsers send a host's cookies to all of its ports, so each port needs names of its own.
        let port = config.public.explicit_port();
        let port = port.map(|port| format!("-{port}")).unwrap_or_default();
        Self {
            sealer: Sealer::new(keys, &config.issuer.identifier),
            session: format!("{prefix}haulout{port}"),
            hint: format!("{prefix}haulout-hint{port}"),
            login: format!("{prefix}haulout-login{port}."),
            scope,
        }
    }

    /// The `Set-Cookie` value for a sign-in.
    pub(crate) fn login_cookie(&self, login: &Login) -> Result<HeaderValue, Failure> {
        let name = self.login_name(login.state.secret());
        let value = self.sealer.seal(&name, login, clock::now())?;
        self.set(&name, &value, LOGIN_SECONDS)
    }

    /// The `Set-Cookie` value for a session; fails if the tokens are too long for a cookie.
    pub(crate) fn session_cookie(&self, session: &Session) -> Result<HeaderValue, Failure> {
        let value = self.sealer.seal(&self.session, session, clock::now())?;
        let cookie = self.set(&self.session, &value, SESSION_SECONDS)?;
        if cookie.len() > COOKIE_BYTES_MAX {
            let description = "The session does not fit into one cookie. The operator can ask the issuer for fewer \
                               scopes and claims, or use a public client with `tokens: page`.";
            return Err(Failure::new(
                StatusCode::BAD_REQUEST,
                Code::SessionTooLarge,
                description,
            ));
        }
        Ok(cookie)
    }

    /// The `Set-Cookie` value that goes with a session's.
    pub(crate) fn hint_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set_with(&self.hint, HINT, HINT_ATTRIBUTES, SESSION_SECONDS)
    }

    /// The `Set-Cookie` value that removes the hint.
    pub(crate) fn expired_hint_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set_with(&self.hint, "", HINT_ATTRIBUTES, 0)
    }

    /// Whether this browser believes that it has a session.
    pub(crate) fn has_hint(&self, headers: &HeaderMap) -> bool {
        pairs::of(headers).any(|pair| pair == (&self.hint, HINT))
    }

    /// The `Set-Cookie` value that removes the cookie of a sign-in.
    pub(crate) fn expired_login_cookie(&self, state: &str) -> Result<HeaderValue, Failure> {
        self.set(&self.login_name(state), "", 0)
    }

    /// The `Set-Cookie` values that remove all sign-ins of this browser but the newest `kept`.
    pub(crate) fn expired_login_cookies(
        &self,
        headers: &HeaderMap,
        kept: usize,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let mut names: Vec<_> = self.login_names(headers).into_iter().collect();
        names.sort_by_cached_key(|name| {
            let login = self.read::<Login>(headers, name, LOGIN_SECONDS);
            Reverse(login.map(|login| login.at))
        });
        let removed = names.iter().skip(kept).take(REMOVED_MAX);
        removed.map(|name| self.set(name, "", 0)).collect()
    }

    /// The `Set-Cookie` value that removes the session cookie.
    pub(crate) fn expired_session_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set(&self.session, "", 0)
    }

    /// The sign-in with this `state`, if this browser started it and it has not expired.
    pub(crate) fn login(&self, headers: &HeaderMap, state: &str) -> Option<Login> {
        let login = self.read::<Login>(headers, &self.login_name(state), LOGIN_SECONDS)?;
        Some(login.content).filter(|login| login.state.is(state))
    }

    /// Whether this browser has started any sign-in.
    pub(crate) fn has_login(&self, headers: &HeaderMap) -> bool {
        let mut names = self.login_names(headers).into_iter();
        names.any(|name| self.read::<Login>(headers, name, LOGIN_SECONDS).is_some())
    }

    /// The session of this browser, if any.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        let session = self.read(headers, &self.session, SESSION_SECONDS)?;
        Some(session.content)
    }

    /// Reads the session from a value that [`Cookies::session_cookie`] returned.
    pub(crate) fn session_in(&self, cookie: &HeaderValue) -> Option<Session> {
        let text = cookie.to_str().ok()?;
        let pair = text.split(';').next()?;
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).ok()?)]);
        self.session(&headers)
    }

    /// The identifier of this browser's session, if it has one.
    pub(crate) fn session_id(&self, headers: &HeaderMap) -> Option<SessionId> {
        self.session(headers)?.id
    }

    /// Whether this browser has a session cookie, but none that a seal key opens: it is from another replica, from
    /// before a change of the keys, or forged.
    pub(crate) fn has_session_of_other_keys(&self, headers: &HeaderMap) -> bool {
        let mut values = pairs::of(headers)
            .filter(|(name, value)| *name == self.session && !value.is_empty())
            .peekable();
        values.peek().is_some()
            && values.all(|(_, value)| !self.sealer.has_sealed(&self.session, value))
    }

    fn set(&self, name: &str, value: &str, max_age: u64) -> Result<HeaderValue, Failure> {
        self.set_with(name, value, SECRET_ATTRIBUTES, max_age)
    }

    fn set_with(
        &self,
        name: &str,
        value: &str,
        attributes: &str,
        max_age: u64,
    ) -> Result<HeaderValue, Failure> {
        let Scope { path, secure, .. } = &self.scope;
        let text = format!("{name}={value}; Path={path}{secure}{attributes}; Max-Age={max_age}");
        HeaderValue::try_from(text).map_err(Failure::internal)
    }

    /// Each sign-in has a cookie of its own, so that two tabs can sign in at the same time.
    fn login_name(&self, state: &str) -> String {
        let hash = Sha256::digest(state);
        let suffix = BASE64_URL_SAFE_NO_PAD.encode(&hash[..LOGIN_NAME_BYTES]);
        format!("{}{suffix}", self.login)
    }

    /// The names of this browser's sign-ins. Another application on the host may have chosen some of them.
    fn login_names<'a>(&self, headers: &'a HeaderMap) -> BTreeSet<&'a str> {
        let is_ours = |name: &str| {
            let suffix = name.strip_prefix(&self.login);
            let bytes = suffix.map(|suffix| BASE64_URL_SAFE_NO_PAD.decode(suffix));
            matches!(bytes, Some(Ok(bytes)) if bytes.len() == LOGIN_NAME_BYTES)
        };
        let names = pairs::of(headers).map(|(name, _)| name);
        names.filter(|name| is_ours(name)).collect()
    }

    /// A browser may send a name several times, for different paths and domains: of the values that decrypt, the newest
    /// counts, and of those from the same second the first. The limit on a request's head also limits their number.
    fn read<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        name: &str,
        max_age: u64,
    ) -> Option<Envelope<T>> {
        let now = clock::now();
        pairs::of(headers)
            .filter(|(found, _)| *found == name)
            .filter_map(|(_, value)| self.sealer.open(name, value, max_age, now))
            .min_by_key(|opened| Reverse(opened.at))
    }
}

/// A preference that the page stored. It is not authenticated, and changes only how a page looks.
pub(crate) fn preference(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut cookies = pairs::of(headers);
    let (_, value) = cookies.find(|(found, _)| *found == PREFERENCES)?;
    let mut preferences = form_urlencoded::parse(value.as_bytes());
    let (_, value) = preferences.find(|(found, _)| found == name)?;
    Some(value.into_owned())
}

/// The cookie in which the page stores preferences that the first paint depends on.
const PREFERENCES: &str = "haulout-preferences";
/// For cookies with secrets: no script reads them, and no other site's link or form sends them.
const SECRET_ATTRIBUTES: &str = "; HttpOnly; SameSite=Strict";
/// For the hint, which a link on another site has to send.
const HINT_ATTRIBUTES: &str = "; SameSite=Lax";
/// The hint's value.
const HINT: &str = "1";
/// Seconds for a sign-in at the issuer; equals the validity of a Supervisor's authorization code.
const LOGIN_SECONDS: u64 = 600;
/// Seconds without a refresh after which a session cookie expires: a day, so a tab from yesterday needs a new sign-in.
const SESSION_SECONDS: u64 = 86_400;
/// Bytes of a whole `Set-Cookie` value; browsers silently drop cookies above 4,096.
const COOKIE_BYTES_MAX: usize = 3_800;
/// Sign-ins of one browser at the same time, one for each tab. With the session they fill half of a request's head.
pub(crate) const LOGINS_MAX: usize = 4;
/// Bytes of the hash in a sign-in's name; a collision only ends an older sign-in of the same browser.
const LOGIN_NAME_BYTES: usize = 8;
/// Cookies that one response removes, which bounds its size; the next one removes more.
const REMOVED_MAX: usize = 16;
