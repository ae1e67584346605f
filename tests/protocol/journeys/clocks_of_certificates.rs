//! Certificates that their verifier does not accept when they arrive: too early or too late on its clock.

use haulout_protocol::Code;
use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::ActivityView;

use crate::world::{Mode, Route, World};

/// The Concierge is ahead by more than the five minutes by which Pinniped backdates.
#[test]
fn a_certificate_waits_until_its_verifier_accepts_it() {
    for (mode, reversed) in [
        (Mode::Page, false),
        (Mode::Sealed, false),
        (Mode::Page, true),
        (Mode::Sealed, true),
    ] {
        let mut world = World::new(mode);
        world.reversed = reversed;
        world.clocks.concierge = 400_000;
        world.login();
        let error = world.kubeconfig("prod-eu").unwrap_err();
        assert_eq!(error.code(), Code::CredentialInvalid, "{reversed}");
        assert!(
            error.to_string().contains("not valid yet"),
            "{reversed}: {error}"
        );
        world.pass(90);
        assert!(world.kubeconfig("prod-eu").is_err());
        world.pass(20);
        assert_is_valid(&world);
        // From here on there is always one that is valid.
        for _ in 0..1800 {
            world.pass(1);
            world.assert_live("prod-eu");
            assert_is_valid(&world);
        }
        let asked = world.credential_requests();
        assert!(asked <= 20, "{asked} requests");
    }
}

#[test]
fn the_current_certificate_stays_while_a_new_one_is_not_valid_yet() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.pass(60);
    let before = world.cluster("prod-eu").credential.unwrap().not_after;
    world.clocks.concierge = 400_000;
    world.command(Command::Renew);
    let cluster = world.cluster("prod-eu");
    assert!(matches!(cluster.activity, ActivityView::Failed(_)));
    assert_eq!(cluster.credential.unwrap().not_after, before);
    world.pass_with_credential(110);
    assert_eq!(world.cluster("prod-eu").activity, ActivityView::Resting);
    assert!(world.cluster("prod-eu").credential.unwrap().not_after > before);
    // A clock that is corrected meanwhile ends the wait.
    world.clocks.concierge = 0;
    world.command(Command::Renew);
    world.assert_works();
    assert_is_valid(&world);
}

/// The verifier is ahead by more than the certificate's whole life.
#[test]
fn a_verifier_a_whole_life_ahead_is_asked_patiently() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clocks.verifier = 400_000;
        world.login();
        world.pass(600);
        world.seen.clear();
        world.pass(3600);
        let asked = world.credential_requests();
        assert!((10..=40).contains(&asked), "{mode:?}: {asked} in an hour");
        let error = world.kubeconfig("prod-eu").unwrap_err();
        assert_eq!(error.code(), Code::CredentialInvalid);
        assert!(error.to_string().contains("API server's clock"), "{error}");
        assert!(
            world
                .activity
                .iter()
                .any(|entry| format!("{entry:?}").contains(&format!("{:?}", ClockOwner::Verifier)))
        );
        world.clocks.verifier = 0;
        world.command(Command::Renew);
        world.pass(310);
        world.assert_works();
        assert!(world.sent(&Route::Credential("prod-eu".into())).len() > asked);
    }
}

#[track_caller]
fn assert_is_valid(world: &World) {
    let credential = world.cluster("prod-eu").credential.unwrap();
    let verifier = world.secs(world.clocks.verifier);
    assert!(credential.not_before.as_secs() <= verifier, "not valid yet");
    assert!(credential.not_after.as_secs() > verifier, "expired");
}
