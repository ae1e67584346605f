//! Controls: the policy broken on purpose, so that a meter that always reads zero is found out.

use haulout_protocol::schedule::Schedule;
use haulout_protocol::time::Span;
use haulout_protocol::{Machine, Policy};

/// Which part of the policy is broken, if any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Control {
    /// None: the machine as it ships.
    #[default]
    None,
    /// Files say that a credential ends when its certificate does.
    NoMargin,
    /// A certificate is renewed when it has died.
    RenewAtExpiry,
    /// Every clock is taken for right.
    NoSkew,
}

impl Control {
    /// All that break something.
    pub const BREAKING: [Self; 3] = [Self::NoMargin, Self::RenewAtExpiry, Self::NoSkew];

    /// By the name that `--control` takes.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::BREAKING
            .into_iter()
            .find(|control| control.name() == name)
    }

    /// The name that `--control` takes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NoMargin => "no-margin",
            Self::RenewAtExpiry => "renew-at-expiry",
            Self::NoSkew => "no-skew",
        }
    }

    /// A machine with this policy.
    pub(crate) fn machine(self) -> Machine {
        let (schedule, measures_clocks) = match self {
            Self::None => return Machine::new(),
            Self::NoMargin => (Schedule::unproven(RENEW_AT, 0, Span::ZERO), true),
            Self::RenewAtExpiry => (Schedule::unproven(WHOLE_LIFE, MARGIN, LEAST_MARGIN), true),
            Self::NoSkew => (Schedule::DEFAULT, false),
        };
        Machine::with_policy(Policy::unproven(schedule, measures_clocks))
    }
}

/// Thousandths of a life, as a session has them that nobody has broken.
const RENEW_AT: u64 = 450;
const MARGIN: u64 = 200;
const LEAST_MARGIN: Span = Span::from_secs(10);
/// As the client of the story does it.
const WHOLE_LIFE: u64 = 1000;
