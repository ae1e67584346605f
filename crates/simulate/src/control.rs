//! Negative controls: broken policies, with which the meter must read more than zero.

use haulout_protocol::schedule::Schedule;
use haulout_protocol::time::Span;
use haulout_protocol::{Machine, Policy};

/// The broken part of the policy, if any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Control {
    /// The machine with its real policy.
    #[default]
    None,
    /// Credential files expire together with the certificate.
    NoMargin,
    /// A certificate is renewed after it has expired.
    RenewAtExpiry,
    /// Clock offsets are not measured.
    NoSkew,
}

impl Control {
    /// All controls with a broken policy.
    pub const BREAKING: [Self; 3] = [Self::NoMargin, Self::RenewAtExpiry, Self::NoSkew];

    /// The control with this name for `--control`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::BREAKING
            .into_iter()
            .find(|control| control.name() == name)
    }

    /// The name for `--control`.
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

/// Thousandths of a lifetime, as in the real policy.
const RENEW_AT: u64 = 450;
const MARGIN: u64 = 200;
const LEAST_MARGIN: Span = Span::from_secs(10);
/// As the Pinniped CLI does it.
const WHOLE_LIFE: u64 = 1000;
