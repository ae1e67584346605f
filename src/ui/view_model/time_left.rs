//! Countdowns, prepared for display.

use haulout_protocol::countdown::{Countdown, Urgency};
use haulout_protocol::snapshot::CredentialView;
use haulout_protocol::time::{Now, Span, UnixTime};

use crate::ui::messages::Messages;

/// The remaining time of a credential, prepared for display.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeLeft {
    /// The time span.
    pub remaining: Span,
    /// As digits.
    pub text: String,
    /// As text for screen readers.
    pub spoken: String,
    /// In thousandths of the useful lifetime.
    pub per_mille: u16,
    /// The urgency as a CSS class.
    pub urgency: &'static str,
    /// When the text changes next.
    pub next_change: Option<Span>,
}

/// The time until an event, prepared for display.
#[derive(Clone, Debug, PartialEq)]
pub struct CountdownView {
    /// As text.
    pub text: String,
    /// When the text changes next.
    pub next_change: Option<Span>,
    /// Whether the event is only minutes away.
    pub soon: bool,
}

impl TimeLeft {
    /// The remaining time of a credential, by the clock of the server that verifies it.
    pub(super) fn of(credential: &CredentialView, now: Now, words: &Messages) -> Self {
        let verifier = credential.verifier.unwrap_or_default();
        let remaining = credential.not_after.since(verifier.to_theirs(now.wall));
        Self::new(remaining, Self::useful(credential), words)
    }

    /// The useful lifetime: half of a Pinniped certificate's validity lies before its issuance.
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
    /// Until `end` on this computer's clock, formatted by `format`.
    pub(super) fn until(end: UnixTime, now: Now, format: fn(&str) -> String) -> Self {
        let left = end.since(now.wall);
        let countdown = Countdown::new(left);
        Self {
            soon: left < SOON,
            text: format(&countdown.text()),
            next_change: countdown.next_change(),
        }
    }
}

/// The last minutes, in which users finish what they are doing.
pub(super) const SOON: Span = Span::from_secs(600);
