//! All scenarios by name.

use std::time::Duration;

use crate::peers::IssuerProfile;
use crate::peers::verifier::ClockOffset;
use crate::scenario::{ComputerEvent, Downtime, FaultKind, Scenario, Tabs};
use crate::time::{Moment, hours, millis, minutes, secs};

/// All scenarios, in the order of the table.
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

/// One scenario for each issuer profile.
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
    // The page cannot read such an API server's clock: the margin has to suffice.
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

/// Pinniped's issue 1987: Vault, and a Concierge of whose four replicas three have a clock drift.
fn story() -> Scenario {
    Scenario {
        profile: IssuerProfile::Vault,
        concierge: ClockOffset::Rotating(&STORY_REPLICAS, STORY_WHILE),
        verifier: ClockOffset::Rotating(&STORY_REPLICAS, STORY_WHILE),
        compare_with_cli: true,
        ..Scenario::named("story-1987")
    }
}

/// Milliseconds ahead. In the timestamps, a lifetime of 300 s appears as 303 s, 304 s, 303 s and 300 s.
const STORY_REPLICAS: [i64; 4] = [3_500, 4_500, 3_500, 0];
/// A client uses one replica until its connection closes, which a new certificate causes.
const STORY_WHILE: Duration = secs(313);
/// Permitted in `sleep-3h`: there is no renewal while the computer sleeps.
const AFTER_WAKING_SECS: u64 = 5;
