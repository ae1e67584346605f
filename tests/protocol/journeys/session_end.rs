//! How a refused refresh ends a session, and which answers never do.

use haulout_protocol::Code;
use haulout_protocol::error::Need;
use serde_json::json;

use crate::world::{Answer, Mode, Route, World, set};

/// Until the first refresh of a session is due, and a minute more.
const FIRST_REFRESH_SECS: u64 = 200;

fn refused(mode: Mode, answer: &Answer) -> World {
    let mut world = World::new(mode);
    world.login();
    world.answers.insert(Route::Refresh, answer.clone());
    while world.sent(&Route::Refresh).is_empty() {
        world.pass_with_credential(1);
    }
    world
}

/// Dex answers `invalid_request`, a Supervisor whose upstream refused 401 `error`.
#[test]
fn a_refusal_that_repeats_ends_the_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        for (status, error) in [
            (400, "invalid_request"),
            (401, "invalid_token"),
            (401, "error"),
            (403, "access_denied"),
        ] {
            let mut world = refused(mode, &Answer::oauth_error(status, error));
            let trouble = world.session().trouble.expect("the refusal shows");
            assert_eq!(trouble.need(), Need::Retry, "{error}");
            assert_eq!(world.announcements(), []);
            world.pass_with_credential(9);
            assert_eq!(world.announcements(), [], "{error}");
            world.pass_with_credential(50);
            assert_eq!(world.sent(&Route::Refresh).len(), 2, "{error}");
            let session = world.session();
            assert_eq!(session.trouble.unwrap().code(), Code::SessionEnded);
            assert!(session.sign_in_by.is_some());
            assert_eq!(world.announcements().len(), 1);
            world.sign_in();
            world.answers.clear();
            world.come_back();
            world.assert_works();
        }
    }
}

#[test]
fn the_words_of_the_standards_end_a_session_at_once() {
    for error in [
        "invalid_grant",
        "login_required",
        "interaction_required",
        "consent_required",
    ] {
        let world = refused(Mode::Page, &Answer::oauth_error(400, error));
        let session = world.session();
        assert_eq!(session.trouble.unwrap().code(), Code::SessionEnded);
        assert_eq!(world.announcements().len(), 1);
    }
}

/// Another page with the same session may have spent the token.
#[test]
fn a_shared_session_is_not_called_ended_before_the_second_refusal() {
    let ended = Answer::oauth_error(400, "invalid_grant");
    let mut world = refused(Mode::Sealed, &ended);
    let trouble = world.session().trouble.expect("the refusal shows");
    assert_eq!(trouble.code(), Code::TokenRefused);
    assert_eq!(trouble.need(), Need::Retry);
    assert_eq!(world.announcements(), []);
    world.pass_with_credential(10);
    assert_eq!(world.sent(&Route::Refresh).len(), 2);
    let trouble = world.session().trouble.unwrap();
    assert_eq!(trouble.code(), Code::SessionEnded);
    assert_eq!(world.announcements().len(), 1);
}

#[test]
fn an_ended_session_uses_its_id_token_to_the_end() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.id_token_secs = 900;
        world.issuer.edits.token_response = set("expires_in", json!(900));
        world.login();
        world
            .answers
            .insert(Route::Refresh, Answer::oauth_error(400, "invalid_request"));
        // The last certificate outlives the ID token by almost its own five minutes.
        world.pass_with_credential(1_050);
        assert!(world.credentials_of("prod-eu") >= 4);
        assert_eq!(world.sent(&Route::Refresh).len(), 2);
        assert_eq!(world.announcements().len(), 1);
        let (_, by) = world.announcements()[0];
        let end = world.session().sign_in_by.expect("the session ends");
        let apart = by.since(end).max(end.since(by));
        assert!(apart.as_secs() <= 60, "{by} {end}");
        world.pass(600);
        assert!(world.kubeconfig("prod-eu").is_err());
        assert_eq!(world.sent(&Route::Refresh).len(), 2);
        let trouble = world.session().trouble.unwrap();
        assert_eq!(trouble.need(), Need::SignIn);
    }
}

/// The gateway has removed the cookie, and with it the access token.
#[test]
fn an_ended_session_whose_exchange_is_refused_needs_a_sign_in() {
    let mut world = World::new(Mode::Sealed);
    world.issuer.id_token_secs = 900;
    world.issuer.edits.token_response = set("expires_in", json!(900));
    world.login();
    let ended = Answer::oauth_error(400, "invalid_grant");
    world.answers.insert(Route::Refresh, ended);
    let no_cookie = Answer::gateway_error(401, "HAULOUT_SIGN_IN_REQUIRED");
    world.answers.insert(Route::Exchange, no_cookie);
    world.pass_with_credential(230);
    let exchanges = world.sent(&Route::Exchange).len();
    let by = world.session().sign_in_by.unwrap();
    assert!(by.since(world.now().wall).as_secs() <= 60, "{by}");
    world.pass(900);
    assert!(world.sent(&Route::Exchange).len() <= exchanges + 1);
}

