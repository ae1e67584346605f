//! The two cookies: their names, attributes and bounds, written and read.

use axum::http::StatusCode;
use axum::http::header::{COOKIE, HeaderMap, HeaderValue};
use haulout_protocol::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::config::{Config, PublicUrl};
use crate::error::Failure;
use crate::random;
use crate::seal::{SealKeys, Sealer};
use crate::secret::Secret;

/// What a sign-in must remember between leaving for the issuer and coming back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) verifier: Secret,
    pub(crate) state: Secret,
    pub(crate) redirect_uri: String,
    pub(crate) issuer: String,
}

/// The name of a session, made at random when it began; it opens nothing.
pub(crate) type SessionId = String;

/// The tokens that the page must not see.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<Secret>,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    pub(crate) access_token: Option<Secret>,
    /// What its budget is kept under; sessions of an older gateway have none.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<SessionId>,
}

impl Session {
    /// One without tokens as yet.
    pub(crate) fn begin() -> Self {
        Self {
            refresh_token: None,
            access_token: None,
            id: random::session_id(),
        }
    }
}

/// Writes and reads both cookies for one public URL and issuer.
pub(crate) struct Cookies {
    sealer: Sealer,
    session: String,
    login: String,
    scope: Scope,
}

impl Cookies {
    /// Cookies for a proven configuration; `own_keys` are for one that names no key.
    pub(crate) fn new(config: &Config, own_keys: &SealKeys) -> Self {
        let keys = config.seal_keys.as_ref().unwrap_or(own_keys);
        let scope = Scope::of(&config.public);
        let prefix = scope.prefix;
        Self {
            sealer: Sealer::new(keys, &config.issuer.identifier),
            session: format!("{prefix}haulout"),
            login: format!("{prefix}haulout-login"),
            scope,
        }
    }

    /// The login cookie.
    pub(crate) fn login_cookie(&self, login: &Login) -> Result<HeaderValue, Failure> {
        let value = self.sealer.seal(&self.login, login, clock::now())?;
        self.set(&self.login, &value, LOGIN_SECONDS)
    }

    /// The session cookie, unless the tokens are too long for one.
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

    /// Removes the login cookie.
    pub(crate) fn expired_login_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set(&self.login, "", 0)
    }

    /// Removes the session cookie.
    pub(crate) fn expired_session_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set(&self.session, "", 0)
    }

    /// The sign-in that this browser started, if it is not too long ago.
    pub(crate) fn login(&self, headers: &HeaderMap) -> Option<Login> {
        self.read(headers, &self.login, LOGIN_SECONDS)
    }

    /// The session of this browser, if any.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        self.read(headers, &self.session, SESSION_SECONDS)
    }

    /// The session in a cookie that [`Cookies::session_cookie`] made a short while ago.
    pub(crate) fn session_in(&self, cookie: &HeaderValue) -> Option<Session> {
        let text = cookie.to_str().ok()?;
        let pair = text.split(';').next()?;
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).ok()?)]);
        self.session(&headers)
    }

    /// The name of this browser's session, if it has one that was given a name.
    pub(crate) fn session_id(&self, headers: &HeaderMap) -> Option<SessionId> {
        self.session(headers)?.id
    }

    fn set(&self, name: &str, value: &str, max_age: u64) -> Result<HeaderValue, Failure> {
        let Scope { path, secure, .. } = &self.scope;
        let text = format!(
            "{name}={value}; Path={path}{secure}; HttpOnly; SameSite=Strict; Max-Age={max_age}"
        );
        HeaderValue::try_from(text).map_err(Failure::internal)
    }

    /// A browser may send a name more than once, for other paths; the one that opens is ours.
    fn read<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        name: &str,
        max_age: u64,
    ) -> Option<T> {
        let now = clock::now();
        let lines = headers.get_all(COOKIE).iter();
        // Neighbours on the same host may put any bytes into the same header.
        lines
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| {
                let pair = pair.trim_ascii_start();
                let value = pair.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
                str::from_utf8(value.trim_ascii_end()).ok()
            })
            .take(SAME_NAME_MAX)
            .find_map(|value| self.sealer.open(name, value, max_age, now))
    }
}

/// What a public URL decides about its cookies.
struct Scope {
    prefix: &'static str,
    path: String,
    /// The attribute with what separates it from the one before, or nothing.
    secure: &'static str,
}

impl Scope {
    /// RFC 6265bis §4.1.3: both prefixes demand `Secure`; `__Host-` also demands `Path=/` and no `Domain`.
    ///
    /// A public URL without TLS is one of this machine, where WebKit drops cookies with `Secure` without a word.
    fn of(public: &PublicUrl) -> Self {
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
/// Seconds to sign in at the issuer; the life of a Supervisor's authorization code.
const LOGIN_SECONDS: u64 = 600;
/// Seconds without a refresh after which a session cookie is worthless: a day, so that yesterday's tab signs in anew.
const SESSION_SECONDS: u64 = 86_400;
/// Bytes of a whole `Set-Cookie` value; browsers drop cookies above 4,096 without a word.
const COOKIE_BYTES_MAX: usize = 3_800;
/// How many cookies of one name are tried, so that a request cannot buy unbounded decryption.
const SAME_NAME_MAX: usize = 4;
