//! The expiry of a certificate, on its verifier's clock.

use haulout_protocol::Code;
use haulout_protocol::event::Event;
use haulout_protocol::input::Command;
use serde_json::json;

use crate::world::{Flaw, Mode, World, set};

/// Keycloak without `offline_access`: each refresh moves the end, until the session reaches its longest time.
#[test]
fn the_lifetime_of_the_refresh_token_foretells_the_end_of_the_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.edits.token_response = set("refresh_expires_in", json!(1800));
        world.issuer.edits.refresh_response = set("refresh_expires_in", json!(1800));
        world.login();
        let left = |world: &World| {
            Some(
                world
                    .session()
                    .sign_in_by?
                    .since(world.now().wall)
                    .as_secs(),
            )
        };
        assert!((1790..=1800).contains(&left(&world).unwrap()), "{mode:?}");
        // A refresh has moved the end, so it is not known.
        world.pass_with_credential(1200);
        assert_eq!(left(&world), None);
        assert_eq!(world.announcements(), []);
        let renew = |world: &mut World, secs: u64| {
            world.issuer.edits.refresh_response = set("refresh_expires_in", json!(secs));
            world.command(Command::Renew);
        };
        renew(&mut world, 900);
        world.pass(100);
        renew(&mut world, 800);
        assert!((790..=800).contains(&left(&world).unwrap()), "{mode:?}");
        world.pass(250);
        renew(&mut world, 550);
        assert_eq!(world.announcements().len(), 1);
        // It does not expire.
        renew(&mut world, 0);
        assert_eq!(left(&world), None);
    }
}

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
