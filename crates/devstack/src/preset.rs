//! Presets by name: a set of servers, and the offsets of their clocks.

use std::fmt;

use crate::script::{ClusterScript, Script};
use crate::servers::{Role, Servers};

/// A combination of servers and clock offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// This computer's clock is 40 minutes fast: every server's clock is behind it.
    ComputerFast,
    /// This computer's clock is 40 minutes slow: every server's clock is ahead of it.
    ComputerSlow,
    /// The servers of Pinniped's issue 1987: no refresh tokens, and an impersonation proxy on a node with clock drift.
    Story1987,
    /// The API servers' clocks are 5 seconds ahead.
    VerifierAhead,
    /// The API servers' clocks are 5 seconds behind.
    VerifierBehind,
}

/// The clock offset that a user of Pinniped reported.
const COMPUTER_MILLIS: i64 = 40 * 60 * 1000;
/// A typical drift of an API server without NTP.
const VERIFIER_MILLIS: i64 = 5 * 1000;
/// The clock offset of the node in issue 1987.
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

    /// One sentence that describes the preset.
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

    /// One sentence that describes the expected behaviour of the portal.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::ComputerFast | Self::ComputerSlow => {
                "Countdown and renewal use the servers' time, and the portal shows which clock is wrong."
            }
            Self::Story1987 => {
                "Half of the requests reach the node that rejects a certificate 4 seconds early; renewal is much earlier, so no request fails."
            }
            Self::VerifierAhead => {
                "A certificate expires 5 seconds before its end on the Concierge's clock; the countdown ends at the earlier time."
            }
            Self::VerifierBehind => {
                "A certificate is accepted for 5 seconds after its end on the Concierge's clock; the portal shows the difference."
            }
        }
    }

    /// The servers that the preset needs; absent if it works with any.
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

    /// Sets the clocks of the preset to its offsets, or back to real time.
    pub(crate) fn set(self, servers: &Servers, on: bool) {
        for named in servers.clocks() {
            if let Some(millis) = self.offset_millis(named.role) {
                named.clock.set_offset_millis(if on { millis } else { 0 });
            }
        }
    }

    /// Whether the preset has clocks here, and all of them have its offsets.
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
