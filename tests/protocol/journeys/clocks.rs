//! Four clocks that disagree: whichever is wrong, renewal is on time, and people are told which one it is.

use haulout_protocol::clocks::Whose;

use crate::world::{Clocks, Mode, World};

#[test]
fn a_verifier_that_is_seconds_off_makes_no_gap() {
    for verifier in [-40_000, -5_000, 5_000, 40_000] {
        let clocks = Clocks {
            verifier,
            ..Clocks::default()
        };
        lives_for_an_hour(clocks);
    }
}

#[test]
fn a_computer_that_is_hours_wrong_makes_no_gap() {
    for millis in [-10_800_000, -2_400_000, 2_400_000, 10_800_000] {
        lives_for_an_hour(all(millis));
    }
}

/// Across origins a page may not read `Date`. The issuer's time stands in its tokens, the Concierge's in the middle of
/// its certificates.
#[test]
fn where_no_answer_says_the_time_tokens_and_certificates_do() {
    for millis in [-2_400_000, 0, 2_400_000] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            world.clocks = all(millis);
            world.clocks.hidden = true;
            world.login();
            world.pass_alive(1800);
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
fn two_concierges_that_are_seconds_apart_make_no_gap_and_are_named() {
    for mode in [Mode::Page, Mode::Sealed] {
        for replica in [-4_000, 4_000] {
            let mut world = World::new(mode);
            world.clocks.replica = Some(replica);
            world.login();
            world.pass_alive(1800);
            let apart = world.cluster("prod-eu").credential.unwrap().replicas_apart;
            let millis = apart.expect("nobody has noticed").as_millis();
            assert!((3_000..=5_000).contains(&millis), "{millis}");
        }
    }
}

#[test]
fn the_clock_that_is_off_by_two_seconds_or_more_is_named() {
    let off = |whose| {
        let mut clocks = Clocks::default();
        match whose {
            Whose::Verifier => clocks.verifier = 5_000,
            Whose::Concierge => clocks.concierge = 5_000,
            Whose::Issuer => clocks.issuer = 5_000,
            Whose::Computer => clocks = all(-5_000),
        }
        clocks
    };
    for whose in [
        Whose::Verifier,
        Whose::Concierge,
        Whose::Issuer,
        Whose::Computer,
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
fn a_second_is_not_worth_a_word() {
    let mut world = World::new(Mode::Page);
    world.clocks.verifier = 800;
    world.login();
    world.pass(300);
    let found = world.cluster("prod-eu").credential.unwrap().deviations;
    assert_eq!(found, []);
}

fn lives_for_an_hour(clocks: Clocks) {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks = clocks;
        world.is_quick = true;
        world.login();
        world.pass_alive(3600);
        world.assert_works();
    }
}

/// All servers agree with each other, and not with this computer.
fn all(millis: i64) -> Clocks {
    Clocks {
        issuer: millis,
        concierge: millis,
        verifier: millis,
        ..Clocks::default()
    }
}
