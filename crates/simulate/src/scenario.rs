//! What a scenario is: peers, clocks, faults and computer events, and what its row must say.

use std::time::Duration;

use crate::peers::IssuerProfile;
use crate::peers::verifier::ClockOffset;
use crate::peers::wire::Route;
use crate::time::{Moment, hours, minutes, secs};

/// Everything that is different from a good day.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// As it is printed.
    pub name: &'static str,
    /// Scatters latencies, the page's jitter, and the moments at which something happens to the computer.
    pub(crate) seed: u64,
    pub(crate) duration: Duration,
    pub(crate) profile: IssuerProfile,
    pub(crate) clusters: usize,
    pub(crate) tabs: Tabs,
    /// Clocks: milliseconds ahead of true time.
    pub(crate) issuer_ahead: i64,
    pub(crate) concierge: ClockOffset,
    pub(crate) verifier: ClockOffset,
    pub(crate) verifier_clock_is_readable: bool,
    pub(crate) computer_ahead: i64,
    /// How long issuer and Concierge think about every request.
    pub(crate) server_latency: Duration,
    /// Whether the tab is hidden, and its timers are called once a minute.
    pub(crate) is_hidden: bool,
    pub(crate) faults: Vec<Fault>,
    pub(crate) computer_events: Vec<(Moment, ComputerEvent)>,
    /// How long the gateway keeps the answer to a refresh.
    pub(crate) gateway_cache_ttl: Duration,
    pub(crate) down: Option<Downtime>,
    pub(crate) compare_with_cli: bool,
    /// Whether what happens is told on standard error.
    pub(crate) is_traced: bool,
    pub(crate) expected: Expected,
}

/// How many tabs show the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tabs {
    One,
    /// Two on one sealed session, restored at one moment.
    Two,
    /// Two on one sealed session, restored at one moment, in a browser whose locks do not work.
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

/// A cluster that nobody reaches for a while: neither its Concierge nor its API server.
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

/// Something that strikes again and again, each time just when a renewal needs it least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// Between the beginnings of two strikes, and before the first.
    pub(crate) every: Duration,
    pub(crate) duration: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The issuer's token endpoint answers 503.
    TokenEndpointUnavailable,
    /// Every Concierge does.
    ConciergeUnavailable,
    /// The computer has no network: the platform knows the first time, does not the second, and so on.
    Offline,
    /// A refresh is served, and its answer never arrives: the connection breaks after so long.
    RefreshReplyLost,
}

impl FaultKind {
    /// Whether a request of this kind is the one that it waits for.
    pub(crate) const fn is_triggered_by(self, route: Route) -> bool {
        match self {
            Self::TokenEndpointUnavailable | Self::Offline | Self::RefreshReplyLost => {
                matches!(route, Route::Refresh)
            }
            Self::ConciergeUnavailable => matches!(route, Route::Credential(_)),
        }
    }

    /// Whether a request of this kind suffers from it.
    pub(crate) const fn makes_unavailable(self, route: Route) -> bool {
        match self {
            Self::TokenEndpointUnavailable => route.is_of_the_token_endpoint(),
            Self::ConciergeUnavailable => matches!(route, Route::Credential(_)),
            Self::Offline | Self::RefreshReplyLost => false,
        }
    }
}

/// What happens to the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComputerEvent {
    /// Somebody sets its clock.
    SetClock(i64),
    FallAsleep,
    /// It has a network again a moment later.
    Wake,
    /// The browser restores all its tabs.
    Restore,
}

/// What the row has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) sign_ins: u64,
    pub(crate) gap_seconds_at_most: u64,
    pub(crate) unauthorized_at_most: u64,
}

impl Scenario {
    /// A good day of eight hours with a Supervisor.
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

    /// When nobody reaches this cluster.
    pub(crate) fn down(&self, cluster: usize) -> Option<Downtime> {
        self.down.filter(|down| down.cluster == cluster)
    }

    /// With another number of clusters, all of them well; for measuring what a cluster costs.
    #[must_use]
    pub const fn with_clusters(mut self, clusters: usize) -> Self {
        self.clusters = clusters;
        self
    }

    /// With other accidents: every number is another run of the same scenario.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        for (at, _) in &mut self.computer_events {
            *at = at.plus(Duration::from_millis(scatter(seed) % SHIFT_MILLIS));
        }
        self
    }

    /// Told on standard error, request by request.
    #[must_use]
    pub const fn with_trace(mut self) -> Self {
        self.is_traced = true;
        self
    }

    /// Lasting so long instead.
    #[must_use]
    pub const fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }
}

/// Another number for every number, and nothing to guess: an odd constant near the golden ratio spreads them.
pub(crate) const fn scatter(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32
}

/// Any number would do.
const SEED: u64 = 1987;
/// What happens to the computer may fall anywhere within one life of a certificate.
const SHIFT_MILLIS: u64 = 300_000;
/// The gateway's one memory: rotation has no grace, and a lost answer must not cost the session.
const GATEWAY_CACHE_TTL: Duration = secs(60);
/// A Supervisor hashes the client's secret for every call of its token endpoint, which takes a quarter of a second.
const SERVER_LATENCY: Duration = Duration::from_millis(250);
/// Long enough for a session to be in its rhythm again, and short enough for a dozen strikes and more.
const BETWEEN_FAULTS: Duration = minutes(22);
