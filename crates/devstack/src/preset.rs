//! Whole situations by name: which peers there are, and whose clock is wrong by how much.

use std::fmt;

use crate::script::{ClusterScript, Script};
use crate::servers::{Role, Servers};

/// A situation that is more than one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// This computer's clock is 40 minutes fast, so to it every server looks slow.
    ComputerFast,
    /// This computer's clock is 40 minutes slow, so to it every server looks fast.
    ComputerSlow,
    /// The peers of Pinniped's issue 1987: no refresh tokens, and a drifted node behind an impersonation proxy.
    Story1987,
    /// The API servers' clocks are 5 seconds ahead.
    VerifierAhead,
    /// The API servers' clocks are 5 seconds behind.
    VerifierBehind,
}

/// How wrong a computer is that nobody looks after, as one of Pinniped's users had it.
const COMPUTER_MILLIS: i64 = 40 * 60 * 1000;
/// What an API server without NTP drifts until somebody notices.
const VERIFIER_MILLIS: i64 = 5 * 1000;
/// How far ahead the drifted node in the story was.
const DRIFT_MILLIS: i64 = 4 * 1000;
/// The replica on the drifted node.
const DRIFTED: usize = 1;

impl Preset {
    /// Every preset, sorted by name.
    pub const ALL: &[Self] = &[
        Self::ComputerFast,
        Self::ComputerSlow,
        Self::Story1987,
        Self::VerifierAhead,
        Self::VerifierBehind,
    ];

    /// The name on command lines and in the control server's paths.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ComputerFast => "computer-fast",
            Self::ComputerSlow => "computer-slow",
            Self::Story1987 => "story-1987",
            Self::VerifierAhead => "verifier-ahead",
            Self::VerifierBehind => "verifier-behind",
        }
    }

    /// What is wrong, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::ComputerFast => {
                "Every server's clock is 40 minutes behind this computer's, as if this computer were fast."
            }
            Self::ComputerSlow => {
                "Every server's clock is 40 minutes ahead of this computer's, as if this computer were slow."
            }
            Self::Story1987 => {
                "A Vault without refresh tokens, and an impersonation proxy on two nodes of which one is 4 seconds ahead."
            }
            Self::VerifierAhead => {
                "The API servers' clocks are 5 seconds ahead of the Concierges'."
            }
            Self::VerifierBehind => "The API servers' clocks are 5 seconds behind the Concierges'.",
        }
    }

    /// What to expect of the portal, in one sentence.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::ComputerFast | Self::ComputerSlow => {
                "Countdown and renewal keep the servers' time, and the portal says whose clock is wrong."
            }
            Self::Story1987 => {
                "Half of the requests meet the node that refuses a certificate 4 seconds early; renewal comes long before, so none is refused."
            }
            Self::VerifierAhead => {
                "A certificate ends 5 seconds earlier than it says by the Concierge; the portal counts to that end."
            }
            Self::VerifierBehind => {
                "A certificate lives 5 seconds longer than it says by the Concierge; the portal names the difference."
            }
        }
    }

    /// The peers it is about; absent where any will do.
    pub fn script(self) -> Option<Script> {
        match self {
            Self::Story1987 => Some(Script {
                clusters: vec![ClusterScript {
                    impersonation_proxy: true,
                    ..ClusterScript::new("dev", "Development", None)
                }],
                ..Script::vault()
            }),
            Self::ComputerFast
            | Self::ComputerSlow
            | Self::VerifierAhead
            | Self::VerifierBehind => None,
        }
    }

    /// Moves the clocks that are wrong in this situation, or sets them right.
    pub(crate) fn set(self, servers: &Servers, on: bool) {
        for named in servers.clocks() {
            if let Some(millis) = self.offset_millis(named.role) {
                named.clock.set_offset_millis(if on { millis } else { 0 });
            }
        }
    }

    /// Whether there are clocks that it is about, and each is as wrong as in this situation.
    pub(crate) fn is_on(self, servers: &Servers) -> bool {
        let clocks = servers.clocks();
        let mut concerned = clocks
            .iter()
            .filter_map(|named| Some((named.clock, self.offset_millis(named.role)?)))
            .peekable();
        concerned.peek().is_some()
            && concerned.all(|(clock, millis)| clock.offset_millis() == millis)
    }

    fn offset_millis(self, role: Role) -> Option<i64> {
        match (self, role) {
            (Self::ComputerFast, _) => Some(-COMPUTER_MILLIS),
            (Self::ComputerSlow, _) => Some(COMPUTER_MILLIS),
            (Self::Story1987, Role::Concierge(DRIFTED)) => Some(DRIFT_MILLIS),
            (Self::VerifierAhead, Role::Api) => Some(VERIFIER_MILLIS),
            (Self::VerifierBehind, Role::Api) => Some(-VERIFIER_MILLIS),
            (Self::Story1987 | Self::VerifierAhead | Self::VerifierBehind, _) => None,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
