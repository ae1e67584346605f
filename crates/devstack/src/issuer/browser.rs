//! Sessions of browsers, in which `prompt=none` needs no login page; a cookie of the issuer names the session.

use std::collections::HashMap;
use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::random;
use crate::record::ascii;
use crate::script::User;

/// The user of a browser, and the time of the sign-in.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) user: User,
    pub(super) authenticated_at: SystemTime,
}

/// Sessions by cookie value.
pub(super) struct Browsers {
    cookie: String,
    sessions: HashMap<String, Session>,
}

impl Browsers {
    /// The cookie's name contains the port, because all ports of a host share its cookies.
    pub(super) fn new(port: u16) -> Self {
        Self {
            cookie: format!("issuer-session-{port}"),
            sessions: HashMap::new(),
        }
    }

    /// Stores a session and returns its cookie.
    pub(super) fn remember(&mut self, session: Session) -> HeaderValue {
        let value = random::token("");
        let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.cookie);
        self.sessions.insert(value, session);
        ascii(cookie)
    }

    /// The session of a browser's cookie, whether or not it has expired.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<&Session> {
        self.sessions.get(cookie(headers, &self.cookie)?)
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}
