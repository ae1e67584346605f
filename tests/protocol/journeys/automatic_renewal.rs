//! Automatic renewal: early, spread, and without a second that has no certificate.

use std::collections::HashSet;

use haulout_protocol::event::Event;
use haulout_protocol::input::Input;
use serde_json::json;

use crate::world::{Mode, Route, World, edit, remove, set};

#[test]
fn a_session_of_hours_always_has_a_valid_certificate() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.is_quick = true;
        world.login();
        world.pass_with_credential(4 * 3600);
        // Each of them came between 121 and 149 seconds after the one before it.
        let renewals = world.credentials_of("prod-eu") - 1;
        assert!((96..=120).contains(&renewals), "{renewals}");
        assert_eq!(world.sent(&Route::Refresh).len(), renewals);
        assert_eq!(world.announcements(), []);
        world.assert_works();
        let failed = |event: &Event| matches!(event, Event::Failed { .. } | Event::Expired { .. });
        assert!(!world.events.iter().any(failed));
    }
}

/// Browsers slow the timers of a hidden page down to that.
#[test]
fn a_page_that_wakes_once_a_minute_always_has_a_valid_certificate() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.is_quick = true;
        world.login();
        for _ in 0..240 {
            world.pass_millis(60_000);
            world.assert_live("prod-eu");
            world.feed(Input::Woke);
        }
        world.assert_works();
    }
}

/// A frozen page misses its deadlines, and its clocks continue.
#[test]
fn a_page_that_was_frozen_renews_within_two_seconds_after_it_resumes() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.pass_with_credential(60);
        world.pass_millis(600_000);
        world.feed(Input::Woke);
        world.pass(2);
        world.assert_live("prod-eu");
        world.assert_works();
    }
}

#[test]
fn changed_groups_show_in_the_next_certificate() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        let groups = |world: &World| world.cluster("prod-eu").credential.unwrap().groups;
        assert_eq!(groups(&world), ["developers"]);
        world.issuer.edits.refreshed_claims = set("groups", json!(["operators"]));
        world.issuer.edits.exchanged_claims = set("groups", json!(["operators"]));
        world.pass(160);
        assert_eq!(groups(&world), ["operators"]);
    }
}

#[test]
fn renewals_are_spread_around_045_of_the_lifetime() {
    let mut seconds = HashSet::new();
    for seed in 0..40 {
        let mut world = World::new(Mode::Page);
        world.seed = seed;
        world.is_quick = true;
        world.login();
        world.pass(200);
        let waited = waits(&world)[0];
        assert!((120.0..=149.5).contains(&waited), "{waited}");
        seconds.insert(waited.round() as i64);
    }
    let spread = seconds.iter().max().unwrap() - seconds.iter().min().unwrap();
    assert!(spread >= 20, "{seconds:?}");
    assert!(seconds.len() >= 12, "{seconds:?}");
}

#[test]
fn the_renewal_schedule_is_configurable() {
    for (at, margin, earliest, latest) in [(0.3, 0.3, 80.0, 99.5), (0.6, 0.2, 160.0, 199.0)] {
        let mut world = World::new(Mode::Page);
        world.config = edit(move |config: &mut serde_json::Value| {
            config["renewal"] = json!({"atFraction": at, "marginFraction": margin});
        });
        world.login();
        let early = held_back(&world) - (300.0 * margin) as i64;
        assert!((0..=1).contains(&early), "{early}");
        world.pass_with_credential(210);
        let waited = waits(&world)[0];
        assert!((earliest..=latest).contains(&waited), "{waited}");
    }
}

#[test]
fn expires_in_may_be_missing_or_a_string() {
    for mode in [Mode::Page, Mode::Sealed] {
        for change in [remove("expires_in"), set("expires_in", json!("120"))] {
            let mut world = World::new(mode);
            world.issuer.edits.token_response = change.clone();
            world.issuer.edits.refresh_response = change;
            world.login();
            world.pass_with_credential(600);
            world.assert_works();
        }
    }
}

#[test]
fn sessions_accept_a_string_aud_and_a_refresh_without_id_token() {
    let mut world = World::new(Mode::Page);
    world.issuer.id_token_secs = 3600;
    world.issuer.edits.claims = edit(|claims: &mut crate::world::edits::Object| {
        claims["aud"] = claims["aud"][0].clone();
    });
    world.issuer.edits.refresh_response = remove("id_token");
    world.login();
    world.pass_with_credential(900);
    assert!(world.sent(&Route::Refresh).len() >= 6);
    world.assert_works();
}

/// Client-go caches until then, by this computer's clock, even after the clock has been set.
#[test]
fn kubectls_copy_expires_a_margin_before_the_certificate() {
    let forty_minutes = 2_400;
    for (servers_ahead, expected) in [
        (0, 60),
        // This computer is slow: converted to its clock.
        (forty_minutes, 60 + forty_minutes),
        // It is fast: as if the clock had already been corrected.
        (-forty_minutes, 60),
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            world.clocks.issuer = servers_ahead * 1000;
            world.clocks.concierge = servers_ahead * 1000;
            world.clocks.verifier = servers_ahead * 1000;
            world.login();
            let early = held_back(&world);
            assert!((expected - 2..=expected + 2).contains(&early), "{early}");
        }
    }
}

#[test]
fn a_verifier_ahead_shortens_the_expiry_of_kubectls_copy() {
    let mut world = World::new(Mode::Page);
    world.clocks.verifier = 30_000;
    world.login();
    // Its lifetime is 270 s, of which a fifth is the margin; and the computer shows 30 s less.
    let early = held_back(&world);
    assert!((82..=87).contains(&early), "{early}");
}

/// By how many seconds `expirationTimestamp` precedes the certificate's expiry.
fn held_back(world: &World) -> i64 {
    let now = world.now();
    let credential = world.machine.exec_credential("prod-eu", now).unwrap();
    let end = world.cluster("prod-eu").credential.unwrap().not_after;
    end.as_secs() - credential.expiration().as_secs()
}

/// Seconds between consecutive credentials.
fn waits(world: &World) -> Vec<f64> {
    let times: Vec<_> = world
        .happenings
        .iter()
        .filter(|(_, event)| matches!(event, Event::Credential { .. }))
        .map(|(at, _)| at.tick)
        .collect();
    let wait = |pair: &[haulout_protocol::time::Tick]| {
        std::time::Duration::from_millis(pair[1].since(pair[0]).as_millis()).as_secs_f64()
    };
    times.windows(2).map(wait).collect()
}
