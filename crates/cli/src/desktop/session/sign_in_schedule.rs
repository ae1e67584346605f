//! When the next sign-in starts: shortly before the session ends, and rarely if the user does not ask for it.

use haulout_protocol::schedule::{NextSignIn, SignInPace, sign_in_lead};
use haulout_protocol::time::{Now, Span, Tick, UnixTime};

use crate::desktop::terminal::clock_time;

/// The schedule of one process. Its start counts as the user's request for the first sign-in.
pub(super) struct SignInSchedule {
    pace: SignInPace,
    /// Whether the user asked for the next sign-in.
    is_asked: bool,
    /// The end of the delay after a failure.
    not_before: Tick,
    /// What the terminal last showed about the next sign-in.
    announced: NextSignIn,
}

impl SignInSchedule {
    pub(super) fn new() -> Self {
        Self {
            pace: SignInPace::default(),
            is_asked: true,
            not_before: Tick::default(),
            announced: NextSignIn::Now,
        }
    }

    /// Whether a session that started at `start` and ends at `end` has to be replaced.
    pub(super) fn is_due(&self, start: UnixTime, end: UnixTime, now: Now) -> bool {
        self.not_before <= now.tick && end.minus(sign_in_lead(end.since(start))) <= now.wall
    }

    pub(super) fn next_allowed(&self, now: Now) -> NextSignIn {
        if self.is_asked {
            NextSignIn::Now
        } else {
            self.pace.next_allowed(now.wall)
        }
    }

    /// The line for the terminal if the next sign-in has to wait, once for each reason.
    pub(super) fn announcement(&mut self, now: Now) -> Option<String> {
        let next = self.next_allowed(now);
        if next == std::mem::replace(&mut self.announced, next) {
            return None;
        }
        match next {
            NextSignIn::Now => None,
            NextSignIn::At(at) => Some(format!(
                "sign-ins follow each other too quickly; the next sign-in starts at {}",
                clock_time(at)
            )),
            NextSignIn::AskTheUser => Some(
                "sign-ins follow each other too quickly; press Enter to sign in again".to_owned(),
            ),
        }
    }

    /// Records that a sign-in starts.
    pub(super) fn start(&mut self, now: Now) {
        if std::mem::take(&mut self.is_asked) {
            self.pace.record_asked();
        } else {
            self.pace.record_unasked(now.wall);
        }
    }

    /// Records that the user asks for the sign-in that waits, if there is one.
    pub(super) fn ask(&mut self) {
        self.is_asked |= self.announced != NextSignIn::Now;
    }

    /// Delays the next sign-in after a failure.
    pub(super) fn delay(&mut self, now: Now) {
        self.not_before = now.tick.plus(RESTART_DELAY);
    }
}

/// The delay between a failed sign-in and the next one; a failure can come before the pace counts the sign-in.
pub(super) const RESTART_DELAY: Span = Span::from_secs(60);

#[cfg(test)]
mod tests;
