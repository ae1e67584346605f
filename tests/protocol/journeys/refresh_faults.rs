//! Rotated refresh tokens: lost, late and refused responses, and when a sign-in is needed.

use haulout_protocol::Code;
use haulout_protocol::error::Need;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;

use crate::world::{Answer, Mode, Route, World};

/// The issuer has replaced the token without a grace period: only a sign-in helps, and there is time for it.
#[test]
fn a_lost_refresh_ends_a_page_session_with_early_notice() {
    let mut world = World::new(Mode::Page);
    world.login();
    world.lost = vec![Route::Refresh];
    while world.sent(&Route::Refresh).is_empty() {
        world.pass_with_credential(1);
    }
    world.lost.clear();
    world.pass_with_credential(10);
    let session = world.session();
    assert_eq!(session.trouble.unwrap().code(), Code::SessionEnded);
    let by = session.sign_in_by.unwrap();
    let announcements = world.announcements();
    assert_eq!(announcements.len(), 1);
    let (announced, announced_by) = announcements[0];
    assert!(announced_by.since(announced.wall).as_secs() >= 60);
    assert!(by.since(announced_by).as_secs() <= 2 && announced_by.since(by).as_secs() <= 2);
    // No further refresh after a refusal.
    let refreshes = world.sent(&Route::Refresh).len();
    let left = by.since(world.now().wall).as_secs();
    world.pass_with_credential(left);
    world.pass(600);
    assert_eq!(world.sent(&Route::Refresh).len(), refreshes);
    assert_eq!(world.announcements().len(), 1);
    world.sign_in();
    world.come_back();
    world.assert_works();
}

/// A failed exchange is repeated as soon as there may be a newer access token; that must stay bounded.
#[test]
fn exchanges_are_rate_limited_while_refreshes_fail() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.pass(20);
    let before = world.sent(&Route::Exchange).len();
    let unreachable = Answer::Failed(TransportError::Network);
    world.answers.insert(Route::Refresh, unreachable);
    let cut_off = Answer::bytes(200, b"{\"access_token\":");
    world.answers.insert(Route::Exchange, cut_off);
    world.command(Command::Renew);
    world.pass(30);
    let exchanges = world.sent(&Route::Exchange).len() - before;
    assert!((1..=12).contains(&exchanges), "{exchanges} exchanges");
    world.answers.clear();
    world.pass(300);
    world.assert_works();
}

/// The gateway caches the result of a refresh.
#[test]
fn a_lost_refresh_does_not_affect_a_sealed_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.lost = vec![Route::Refresh];
    while world.sent(&Route::Refresh).is_empty() {
        world.pass_with_credential(1);
    }
    world.lost.clear();
    world.pass_with_credential(1200);
    assert_eq!(world.announcements(), []);
    world.assert_works();
}

/// Another page may have refreshed the shared session first.
#[test]
fn two_refusals_end_a_sealed_session_and_one_a_page_session() {
    for (mode, enough) in [(Mode::Page, 1), (Mode::Sealed, 2)] {
        let mut world = World::new(mode);
        world.login();
        let refusal = Answer::oauth_error(400, "invalid_grant");
        world.answers.insert(Route::Refresh, refusal);
        world.pass_with_credential(230);
        assert_eq!(world.sent(&Route::Refresh).len(), enough);
        assert_eq!(world.announcements().len(), 1);
        assert_eq!(world.session().trouble.unwrap().need(), Need::SignIn);
        assert!(world.session().sign_in_by.is_some());
    }
}

#[test]
fn a_single_refusal_of_a_sealed_session_is_forgotten() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    for _ in 0..3 {
        world
            .answers
            .insert(Route::Refresh, Answer::oauth_error(400, "invalid_grant"));
        let before = world.sent(&Route::Refresh).len();
        while world.sent(&Route::Refresh).len() == before {
            world.pass_with_credential(1);
        }
        world.answers.clear();
        world.pass_with_credential(100);
        world.assert_works();
    }
    assert_eq!(world.announcements(), []);
}

#[test]
fn a_slow_refresh_does_not_delay_the_certificate() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.id_token_secs = 3600;
        if mode == Mode::Sealed {
            // While the access token is valid, it can be exchanged.
            world.issuer.edits.token_response =
                crate::world::set("expires_in", serde_json::json!(3600));
        }
        world.login();
        world.held = vec![Route::Refresh];
        while world.sent(&Route::Refresh).is_empty() {
            world.pass_with_credential(1);
        }
        assert_eq!(world.credentials_of("prod-eu"), 1);
        world.pass_with_credential(12);
        assert_eq!(world.credentials_of("prod-eu"), 2);
        assert_eq!(world.sent(&Route::Refresh).len(), 1, "{mode:?}");
        world.release();
        world.pass_with_credential(600);
        world.assert_works();
    }
}

#[test]
fn a_late_refresh_response_is_still_used() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.held = vec![Route::Refresh];
        while world.sent(&Route::Refresh).len() < 2 {
            world.pass_with_credential(1);
        }
        assert_eq!(world.waiting.len(), 2, "the first was given up");
        // The first is answered. The second spends the same token, and is refused if the token is for one use.
        world.release();
        world.pass_with_credential(900);
        world.assert_works();
        assert_eq!(world.announcements(), []);
    }
}

/// The refusal of the second attempt is not final if the response to the first one arrives later.
#[test]
fn a_response_after_the_end_restores_the_session() {
    let mut world = World::new(Mode::Page);
    world.login();
    world.held = vec![Route::Refresh];
    while world.sent(&Route::Refresh).len() < 2 {
        world.pass_with_credential(1);
    }
    world.held.clear();
    world.process_request(0);
    world.deliver(1);
    assert_eq!(world.session().trouble.unwrap().need(), Need::SignIn);
    world.deliver(0);
    world.assert_works();
    assert_eq!(world.session().sign_in_by, None);
    world.pass_with_credential(900);
    world.assert_works();
}

#[test]
fn repeated_manual_renewals_are_rate_limited() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        for _ in 0..60 {
            world.command(Command::Renew);
            world.pass_with_credential(1);
        }
        assert!(world.sent(&Route::Refresh).len() <= 12);
        assert!(world.credential_requests() <= 14);
    }
}
