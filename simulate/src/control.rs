//! Controls: the policy broken on purpose, so that a meter that always reads zero is found out.

use haulout_protocol::Machine;

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
        Machine::new()
    }
}
