//! The user: signs in at the start and when a sign-in is announced, and reacts to errors after some time.

use std::time::Duration;

use haulout_protocol::entropy::Entropy;
use haulout_protocol::error::Need;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::{SessionView, Situation};
use haulout_protocol::time::UnixTime;

use super::{ScheduledEvent, World};
use crate::time::{Moment, secs};

#[derive(Default)]
pub(super) struct User {
    /// The times of return from the issuer.
    pub(super) sign_ins: Vec<Moment>,
    /// When the user will act.
    intends: Option<Moment>,
    /// How often the user has clicked "Sign in".
    pub(super) clicks: u8,
}

/// The next action of the user.
enum UserAction {
    Nothing,
    SignIn(Moment),
    Retry(Moment),
}

impl World {
    /// Looks at the first tab and decides on the next action.
    pub(super) fn look(&mut self) {
        if !self.pages[0].is_here || self.computer.is_asleep() {
            return;
        }
        match self.next_action() {
            UserAction::Nothing => self.user.intends = None,
            UserAction::SignIn(at) | UserAction::Retry(at) => {
                if self.user.intends.is_none_or(|intended| at < intended) {
                    self.user.intends = Some(at);
                    self.queue.plan(at, ScheduledEvent::Act);
                }
            }
        }
    }

    /// Acts at the intended time, unless that time has changed.
    pub(super) fn act(&mut self) {
        if self.user.intends.is_none_or(|at| at > self.now) || !self.pages[0].is_here {
            return;
        }
        self.user.intends = None;
        match self.next_action() {
            UserAction::Nothing => {}
            // An announced time can change. Actions without an announced time have waited already.
            UserAction::SignIn(at) if at > self.now.plus(REACTION) => self.look(),
            UserAction::SignIn(_) => {
                self.user.clicks = self.user.clicks.wrapping_add(1);
                let click = self.user.clicks;
                let command = Command::SignIn {
                    identity_provider: None,
                    entropy: entropy(click),
                };
                self.feed(0, Input::Command(command));
            }
            UserAction::Retry(_) => self.feed(0, Input::Command(Command::Retry)),
        }
    }

    fn next_action(&self) -> UserAction {
        let soon = self.now.plus(REACTION);
        match self.pages[0].machine.snapshot().situation {
            Situation::Progress(_) => UserAction::Nothing,
            // The first sign-in is immediate; later the user has to notice.
            Situation::SignedOut(_) if self.user.sign_ins.is_empty() => {
                UserAction::SignIn(self.now)
            }
            Situation::SignedOut(_) => UserAction::SignIn(soon),
            Situation::Failed(_) => UserAction::Retry(soon),
            Situation::SignedIn(session) => match announced_sign_in(&session) {
                Some(by) => {
                    let by = self.computer.moment_of(by.as_millis(), self.now);
                    UserAction::SignIn(by.max(soon))
                }
                None if needs_sign_in(&session) => UserAction::SignIn(soon),
                None => UserAction::Nothing,
            },
        }
    }

    /// The browser navigates to the issuer, where the user signs in.
    pub(super) fn user_leaves(&mut self, tab: usize, url: String) {
        self.queue
            .plan(self.now.plus(TYPING), ScheduledEvent::Return { tab, url });
    }

    pub(super) fn come_back(&mut self, tab: usize, url: &str) {
        let callback = self.servers.authorize(url, self.now);
        self.user.sign_ins.push(self.now);
        self.open(tab, callback);
    }
}

/// Different bytes for each click, and the same in each run.
pub(crate) fn entropy(click: u8) -> Entropy {
    Entropy::new(std::array::from_fn(|at| {
        u8::try_from(at % 251).unwrap_or_default().wrapping_mul(7) ^ click
    }))
}

/// The announced time of the next sign-in, on the computer's clock.
fn announced_sign_in(session: &SessionView) -> Option<UnixTime> {
    session.sign_in_by
}

/// Whether the session requires a sign-in.
fn needs_sign_in(session: &SessionView) -> bool {
    session
        .trouble
        .as_ref()
        .is_some_and(|error| error.need() == Need::SignIn)
}

/// The time to notice an error and to find the button.
const REACTION: Duration = secs(30);
/// User name, password and a second factor.
const TYPING: Duration = secs(10);
