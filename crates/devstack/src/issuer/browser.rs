//! Browsers that have signed in and may come back without a page, by a cookie of the issuer's own.

use std::collections::HashMap;
use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue, header};

use super::Inner;
use crate::random;
use crate::record::ascii;
use crate::script::{Manner, User};

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
}

impl Inner {
    /// Keeps a session for the browser and returns the cookie; only a Vault does that here.
    pub(super) fn remember_browser(&self, session: Session) -> Option<HeaderValue> {
        if self.manner != Manner::Vault {
            return None;
        }
        let value = random::token("");
        let mut browsers = self.browsers();
        let cookie = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax",
            browsers.cookie
        );
        browsers.sessions.insert(value, session);
        Some(ascii(cookie))
    }

    /// The session that the browser's cookie names, while it lives.
    pub(super) fn signed_in_browser(&self, headers: &HeaderMap) -> Option<Session> {
        let browsers = self.browsers();
        let value = cookie(headers, &browsers.cookie)?;
        let session = browsers.sessions.get(value)?;
        let ends = session.authenticated_at + self.lifetimes.browser;
        (self.clock.now() <= ends).then(|| session.clone())
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
