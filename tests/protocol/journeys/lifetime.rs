//! The expiry of a certificate, on its verifier's clock.

use haulout_protocol::Code;
use haulout_protocol::event::Event;
use haulout_protocol::input::Command;

use crate::world::{Flaw, Mode, World};

#[test]
fn a_certificate_expires_at_its_end_and_not_before() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.deactivate("prod-eu");
        world.pass(298);
        assert!(world.kubeconfig("prod-eu").is_ok());
        world.pass(4);
        assert_dead(&world);
        world.command(Command::Activate("prod-eu".into()));
        world.assert_works();
    }
}

/// The verifier is ahead of the issuing Concierge: it refuses the certificate early, and so do we.
#[test]
fn a_certificate_expires_early_if_its_verifier_is_ahead() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks.verifier = 40_000;
        world.login();
        world.deactivate("prod-eu");
        world.pass(257);
        assert!(world.kubeconfig("prod-eu").is_ok());
        world.pass(4);
        assert_dead(&world);
    }
}

#[test]
fn a_certificate_expires_late_if_its_verifier_is_behind() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks.verifier = -40_000;
        world.login();
        world.deactivate("prod-eu");
        world.pass(337);
        assert!(world.kubeconfig("prod-eu").is_ok());
        world.pass(4);
        assert_dead(&world);
    }
}

#[test]
fn a_computer_hours_off_does_not_change_the_expiry() {
    for mode in [Mode::Page, Mode::Sealed] {
        for millis in [-7_200_000, 7_200_000] {
            let mut world = World::new(mode);
            world.clocks.issuer = millis;
            world.clocks.concierge = millis;
            world.clocks.verifier = millis;
            world.login();
            world.assert_works();
            let skew = world
                .cluster("prod-eu")
                .credential
                .unwrap()
                .verifier
                .unwrap();
            let error = i64::try_from(skew.error().as_millis()).unwrap();
            assert!(
                (skew.offset_millis() - millis).abs() <= error + 1,
                "{skew:?}"
            );
            assert!(error <= 1_000, "{skew:?}");
            world.deactivate("prod-eu");
            world.pass(298);
            assert!(world.kubeconfig("prod-eu").is_ok());
            world.pass(4);
            assert_dead(&world);
        }
    }
}

#[test]
fn a_contradicting_timestamp_is_reported_and_the_certificate_wins() {
    let mut world = World::new(Mode::Page);
    world.login();
    assert_eq!(world.cluster("prod-eu").credential.unwrap().announced, None);
    world.flaws.insert("prod-eu".into(), Flaw::OtherExpiration);
    world.command(Command::Renew);
    let credential = world.cluster("prod-eu").credential.unwrap();
    let announced = credential.announced.unwrap();
    assert_eq!(announced.since(credential.not_after).as_secs(), 300);
    world.deactivate("prod-eu");
    world.pass(302);
    assert_dead(&world);
}

#[track_caller]
fn assert_dead(world: &World) {
    assert_eq!(
        world.kubeconfig("prod-eu").unwrap_err().code(),
        Code::CredentialExpired
    );
    assert_eq!(world.cluster("prod-eu").credential, None);
    assert_eq!(
        world.happened(&Event::Expired {
            cluster: "prod-eu".into()
        }),
        1
    );
}