#[test]
fn an_outage_never_ends_a_session() {
    let outages = [
        Answer::oauth_error(408, "invalid_grant"),
        Answer::oauth_error(425, "invalid_grant"),
        Answer::oauth_error(429, "invalid_grant"),
        Answer::oauth_error(503, "invalid_grant"),
        Answer::oauth_error(400, "invalid_grant").after(5),
        Answer::oauth_error(400, "invalid_request").after(5),
        Answer::oauth_error(400, "temporarily_unavailable"),
        Answer::oauth_error(400, "server_error"),
        Answer::oauth_error(403, "slow_down"),
        Answer::html(400),
        Answer::html(401),
        Answer::html(403),
        Answer::bytes(403, b"{}"),
    ];
    for mode in [Mode::Page, Mode::Sealed] {
        for outage in &outages {
            let mut world = refused(mode, outage);
            world.pass(1_200);
            assert_eq!(world.announcements(), [], "{outage:?}");
            let trouble = world.session().trouble.expect("the outage shows");
            assert_eq!(trouble.need(), Need::Retry, "{outage:?}");
            world.answers.clear();
            world.pass(400);
            world.assert_works();
        }
    }
}

#[test]
fn a_token_endpoint_at_another_url_is_for_the_operator_and_keeps_the_session() {
    for answer in [
        Answer::bytes(404, b"{}"),
        Answer::html(404),
        Answer::html(405),
        Answer::oauth_error(410, "invalid_grant"),
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = refused(mode, &answer);
            world.pass(1_200);
            assert_eq!(world.announcements(), [], "{answer:?}");
            let trouble = world.session().trouble.expect("the failure shows");
            assert_eq!(trouble.code(), Code::TokenResponseInvalid, "{answer:?}");
            assert_eq!(trouble.need(), Need::Operator, "{answer:?}");
            world.answers.clear();
            world.pass(400);
            world.assert_works();
        }
    }
}

#[test]
fn a_refusal_of_the_client_keeps_the_session() {
    for error in [
        "invalid_client",
        "unauthorized_client",
        "invalid_scope",
        "unsupported_grant_type",
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = refused(mode, &Answer::oauth_error(401, error));
            world.pass(1_200);
            assert_eq!(world.announcements(), [], "{error}");
            let trouble = world.session().trouble.expect("the refusal shows");
            assert_eq!(trouble.need(), Need::Operator, "{error}");
            world.answers.clear();
            world.pass(400);
            world.assert_works();
        }
    }
}

#[test]
fn an_unexplained_refusal_ends_the_session_at_the_third_time() {
    for answer in [
        Answer::empty(400),
        Answer::empty(401),
        Answer::bytes(401, b"{}"),
        Answer::bytes(400, br#"{"error": {"code": 400}}"#),
    ] {
        let mut world = refused(Mode::Page, &answer);
        world.pass(59);
        assert_eq!(world.announcements(), [], "{answer:?}");
        world.pass(60);
        assert_eq!(world.announcements().len(), 1, "{answer:?}");
        assert_eq!(world.sent(&Route::Refresh).len(), 3, "{answer:?}");
        let trouble = world.session().trouble.unwrap();
        assert_eq!(trouble.code(), Code::SessionEnded);
    }
}

#[test]
fn a_refusal_followed_by_a_success_is_forgotten() {
    let mut world = World::new(Mode::Page);
    world.login();
    for _ in 0..3 {
        world
            .answers
            .insert(Route::Refresh, Answer::oauth_error(400, "invalid_request"));
        let before = world.sent(&Route::Refresh).len();
        while world.sent(&Route::Refresh).len() == before {
            world.pass_with_credential(1);
        }
        world.answers.clear();
        world.pass_with_credential(FIRST_REFRESH_SECS);
        world.assert_works();
    }
    assert_eq!(world.announcements(), []);
}

#[test]
fn a_reload_of_an_ended_session_shows_the_sign_in_page() {
    for answer in [
        Answer::oauth_error(400, "invalid_request"),
        Answer::oauth_error(403, "access_denied"),
        Answer::empty(400),
    ] {
        let mut world = World::new(Mode::Sealed);
        world.login();
        world.answers.insert(Route::Refresh, answer);
        world.open();
        world.signed_out();
        world.answers.clear();
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}
