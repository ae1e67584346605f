//! Spans that run down, ready to be read and drawn.

use haulout_protocol::countdown::{Countdown, Urgency};
use haulout_protocol::snapshot::CredentialView;
use haulout_protocol::time::{Now, Span, UnixTime};

use crate::ui::messages::Messages;

/// Remaining life, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeLeft {
    /// The span itself.
    pub remaining: Span,
    /// As digits.
    pub text: String,
    /// In words, for those who listen.
    pub spoken: String,
    /// In thousandths of the useful life.
    pub per_mille: u16,
    /// How near the end is, as a class name.
    pub urgency: &'static str,
    /// When the text changes next.
    pub next_change: Option<Span>,
}

/// How long until something happens, ready to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct CountdownView {
    /// In words.
    pub text: String,
    /// When the text changes next.
    pub next_change: Option<Span>,
    /// Whether it is time to think of it.
    pub soon: bool,
}

impl TimeLeft {
    /// Of a credential, by the clock that decides.
    pub(super) fn of(credential: &CredentialView, now: Now, words: &Messages) -> Self {
        let verifier = credential.verifier.unwrap_or_default();
        let remaining = credential.not_after.since(verifier.to_theirs(now.wall));
        Self::new(remaining, Self::useful(credential), words)
    }

    /// The useful life: half of a Pinniped certificate's span lies before it was issued.
    pub(super) fn useful(credential: &CredentialView) -> Span {
        let span = credential.not_after.since(credential.not_before);
        Span::from_millis(span.as_millis() / 2)
    }

    fn new(remaining: Span, useful: Span, words: &Messages) -> Self {
        let countdown = Countdown::new(remaining);
        Self {
            remaining,
            text: countdown.text(),
            spoken: (words.clusters.time_left)(countdown),
            per_mille: countdown.fraction_left(useful),
            urgency: match countdown.urgency() {
                Urgency::Calm => "calm",
                Urgency::Soon => "soon",
                Urgency::Urgent => "urgent",
                Urgency::Gone => "gone",
            },
            next_change: countdown.next_change(),
        }
    }
}

impl CountdownView {
    /// Until `end` on this computer's clock, said by `say`.
    pub(super) fn until(end: UnixTime, now: Now, say: fn(&str) -> String) -> Self {
        let left = end.since(now.wall);
        let countdown = Countdown::new(left);
        Self {
            soon: left < SOON,
            text: say(&countdown.text()),
            next_change: countdown.next_change(),
        }
    }
}

/// The last minutes, in which people finish what they are doing.
pub(super) const SOON: Span = Span::from_secs(600);
