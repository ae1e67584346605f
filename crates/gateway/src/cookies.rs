//! The two cookies: their names, attributes and limits; writes and reads them.

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

/// The state of a sign-in between the redirect to the issuer and the callback.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) verifier: Secret,
    pub(crate) state: Secret,
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

/// Writes and reads both cookies for one public URL and issuer.
pub(crate) struct Cookies {
    sealer: Sealer,
    session: String,
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
            login: format!("{prefix}haulout-login{port}"),
            scope,
        }
    }

    /// The `Set-Cookie` value for a sign-in.
    pub(crate) fn login_cookie(&self, login: &Login) -> Result<HeaderValue, Failure> {
        let value = self.sealer.seal(&self.login, login, clock::now())?;
        self.set(&self.login, &value, LOGIN_SECONDS)
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

    /// The `Set-Cookie` value that removes the login cookie.
    pub(crate) fn expired_login_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set(&self.login, "", 0)
    }

    /// The `Set-Cookie` value that removes the session cookie.
    pub(crate) fn expired_session_cookie(&self) -> Result<HeaderValue, Failure> {
        self.set(&self.session, "", 0)
    }

    /// The sign-in that this browser started, unless it has expired.
    pub(crate) fn login(&self, headers: &HeaderMap) -> Option<Login> {
        self.read(headers, &self.login, LOGIN_SECONDS)
    }

    /// The session of this browser, if any.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        self.read(headers, &self.session, SESSION_SECONDS)
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

    fn set(&self, name: &str, value: &str, max_age: u64) -> Result<HeaderValue, Failure> {
        let Scope { path, secure, .. } = &self.scope;
        let text = format!(
            "{name}={value}; Path={path}{secure}; HttpOnly; SameSite=Strict; Max-Age={max_age}"
        );
        HeaderValue::try_from(text).map_err(Failure::internal)
    }

    /// A browser may send a name several times, for different paths; the first value that decrypts is used.
    fn read<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        name: &str,
        max_age: u64,
    ) -> Option<T> {
        let now = clock::now();
        let lines = headers.get_all(COOKIE).iter();
        // Other applications on the same host may put arbitrary bytes into the header.
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

/// The parts of a cookie that depend on the public URL.
struct Scope {
    prefix: &'static str,
    path: String,
    /// The attribute with its separator, or an empty text.
    secure: &'static str,
}

impl Scope {
    /// RFC 6265bis §4.1.3: both prefixes require `Secure`; `__Host-` also requires `Path=/` and no `Domain`.
    ///
    /// A public URL without TLS is on this machine, where WebKit silently drops cookies with `Secure`.
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
/// Seconds for a sign-in at the issuer; equals the validity of a Supervisor's authorization code.
const LOGIN_SECONDS: u64 = 600;
/// Seconds without a refresh after which a session cookie expires: a day, so a tab from yesterday needs a new sign-in.
const SESSION_SECONDS: u64 = 86_400;
/// Bytes of a whole `Set-Cookie` value; browsers silently drop cookies above 4,096.
const COOKIE_BYTES_MAX: usize = 3_800;
/// Limits the values of one name that are decrypted per request, which bounds the cost.
const SAME_NAME_MAX: usize = 4;
