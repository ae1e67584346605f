//! The sign-in of a session: opening the browser, handling the response, and retrying after a failure.

use haulout_protocol::error::{Error, Need};
use haulout_protocol::secret::Secret;
use haulout_protocol::time::Span;
use url::Url;

use super::{Session, SessionEvent};
use crate::desktop::browser::Browser;
use crate::desktop::error::EndReason;

impl Session {
    pub(super) fn sign_in(&mut self, number: u64, events: &mut Vec<SessionEvent>) {
        let identity_provider = self.identity_provider.clone();
        let Some(engine) = self.engine(number) else {
            return;
        };
        match engine.sign_in(identity_provider) {
            Ok(outputs) => self.apply(number, outputs, events),
            Err(error) => events.push(SessionEvent::Ended(EndReason::NoRandomness(error))),
        }
    }

    /// Opens the issuer's sign-in page, or prints its URL.
    pub(super) fn open_sign_in_page(&mut self, url: &str) {
        let now = self.now();
        self.state = Url::parse(url).ok().and_then(|url| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(name, _)| name == "state")
                .map(|(_, value)| value.into_owned())
        });
        self.loopback.expect(self.state.clone());
        let link = self.loopback.sign_in_link(url);
        if link.is_some_and(|link| self.browser.open(&link)) {
            self.terminal.print_event(
                now.wall,
                "sign in in your browser; if it did not open, use this link:",
            );
        } else {
            self.terminal
                .print_event(now.wall, "sign in by opening this link:");
        }
        self.terminal.print(&format!("    {url}"));
        if matches!(self.browser, Browser::Printed) {
            self.terminal.print("if the sign-in does not complete automatically, paste the URL that the browser was redirected to, or the code in it:");
        }
    }

    pub(super) fn handle_callback(&mut self, page_url: String, events: &mut Vec<SessionEvent>) {
        // The last engine is the one that opened the sign-in page.
        if let Some(engine) = self.engines.last_mut() {
            let number = engine.number();
            let outputs = engine.handle_callback(page_url);
            self.state = None;
            self.apply(number, outputs, events);
        }
    }

    /// Accepts a pasted redirect URL or a code alone: PKCE and the nonce bind either to this login.
    pub(super) fn handle_stdin_line(
        &mut self,
        line: &Secret<String>,
        events: &mut Vec<SessionEvent>,
    ) {
        let (text, Some(state)) = (line.secret().trim(), self.state.clone()) else {
            return;
        };
        let query = match Url::parse(text) {
            Ok(url) => url.query().unwrap_or_default().to_owned(),
            Err(_) if text.is_empty() => return,
            Err(_) => form_urlencoded::Serializer::new(String::new())
                .append_pair("code", text)
                .append_pair("state", &state)
                .finish(),
        };
        self.loopback.expect(None);
        self.handle_callback(format!("{}?{query}", self.loopback.redirect_uri()), events);
    }

    /// Schedules a retry or ends the session after a sign-in failed.
    pub(super) fn handle_sign_in_failure(
        &mut self,
        number: u64,
        error: &Error,
        events: &mut Vec<SessionEvent>,
    ) {
        let now = self.now();
        self.loopback.expect(None);
        self.state = None;
        let is_first = self.engines.len() == 1;
        let Some(engine) = self.engine(number) else {
            return;
        };
        engine.failures += 1;
        let failures = engine.failures;
        if error.need() == Need::Retry && failures < MAX_ATTEMPTS {
            let asked = error.retry_after.unwrap_or(Span::ZERO);
            let wait = asked.max(Span::from_secs(1 << failures));
            engine.retry_at = Some(now.tick.plus(wait));
            let message = format!("{error}; retrying in {} s", wait.as_secs());
            self.terminal.print_event(now.wall, &message);
        } else if is_first {
            events.push(SessionEvent::Ended(EndReason::Protocol(Box::new(
                error.clone(),
            ))));
        } else {
            self.engines.retain(|it| it.number() != number);
            self.sign_in_at = Some(now.wall.plus(RESTART_DELAY));
            let message = format!(
                "{error}; a new sign-in starts in {} s",
                RESTART_DELAY.as_secs()
            );
            self.terminal.print_event(now.wall, &message);
        }
    }
}

/// The delay between a failed sign-in and the next one, which limits how many browser tabs open.
const RESTART_DELAY: Span = Span::from_secs(60);
/// How often a sign-in is started automatically.
const MAX_ATTEMPTS: u32 = 5;
