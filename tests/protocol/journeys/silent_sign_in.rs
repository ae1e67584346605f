//! Signing in without a prompt (`prompt=none`, OpenID Connect Core §3.1.2.1 and §3.1.2.6).

use haulout_protocol::entropy::Entropy;
use haulout_protocol::input::Command;

use crate::world::edits::edit;
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
