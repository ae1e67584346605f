//! This computer's clock is set, or the computer sleeps: the two are distinguished, reported, and survived.

use haulout_protocol::event::Event;
use haulout_protocol::input::Input;

use crate::world::{Mode, World, remove};

#[test]
fn a_clock_change_causes_no_gap_and_is_reported_once() {
    for mode in [Mode::Page, Mode::Sealed] {
        for millis in [
            -10_800_000,
            -3_600_000,
            -30_000,
            30_000,
            3_600_000,
            10_800_000,
        ] {
            let mut world = World::new(mode);
            world.is_quick = true;
            world.login();
            world.pass_with_credential(200);
            world.set_clock(millis);
            world.feed(Input::Woke);
            world.assert_live("prod-eu");
            world.pass_with_credential(1200);
            world.assert_works();
            let (set, slept) = jumps(&world);
            assert!(slept.is_empty(), "{slept:?} for {millis}");
            assert_eq!(set.len(), 1, "{set:?} for {millis}");
            assert!((set[0] - millis).abs() <= 1_000, "{set:?} for {millis}");
        }
    }
}

#[test]
fn a_sleep_is_distinguished_from_a_clock_change() {
    for mode in [Mode::Page, Mode::Sealed] {
        for secs in [30, 600, 10_800] {
            let mut world = World::new(mode);
            world.is_quick = true;
            world.login();
            world.pass_with_credential(200);
            world.sleep(secs);
            world.feed(Input::Woke);
            // If the certificate expired meanwhile, there is another one within seconds.
            world.pass(5);
            world.pass_with_credential(900);
            world.assert_works();
            let (set, slept) = jumps(&world);
            assert!(set.is_empty(), "{set:?} for {secs}");
            let expected = i64::try_from(secs).unwrap() * 1000;
            assert_eq!(slept.len(), 1, "{slept:?} for {secs}");
            assert!((slept[0] - expected).abs() <= 1_000, "{slept:?}");
        }
    }
}

#[test]
fn a_short_sleep_causes_no_gap() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.pass_with_credential(60);
        world.sleep(120);
        world.feed(Input::Woke);
        world.pass_with_credential(600);
    }
}

/// Certificates and ID tokens show when they were issued, and thereby what the clock did.
#[test]
fn clock_jumps_are_reported_even_without_server_dates() {
    for mode in [Mode::Page, Mode::Sealed] {
        for millis in [-3_600_000, -30_000, 30_000, 3_600_000] {
            let mut world = World::new(mode);
            world.clocks.hidden = true;
            world.login();
            world.pass_with_credential(200);
            world.set_clock(millis);
            world.feed(Input::Woke);
            world.pass_with_credential(900);
            world.assert_works();
            assert_eq!(jumps(&world), (vec![millis], vec![]), "{mode:?}");
        }
    }
}

/// A server whose clock is corrected does not cause a loss either.
#[test]
fn corrected_server_clocks_cause_no_gap() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks.issuer = -7_000;
        world.clocks.concierge = -7_000;
        world.clocks.verifier = -7_000;
        world.login();
        world.pass_with_credential(600);
        world.clocks.issuer = 0;
        world.clocks.concierge = 0;
        world.clocks.verifier = 0;
        world.pass_with_credential(1200);
        world.assert_works();
    }
}

/// By the previous estimate of its clock, this Concierge's credentials have already expired.
#[test]
fn a_concierge_set_back_is_accepted_without_server_dates() {
    for mode in [Mode::Page, Mode::Sealed] {
        for millis in [-3_600_000, -400_000] {
            let mut world = World::new(mode);
            world.clocks.hidden = true;
            world.login();
            world.pass_with_credential(100);
            world.clocks.concierge = millis;
            world.clocks.verifier = millis;
            world.pass(600);
            world.pass_with_credential(600);
            world.assert_works();
        }
    }
}

/// The reported jumps: by how many milliseconds the clock was set, and for how many the computer slept.
fn jumps(world: &World) -> (Vec<i64>, Vec<i64>) {
    let (mut set, mut slept) = (Vec::new(), Vec::new());
    for event in &world.events {
        if let Event::ClockSet { millis } = event {
            set.push(*millis);
        } else if let Event::Slept { span } = event {
            slept.push(i64::try_from(span.as_millis()).unwrap());
        }
    }
    (set, slept)
}

#[test]
fn the_end_of_a_session_follows_a_wall_clock_that_is_slewed() {
    let mut world = World::new(Mode::Page);
    world.issuer.edits.token_response = remove("refresh_token");
    world.login();
    // It compares the views after each input, but each step is within their tolerance.
    world.printed.turn_off();
    let _cached = world.machine.snapshot();
    // Each step is too small to count as a jump.
    for _ in 0..4 {
        world.set_clock(400);
        world.feed(Input::Woke);
    }
    assert_eq!(world.machine.snapshot(), world.machine.snapshot_anew());
}
