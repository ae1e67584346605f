//! Countdowns: when they end. The components that show them turn that into text.

use haulout_protocol::countdown::{Countdown, Urgency};
use haulout_protocol::snapshot::CredentialView;
use haulout_protocol::time::{Span, UnixTime};

/// The remaining time of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// When the credential expires, on this computer's clock.
    pub ends_at: UnixTime,
    /// Its useful lifetime.
    pub useful: Span,
}

impl TimeLeft {
    /// The remaining time of a credential, by the clock of the server that verifies it.
    pub(super) fn of(credential: &CredentialView) -> Self {
        let verifier = credential.verifier.unwrap_or_default();
        Self {
            ends_at: verifier.to_ours(credential.not_after),
            useful: Self::useful(credential),
        }
    }

    /// The useful lifetime: half of a Pinniped certificate's validity lies before its issuance.
    pub(super) fn useful(credential: &CredentialView) -> Span {
        let span = credential.not_after.since(credential.not_before);
        Span::from_millis(span.as_millis() / 2)
    }

    /// The remaining time now.
    #[must_use]
    pub fn countdown(self, now: UnixTime) -> Countdown {
        Countdown::new(self.ends_at.since(now))
    }

    /// The same in thousandths of the useful lifetime.
    #[must_use]
    pub fn per_mille(self, now: UnixTime) -> u16 {
        self.countdown(now).fraction_left(self.useful)
    }

    /// The urgency as a CSS class.
    #[must_use]
    pub fn urgency(self, now: UnixTime) -> &'static str {
        match self.countdown(now).urgency() {
            Urgency::Calm => "calm",
            Urgency::Soon => "soon",
            Urgency::Urgent => "urgent",
            Urgency::Gone => "gone",
        }
    }
}

/// The countdowns of a view. All of them change together with the main one, so that a second costs one change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountdownsView {
    /// When the main countdown ends.
    main: Option<UnixTime>,
    /// When the last one ends.
    last: Option<UnixTime>,
}

impl CountdownsView {
    /// Countdowns that end at these times, the main one first.
    pub(super) fn new(ends: impl Iterator<Item = UnixTime>) -> Self {
        let mut view = Self::default();
        for end in ends {
            view.main.get_or_insert(end);
            view.last = view.last.max(Some(end));
        }
        view
    }

    /// How long until they change; `None` if none is left.
    #[must_use]
    pub fn next_change(self, now: UnixTime) -> Option<Span> {
        let main = self.main.filter(|_| self.last > Some(now))?;
        let ahead = main.since(now).as_millis() % SECOND_MILLIS;
        let behind = now.since(main).as_millis() % SECOND_MILLIS;
        Some(Span::from_millis(if ahead > 0 {
            ahead
        } else {
            SECOND_MILLIS - behind
        }))
    }
}

/// The last minutes, in which users finish what they are doing.
pub(super) const SOON: Span = Span::from_secs(600);
/// How often digits change.
const SECOND_MILLIS: u64 = 1000;
