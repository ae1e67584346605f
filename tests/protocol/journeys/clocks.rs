//! Four clocks that disagree: whichever is wrong, renewal is on time, and the wrong one is reported.

use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::event::Event;
use haulout_protocol::http::TransportError;

use crate::world::{Answer, Clocks, Mode, Route, World};

#[test]
fn a_verifier_seconds_off_causes_no_gap() {
    for verifier in [-40_000, -5_000, 5_000, 40_000] {
        let clocks = Clocks {
            verifier,
            ..Clocks::default()
        };
        has_no_gap_in_an_hour(clocks);
    }
}

#[test]
fn a_computer_hours_off_causes_no_gap() {
    for millis in [-10_800_000, -2_400_000, 2_400_000, 10_800_000] {
        has_no_gap_in_an_hour(all(millis));
    }
}

/// Across origins a page cannot read `Date`. The issuer's time is in its tokens, the Concierge's in the middle of its
/// certificates' validity.
#[test]
fn without_dates_tokens_and_certificates_show_the_time() {
    for millis in [-2_400_000, 0, 2_400_000] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            world.clocks = all(millis);
            world.clocks.hidden = true;
            world.login();
            world.pass_with_credential(1800);
            let session = world.session();
            let issuer = session.issuer_clock.unwrap();
            let verifier = world.cluster("prod-eu").credential.unwrap().verifier;
            for skew in [issuer, verifier.unwrap()] {
                assert!((skew.offset_millis() - millis).abs() <= 1_100, "{skew:?}");
            }
        }
    }
}

#[test]
fn concierge_replicas_seconds_apart_are_reported_without_a_gap() {
    for mode in [Mode::Page, Mode::Sealed] {
        for replica in [-4_000, 4_000] {
            let mut world = World::new(mode);
            world.clocks.replica = Some(replica);
            world.login();
            world.pass_with_credential(1800);
            let apart = world.cluster("prod-eu").credential.unwrap().replicas_apart;
            let millis = apart.expect("the clock was not reported").as_millis();
            assert!((3_000..=5_000).contains(&millis), "{millis}");
        }
    }
}

#[test]
fn a_clock_off_by_two_seconds_or_more_is_reported() {
    let off = |whose| {
        let mut clocks = Clocks::default();
        match whose {
            ClockOwner::Verifier => clocks.verifier = 5_000,
            ClockOwner::Concierge => clocks.concierge = 5_000,
            ClockOwner::Issuer => clocks.issuer = 5_000,
            ClockOwner::Computer => clocks = all(-5_000),
        }
        clocks
    };
    for whose in [
        ClockOwner::Verifier,
        ClockOwner::Concierge,
        ClockOwner::Issuer,
        ClockOwner::Computer,
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            world.clocks = off(whose);
            world.login();
            world.pass(300);
            let found = world.cluster("prod-eu").credential.unwrap().deviations;
            let named: Vec<_> = found.iter().map(|deviation| deviation.whose).collect();
            assert_eq!(named, [whose]);
            let millis = found[0].offset_millis;
            assert!((4_000..=6_000).contains(&millis), "{whose:?} {millis}");
        }
    }
}

#[test]
fn a_clock_off_by_one_second_is_not_reported() {
    let mut world = World::new(Mode::Page);
    world.clocks.verifier = 800;
    world.login();
    world.pass(300);
    let found = world.cluster("prod-eu").credential.unwrap().deviations;
    assert_eq!(found, []);
}

fn has_no_gap_in_an_hour(clocks: Clocks) {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks = clocks;
        world.is_quick = true;
        world.login();
        world.pass_with_credential(3600);
        world.assert_works();
    }
}

/// All servers agree with each other, but not with this computer.
fn all(millis: i64) -> Clocks {
    Clocks {
        issuer: millis,
        concierge: millis,
        verifier: millis,
        ..Clocks::default()
    }
}

/// kubectl caches the credential. While the API server's time is unknown, it gets an early expiry and rereads soon.
#[test]
fn kubectl_rereads_soon_while_the_verifiers_clock_is_unknown() {
    let until_reread = |world: &World| {
        let credential = world.exec_credential("prod-eu").unwrap();
        credential.expiration().since(world.now().wall).as_secs()
    };
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks.verifier = 90_000;
        world.held = vec![Route::Version("prod-eu".into())];
        world.login();
        assert!(until_reread(&world) <= 5, "{mode:?}");
        world.release();
        let moved = Event::EndMoved {
            cluster: "prod-eu".into(),
        };
        assert_eq!(world.happened(&moved), 1);
        // 300 s of validity, 90 s of which have passed for the verifier, and a fifth of the rest is the margin.
        let left = until_reread(&world);
        assert!((160..=170).contains(&left), "{left}");

        // A server that does not answer is not waited for.
        let mut world = World::new(mode);
        world.answers.insert(
            Route::Version("prod-eu".into()),
            Answer::Failed(TransportError::Network),
        );
        world.login();
        assert!(until_reread(&world) > 200, "{mode:?}");
    }
}
