//! An issuer without refresh tokens, such as HashiCorp Vault: the ID token is used until it expires.

use haulout_protocol::Code;
use haulout_protocol::event::Event;
use serde_json::json;

use crate::world::{Mode, Route, World, set};

#[test]
fn the_id_token_is_used_once_more_shortly_before_it_expires() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = vault(mode);
        let start = world.now().tick;
        let by = world.session().sign_in_by.unwrap();
        // It is valid for an hour, and shortly before that it is used for a five-minute certificate.
        let foretold = by.since(world.now().wall).as_secs();
        assert!((3740..=3840).contains(&foretold), "{foretold}");
        world.pass_with_credential(foretold - 5);
        let bought = world
            .happenings
            .iter()
            .rfind(|(_, event)| matches!(event, Event::Credential { .. }))
            .map(|(at, _)| at.tick.since(start).as_secs())
            .unwrap();
        assert!((3550..3600).contains(&bought), "{bought}");
        // After that there are no more requests.
        let asked = world.seen.len();
        world.pass(900);
        assert_eq!(world.seen.len(), asked);
        assert_eq!(world.sent(&Route::Refresh).len(), 0);
        assert!(world.kubeconfig("prod-eu").is_err());
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}

#[test]
fn the_next_sign_in_is_announced_once_and_on_time() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = vault(mode);
        world.pass(3_000);
        assert_eq!(world.announcements(), []);
        world.pass(1_500);
        let announcements = world.announcements();
        assert_eq!(announcements.len(), 1);
        let (at, by) = announcements[0];
        let ahead = by.since(at.wall).as_secs();
        assert!((400..=600).contains(&ahead), "{ahead}");
    }
}

#[test]
fn the_announced_deadline_does_not_move() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = vault(mode);
        let first = world.session().sign_in_by.unwrap();
        for _ in 0..60 {
            world.pass(60);
            let by = world.session().sign_in_by.unwrap();
            let moved = by.since(first).as_secs() + first.since(by).as_secs();
            assert!(moved <= 5, "{first:?} {by:?}");
        }
    }
}

#[test]
fn at_the_end_a_sign_in_is_needed() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = vault(mode);
        world.pass(5_000);
        let session = world.session();
        let died = world.kubeconfig("prod-eu").unwrap_err().code();
        assert!(matches!(
            died,
            Code::CredentialExpired | Code::SignInRequired
        ));
        assert!(session.sign_in_by.is_some());
        let expired = Event::Expired {
            cluster: "prod-eu".into(),
        };
        assert_eq!(world.happened(&expired), 1);
    }
}

/// The Concierge decides by its own clock, whatever this computer's shows.
#[test]
fn a_computer_with_a_wrong_clock_drops_no_token_early() {
    for millis in [-2_400_000, 2_400_000] {
        let mut world = World::new(Mode::Page);
        world.clocks.issuer = millis;
        world.clocks.concierge = millis;
        world.clocks.verifier = millis;
        as_vault(&mut world);
        world.login();
        world.pass_with_credential(3_600);
        assert!(world.seconds_left("prod-eu") > 150);
    }
}

fn vault(mode: Mode) -> World {
    let mut world = World::new(mode);
    as_vault(&mut world);
    world.login();
    world
}

fn as_vault(world: &mut World) {
    world.is_quick = true;
    world.issuer.supports_refresh = false;
    world.issuer.id_token_secs = 3600;
    // If tokens are exchanged, the access token's lifetime counts.
    world.issuer.edits.token_response = set("expires_in", json!(3600));
}
