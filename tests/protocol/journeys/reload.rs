//! Returning to the portal: reloads, bookmarks, and unexpected callbacks.

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};
use haulout_protocol::event::Event;
use haulout_protocol::input::Command;
use serde_json::json;

use crate::world::gateway::PORTAL;
use crate::world::{Answer, Mode, Route, World, edit, remove, set};

#[test]
fn a_reload_keeps_a_sealed_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.seen.clear();
    world.navigated = None;
    world.open();
    world.assert_works();
    assert_eq!(world.navigated, None);
    assert_eq!(world.sent(&Route::Refresh).len(), 1);
    assert_eq!(world.sent(&Route::Redeem).len(), 0);
    assert_eq!(world.happened(&Event::SignedIn), 2);
}

#[test]
fn a_reload_in_page_mode_starts_at_the_sign_in_page() {
    let mut world = World::new(Mode::Page);
    world.login();
    world.open();
    world.signed_out();
    assert!(world.kubeconfig("prod-eu").is_err());
}

#[test]
fn a_reload_after_the_session_ended_shows_no_failure() {
    let ended = [
        Answer::oauth_error(400, "invalid_grant"),
        Answer::oauth_error(401, "error"),
        Answer::gateway_error(401, "HAULOUT_SIGN_IN_REQUIRED"),
        Answer::gateway_error(401, "HAULOUT_SESSION_ENDED"),
    ];
    for answer in ended {
        let mut world = World::new(Mode::Sealed);
        world.login();
        world.answers.insert(Route::Refresh, answer);
        world.events.clear();
        world.open();
        world.signed_out();
        assert_eq!(world.events, []);
    }
}

#[test]
fn a_session_without_refresh_needs_a_sign_in_on_reload() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.issuer.edits.refresh_response = remove("id_token");
    world.open();
    world.signed_out();
}

#[test]
fn a_gateway_down_on_reload_does_not_end_the_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.answers.insert(Route::Refresh, Answer::html(502));
    world.open();
    assert_eq!(world.failure().code(), Code::IssuerUnreachable);
    world.answers.clear();
    world.command(Command::Retry);
    world.assert_works();
}

#[test]
fn an_unexpected_callback_redeems_nothing() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.load(&format!("{PORTAL}/callback?code=pin_ac_stolen&state=x"));
        assert_eq!(world.failure().code(), Code::LoginNotStarted);
        assert_eq!(world.issuer.redemptions, 0);
        if mode == Mode::Page {
            assert_eq!(world.sent(&Route::Redeem).len(), 0);
        }
        assert_eq!(
            world.shown.as_deref(),
            Some("https://clusters.acme.example/callback")
        );
    }
}

#[test]
fn a_callback_opened_twice_is_redeemed_once() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.open();
        world.sign_in();
        let callback = world.callback();
        world.load(&callback);
        world.assert_works();
        world.load(&callback);
        assert_eq!(world.failure().code(), Code::LoginNotStarted);
        assert_eq!(world.issuer.redemptions, 1);
    }
}

#[test]
fn a_callback_survives_a_configuration_that_does_not_load() {
    for mode in [Mode::Page, Mode::Sealed] {
        for answer in [Answer::html(502), Answer::html(200)] {
            let mut world = World::new(mode);
            world.open();
            world.sign_in();
            let callback = world.callback();
            world.answers.insert(Route::Config, answer);
            world.load(&callback);
            world.failure();
            world.answers.clear();
            world.command(Command::Retry);
            world.assert_works();
        }
    }
}

#[test]
fn a_forged_callback_does_not_affect_a_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        for forged in ["?error=access_denied", "?code=x&state=y", "", "?tab=2"] {
            let mut world = World::new(mode);
            world.login();
            world.seen.clear();
            world.issuer.redemptions = 0;
            world.returned(&format!("{PORTAL}/callback{forged}"));
            world.assert_works();
            assert_eq!(world.issuer.redemptions, 0, "{forged}");
            // Only the gateway can say whether a code belongs to this browser; it refuses, and the session resumes.
            let asks_the_gateway = mode == Mode::Sealed && forged.contains("code=");
            assert_eq!(
                !world.seen.is_empty(),
                asks_the_gateway,
                "{forged}: {:?}",
                world.seen
            );
        }
    }
}

#[test]
fn a_denied_login_sends_no_token_request() {
    for mode in [Mode::Page, Mode::Sealed] {
        for (error, code) in [
            ("access_denied", Code::AccessDenied),
            ("invalid_scope", Code::AuthorizationRefused),
        ] {
            let mut world = World::new(mode);
            world.issuer.edits.callback = edit(move |it: &mut Vec<(String, String)>| {
                it[0] = ("error".into(), error.into());
                it.push((
                    "error_description".into(),
                    "The user said\u{202e} no.".into(),
                ));
            });
            world.login();
            assert_eq!(world.failure().code(), code);
            let Reason::Callback(CallbackError::Refused(refusal)) = world.failure().reason else {
                panic!("{:?}", world.failure());
            };
            assert_eq!(refusal.error.as_str(), error);
            let description = match mode {
                Mode::Page => "The user said no.",
                // The page cannot check the state, so anyone can have written it.
                Mode::Sealed => "",
            };
            assert_eq!(refusal.description.as_str(), description);
            assert_eq!(world.sent(&Route::Redeem).len(), 0);
            assert_eq!(world.storage, None);
            world.issuer.edits.callback = edit(|_| {});
            world.command(Command::Retry);
            world.sign_in();
            world.come_back();
            world.assert_works();
        }
    }
}

#[test]
fn a_user_who_returns_without_signing_in_can_start_again() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.open();
        world.sign_in();
        world.navigated = None;
        world.command(Command::Retry);
        world.signed_out();
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}

#[test]
fn a_refused_sealed_session_leads_to_the_sign_in_page() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.issuer.edits.refreshed_claims = set("aud", json!("another-client"));
    world.open();
    assert_eq!(world.failure().code(), Code::IdTokenInvalid);
    world.command(Command::Retry);
    world.signed_out();
}

#[test]
fn a_forged_callback_does_not_end_the_gateways_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.load("https://clusters.acme.example/callback?code=x&state=y");
    assert_eq!(world.failure().code(), Code::LoginNotStarted);
    world.command(Command::Retry);
    world.assert_works();
}

#[test]
fn a_forged_error_shows_no_text_of_its_author() {
    let mut world = World::new(Mode::Sealed);
    let forged = "error=your_session_was_stolen_call_555&error_description=Call+555";
    world.load(&format!("{PORTAL}/callback?{forged}"));
    assert_eq!(world.failure().code(), Code::AuthorizationRefused);
    let text = format!("{:?} {}", world.failure(), world.failure());
    assert!(!text.contains("555"), "{text}");
}

#[test]
fn a_refusal_to_sign_in_without_a_prompt_leads_to_the_sign_in_page() {
    let mut world = World::new(Mode::Sealed);
    world.load(&format!("{PORTAL}/callback?error=login_required&state=x"));
    world.signed_out();
    assert!(world.sent(&Route::Redeem).is_empty());
}

/// A page that renews an ending session by a redirect has resumed it before it handles the callback.
#[test]
fn a_sealed_sign_in_replaces_a_resumed_session() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.sign_in();
    let callback = world.callback();
    world.open();
    world.assert_works();
    world.returned(&callback);
    world.assert_works();
    assert_eq!(world.issuer.redemptions, 2);
}
