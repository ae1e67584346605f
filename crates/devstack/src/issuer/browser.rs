//! Browsers that have signed in and may come back without a page, by a cookie of the issuer's own.

use std::collections::HashMap;
use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::random;
use crate::record::ascii;
use crate::script::User;

/// Who sits in front of a browser, and since when.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) user: User,
    pub(super) authenticated_at: SystemTime,
}

/// Sessions by the value of their cookie.
pub(super) struct Browsers {
    cookie: String,
    sessions: HashMap<String, Session>,
}

impl Browsers {
    /// The port belongs into the name, because cookies of one host are shared by all its ports.
    pub(super) fn new(port: u16) -> Self {
        Self {
            cookie: format!("issuer-session-{port}"),
            sessions: HashMap::new(),
        }
    }

    /// Keeps a session for a browser and returns the cookie that names it.
    pub(super) fn remember(&mut self, session: Session) -> HeaderValue {
        let value = random::token("");
        let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.cookie);
        self.sessions.insert(value, session);
        ascii(cookie)
    }

    /// The session that a browser's cookie names, however old.
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
