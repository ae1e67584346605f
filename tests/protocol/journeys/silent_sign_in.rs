//! Signing in without a prompt (`prompt=none`, OpenID Connect Core §3.1.2.1 and §3.1.2.6).

use haulout_protocol::entropy::Entropy;
use haulout_protocol::input::Command;
use serde_json::Value;

use crate::world::edits::{Edit, edit};
use crate::world::{Mode, Route, World};

fn leave(mode: Mode) -> World {
    let mut world = World::new(mode);
    world.open();
    let entropy = Entropy::new([7; Entropy::LEN]);
    world.command(Command::SignInSilently { entropy });
    let url = world
        .navigated
        .as_ref()
        .expect("the browser was not sent to the issuer");
    assert!(url.contains("&prompt=none"), "{url}");
    assert!(!url.contains("pinniped_idp_name"), "{url}");
    world
}

#[test]
fn a_session_at_the_issuer_starts_one_of_ours() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = leave(mode);
        world.come_back();
        world.assert_works();
    }
}

/// So that it does not loop; the gateway has everything else.
#[test]
fn a_sealed_sign_in_that_no_user_asked_for_stores_its_pace_only() {
    let world = leave(Mode::Sealed);
    let stored: Value = serde_json::from_str(world.storage.as_ref().unwrap()).unwrap();
    let names: Vec<_> = stored.as_object().unwrap().keys().collect();
    assert_eq!(names, ["issuer", "silently", "unasked"]);
}

#[test]
fn a_silent_sign_in_without_a_session_shows_no_error() {
    for error in ["login_required", "consent_required", "interaction_required"] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = leave(mode);
            world.issuer.edits.callback = edit(move |it: &mut Vec<(String, String)>| {
                it[0] = ("error".into(), error.into());
            });
            world.come_back();
            world.signed_out();
            assert!(world.sent(&Route::Redeem).is_empty());
        }
    }
}

/// A page that signs in silently whenever it is signed out would otherwise loop between itself and the issuer.
#[test]
fn silent_sign_ins_pause_longer_each_time_and_stop_after_three() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.edits.callback = refused_callback();
        world.open();
        let mut started = Vec::new();
        let begin = world.now().wall;
        for _ in 0..200 {
            silently(&mut world);
            if world.navigated.is_some() {
                started.push(world.now().wall.since(begin).as_secs());
                world.come_back();
                world.signed_out();
            }
            world.pass(5);
        }
        assert_eq!(started.len(), 3, "{started:?}");
        assert_eq!(started[0], 0);
        assert!((60..=75).contains(&started[1]), "{started:?}");
        assert!(
            (120..=135).contains(&(started[2] - started[1])),
            "{started:?}"
        );
    }
}

#[test]
fn a_sign_in_by_the_user_allows_silent_ones_again() {
    let mut world = World::new(Mode::Page);
    world.issuer.edits.callback = refused_callback();
    world.open();
    silently(&mut world);
    world.come_back();
    silently(&mut world);
    assert_eq!(world.navigated, None);
    world.issuer.edits.callback = edit(|_| {});
    world.sign_in();
    world.come_back();
    world.assert_works();
    silently(&mut world);
    assert!(world.navigated.is_some());
}

#[test]
fn a_sign_in_that_no_user_asked_for_waits_like_a_silent_one() {
    let mut world = World::new(Mode::Page);
    world.open();
    for starts in [true, false] {
        world.command(Command::SignInUnasked {
            identity_provider: None,
            entropy: Entropy::new([7; Entropy::LEN]),
        });
        assert_eq!(world.navigated.is_some(), starts);
        if starts {
            world.come_back();
            world.assert_works();
        }
    }
}

fn silently(world: &mut World) {
    let entropy = Entropy::new([7; Entropy::LEN]);
    world.command(Command::SignInSilently { entropy });
}

fn refused_callback() -> Edit<Vec<(String, String)>> {
    edit(|it: &mut Vec<(String, String)>| it[0] = ("error".into(), "login_required".into()))
}
