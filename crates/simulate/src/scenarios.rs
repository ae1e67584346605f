//! The table: every scenario by the name under which it is promised.

use std::time::Duration;

use crate::peers::IssuerProfile;
use crate::peers::verifier::ClockOffset;
use crate::scenario::{ComputerEvent, Downtime, FaultKind, Scenario, Tabs};
use crate::time::{Moment, hours, millis, minutes, secs};

/// All of them, in the order in which they are printed.
#[must_use]
pub fn all() -> Vec<Scenario> {
    let mut list = Vec::from(profiles());
    list.extend(clocks());
    list.extend(computers());
    list.extend(faults());
    list.extend(crowds());
    list.push(story());
    list
}

/// One for each way in which an issuer hands out time.
fn profiles() -> [Scenario; 3] {
    let mut supervisor = Scenario {
        duration: hours(9) + minutes(30),
        ..Scenario::named("supervisor-9h")
    };
    supervisor.expected.sign_ins = 2;
    let dex = Scenario {
        duration: hours(24),
        profile: IssuerProfile::Dex,
        ..Scenario::named("dex-24h")
    };
    let mut vault = Scenario {
        duration: hours(8) + minutes(30),
        profile: IssuerProfile::Vault,
        ..Scenario::named("vault-8h-no-refresh")
    };
    vault.expected.sign_ins = 2;
    [supervisor, dex, vault]
}

fn clocks() -> [Scenario; 6] {
    // Nobody can ask such an API server for the time: the margin has to do.
    let verifier = |name, ahead| Scenario {
        verifier: ClockOffset::Fixed(ahead),
        verifier_clock_is_readable: false,
        ..Scenario::named(name)
    };
    let computer = |name, ahead| Scenario {
        computer_ahead: ahead,
        ..Scenario::named(name)
    };
    let corrected = |name, ahead: i64| Scenario {
        computer_events: vec![(
            Moment::after(hours(3) + secs(71)),
            ComputerEvent::SetClock(-ahead),
        )],
        ..computer(name, ahead)
    };
    [
        verifier("verifier-ahead-5s", 5_000),
        verifier("verifier-behind-5s", -5_000),
        computer("computer-fast-40min", millis(minutes(40))),
        computer("computer-slow-40min", -millis(minutes(40))),
        corrected("clock-step-forward-1h", -millis(hours(1))),
        corrected("clock-step-back-1h", millis(hours(1))),
    ]
}

fn computers() -> [Scenario; 3] {
    let hidden = Scenario {
        is_hidden: true,
        ..Scenario::named("hidden-tab-8h")
    };
    let mut sleep = Scenario {
        computer_events: vec![
            (
                Moment::after(hours(2) + secs(29)),
                ComputerEvent::FallAsleep,
            ),
            (Moment::after(hours(5) + secs(29)), ComputerEvent::Wake),
        ],
        ..Scenario::named("sleep-3h")
    };
    sleep.expected.gap_seconds_at_most = AFTER_WAKING_SECS;
    sleep.expected.unauthorized_at_most = AFTER_WAKING_SECS;
    let offline = Scenario::named("offline-90s").with_fault(FaultKind::Offline, secs(90));
    [hidden, sleep, offline]
}

fn faults() -> [Scenario; 4] {
    let slow = Scenario {
        server_latency: secs(8),
        ..Scenario::named("slow-8s")
    };
    [
        Scenario::named("token-endpoint-503-60s")
            .with_fault(FaultKind::TokenEndpointUnavailable, secs(60)),
        Scenario::named("concierge-503-60s").with_fault(FaultKind::ConciergeUnavailable, secs(60)),
        slow,
        Scenario::named("refresh-reply-lost").with_fault(FaultKind::RefreshReplyLost, secs(7)),
    ]
}

fn crowds() -> [Scenario; 4] {
    let fifty = Scenario {
        clusters: 50,
        down: Some(Downtime {
            cluster: 17,
            from: Moment::after(hours(1)),
            until: Moment::after(hours(8)),
        }),
        ..Scenario::named("one-of-50-clusters-down")
    };
    let two = |name, tabs| Scenario {
        tabs,
        computer_events: vec![(Moment::after(minutes(10)), ComputerEvent::Restore)],
        ..Scenario::named(name)
    };
    let tabs = two("two-tabs", Tabs::Two);
    let race = two("refresh-race", Tabs::TwoWithoutLocks);
    let replicas = Scenario {
        concierge: ClockOffset::Alternating([0, 4_000]),
        verifier: ClockOffset::Alternating([0, 4_000]),
        ..Scenario::named("two-concierge-replicas-4s-apart")
    };
    [fifty, tabs, race, replicas]
}

/// Vault, a Concierge whose replicas issue and verify by drifted clocks three times out of four, and nobody who knows.
fn story() -> Scenario {
    Scenario {
        profile: IssuerProfile::Vault,
        concierge: ClockOffset::Rotating(&STORY_REPLICAS, STORY_WHILE),
        verifier: ClockOffset::Rotating(&STORY_REPLICAS, STORY_WHILE),
        compare_with_cli: true,
        ..Scenario::named("story-1987")
    }
}

/// Milliseconds ahead, as the story's own timestamps show: 303 s, 304 s and 303 s of a life of 300 s, and once 300 s.
const STORY_REPLICAS: [i64; 4] = [3_500, 4_500, 3_500, 0];
/// A client stays with one replica until its connection is closed, which a new certificate does.
const STORY_WHILE: Duration = secs(313);
/// What `sleep-3h` may count: nobody can renew while the computer sleeps.
const AFTER_WAKING_SECS: u64 = 5;
