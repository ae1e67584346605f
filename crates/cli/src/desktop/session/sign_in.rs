//! The sign-in of a session: when it starts, opening the browser, handling the response, and failures.

use haulout_protocol::error::{Error, Need};
use haulout_protocol::schedule::NextSignIn;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::{Now, Span};
use url::Url;

use super::sign_in_schedule::RESTART_DELAY;
use super::{Session, SessionEvent};
use crate::desktop::browser::Browser;
use crate::desktop::error::EndReason;
use crate::desktop::terminal::clock_time;

impl Session {
    /// Whether the only engine's session ends soon.
    pub(super) fn needs_sign_in(&self, now: Now) -> bool {
        let [engine] = self.engines.as_slice() else {
            return false;
        };
        let end = self.view().and_then(|view| view.sign_in_by);
        let session = engine.signed_in_at.zip(end);
        session.is_some_and(|(start, end)| self.sign_in_schedule.is_due(start, end, now))
    }

    /// Whether a sign-in may start now. If it has to wait, the terminal shows for what.
    pub(super) fn may_sign_in(&mut self, now: Now) -> bool {
        if let Some(line) = self.sign_in_schedule.announcement(now) {
            self.terminal.print_event(now.wall, &line);
        }
        match self.sign_in_schedule.next_allowed(now) {
            NextSignIn::Now => true,
            NextSignIn::At(_) => false,
            NextSignIn::AskTheUser => {
                self.stdin.read(&self.context.outbox);
                false
            }
        }
    }

    /// Prints why a further sign-in starts.
    pub(super) fn print_reason(&self, now: Now) {
        if let Some(view) = self.view() {
            let reason = match (view.trouble, view.sign_in_by) {
                (Some(error), _) => error.to_string(),
                (None, Some(by)) => format!("the session ends at {}", clock_time(by)),
                (None, None) => return,
            };
            let line = format!("a new sign-in starts: {reason}");
            self.terminal.print_event(now.wall, &line);
        }
    }

    /// Starts a sign-in. If it has to wait, the next timer of the engine calls this again.
    pub(super) fn sign_in(&mut self, number: u64, events: &mut Vec<SessionEvent>) {
        if !self.may_sign_in(self.now()) {
            return;
        }
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
        self.sign_in_schedule.start(now);
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

    /// Accepts a pasted redirect URL or a code alone: PKCE and the nonce bind either to this login. An empty line asks
    /// for the sign-in that waits.
    pub(super) fn handle_stdin_line(
        &mut self,
        line: &Secret<String>,
        events: &mut Vec<SessionEvent>,
    ) {
        let text = line.secret().trim();
        if text.is_empty() {
            return self.sign_in_schedule.ask();
        }
        let Some(state) = self.state.clone() else {
            return;
        };
        let query = match Url::parse(text) {
            Ok(url) => url.query().unwrap_or_default().to_owned(),
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
        let needs_user = self.sign_in_schedule.next_allowed(now) == NextSignIn::AskTheUser;
        let Some(engine) = self.engine(number) else {
            return;
        };
        engine.failures += 1;
        let failures = engine.failures;
        if error.need() == Need::Retry && failures < MAX_ATTEMPTS && !(is_first && needs_user) {
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
            self.sign_in_schedule.delay(now);
            let message = format!(
                "{error}; the next sign-in starts in {} s at the earliest",
                RESTART_DELAY.as_secs()
            );
            self.terminal.print_event(now.wall, &message);
        }
    }
}

/// How often a sign-in is started automatically.
const MAX_ATTEMPTS: u32 = 5;
