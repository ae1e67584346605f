//! The definition of a scenario: servers, clocks, faults, computer events, and the expected result.

use std::time::Duration;

use crate::peers::IssuerProfile;
use crate::peers::verifier::ClockOffset;
use crate::peers::wire::Route;
use crate::time::{Moment, hours, minutes, secs};

/// A scenario. The defaults are a day without faults.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The printed name.
    pub name: &'static str,
    /// Varies latencies, the page's jitter, and the times of computer events.
    pub(crate) seed: u64,
    pub(crate) duration: Duration,
    pub(crate) profile: IssuerProfile,
    pub(crate) clusters: usize,
    pub(crate) tabs: Tabs,
    /// Clock offsets: milliseconds ahead of true time.
    pub(crate) issuer_ahead: i64,
    pub(crate) concierge: ClockOffset,
    pub(crate) verifier: ClockOffset,
    pub(crate) verifier_clock_is_readable: bool,
    pub(crate) computer_ahead: i64,
    /// How long issuer and Concierge take for every request.
    pub(crate) server_latency: Duration,
    /// Whether the tab is hidden, so that its timers run once a minute.
    pub(crate) is_hidden: bool,
    pub(crate) faults: Vec<Fault>,
    pub(crate) computer_events: Vec<(Moment, ComputerEvent)>,
    /// How long the gateway caches the response to a refresh.
    pub(crate) gateway_cache_ttl: Duration,
    pub(crate) down: Option<Downtime>,
    pub(crate) compare_with_cli: bool,
    /// Whether events are printed to standard error.
    pub(crate) is_traced: bool,
    pub(crate) expected: Expected,
}

/// The tabs that show the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tabs {
    One,
    /// Two tabs with one sealed session, restored at the same time.
    Two,
    /// Two tabs with one sealed session, restored at the same time, in a browser without Web Locks.
    TwoWithoutLocks,
}

impl Tabs {
    pub(crate) const fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two | Self::TwoWithoutLocks => 2,
        }
    }
}

/// A period in which a cluster's Concierge and API server are unreachable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Downtime {
    pub(crate) cluster: usize,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
}

impl Downtime {
    pub(crate) fn is_now(self, at: Moment) -> bool {
        self.from <= at && at < self.until
    }
}

/// A fault that occurs repeatedly, each time when a renewal begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// The interval between two occurrences, and before the first.
    pub(crate) every: Duration,
    pub(crate) duration: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The issuer's token endpoint responds with 503.
    TokenEndpointUnavailable,
    /// Every Concierge responds with 503.
    ConciergeUnavailable,
    /// The computer has no network. The platform notices it the first time, not the second time, and so on.
    Offline,
    /// A refresh succeeds, but its response is lost: the connection breaks after the fault's duration.
    RefreshReplyLost,
}

impl FaultKind {
    /// Whether a request of this kind triggers the fault.
    pub(crate) const fn is_triggered_by(self, route: Route) -> bool {
        match self {
            Self::TokenEndpointUnavailable | Self::Offline | Self::RefreshReplyLost => {
                matches!(route, Route::Refresh)
            }
            Self::ConciergeUnavailable => matches!(route, Route::Credential(_)),
        }
    }

    /// Whether a request of this kind fails.
    pub(crate) const fn makes_unavailable(self, route: Route) -> bool {
        match self {
            Self::TokenEndpointUnavailable => route.is_of_the_token_endpoint(),
            Self::ConciergeUnavailable => matches!(route, Route::Credential(_)),
            Self::Offline | Self::RefreshReplyLost => false,
        }
    }
}

/// An event of the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComputerEvent {
    /// The wall clock is set.
    SetClock(i64),
    FallAsleep,
    /// The network returns shortly after.
    Wake,
    /// The browser restores all tabs.
    Restore,
}

/// The expected values of the row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) sign_ins: u64,
    pub(crate) gap_seconds_at_most: u64,
    pub(crate) unauthorized_at_most: u64,
}

impl Scenario {
    /// Eight hours without faults, with a Supervisor.
    pub(crate) fn named(name: &'static str) -> Self {
        Self {
            name,
            seed: SEED,
            duration: hours(8),
            profile: IssuerProfile::Supervisor,
            clusters: 1,
            tabs: Tabs::One,
            issuer_ahead: 0,
            concierge: ClockOffset::Fixed(0),
            verifier: ClockOffset::Fixed(0),
            verifier_clock_is_readable: true,
            computer_ahead: 0,
            server_latency: SERVER_LATENCY,
            is_hidden: false,
            faults: Vec::new(),
            computer_events: Vec::new(),
            gateway_cache_ttl: GATEWAY_CACHE_TTL,
            down: None,
            compare_with_cli: false,
            is_traced: false,
            expected: Expected {
                sign_ins: 1,
                gap_seconds_at_most: 0,
                unauthorized_at_most: 0,
            },
        }
    }

    pub(crate) fn with_fault(mut self, kind: FaultKind, duration: Duration) -> Self {
        self.faults.push(Fault {
            kind,
            every: BETWEEN_FAULTS,
            duration,
        });
        self
    }

    /// When this cluster is unreachable.
    pub(crate) fn down(&self, cluster: usize) -> Option<Downtime> {
        self.down.filter(|down| down.cluster == cluster)
    }

    /// Changes the number of clusters, to measure the cost of a cluster.
    #[must_use]
    pub const fn with_clusters(mut self, clusters: usize) -> Self {
        self.clusters = clusters;
        self
    }

    /// Changes the seed: every seed is another run of the same scenario.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        for (at, _) in &mut self.computer_events {
            *at = at.plus(Duration::from_millis(scatter(seed) % SHIFT_MILLIS));
        }
        self
    }

    /// Prints every event to standard error.
    #[must_use]
    pub const fn with_trace(mut self) -> Self {
        self.is_traced = true;
        self
    }

    /// Changes the duration.
    #[must_use]
    pub const fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }
}

/// A deterministic hash: multiplication by an odd constant near the golden ratio spreads the numbers.
pub(crate) const fn scatter(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32
}

/// An arbitrary number.
const SEED: u64 = 1987;
/// Computer events are shifted by up to one lifetime of a certificate.
const SHIFT_MILLIS: u64 = 300_000;
/// As in the gateway. Rotation has no grace period, so a lost response must not end the session.
const GATEWAY_CACHE_TTL: Duration = secs(60);
/// A Supervisor hashes the client secret in every token request, which takes a quarter of a second.
const SERVER_LATENCY: Duration = Duration::from_millis(250);
/// Long enough for a session to recover, and short enough for more than a dozen occurrences.
const BETWEEN_FAULTS: Duration = minutes(22);
