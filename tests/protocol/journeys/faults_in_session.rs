//! Failures during a session: few requests, and no valid certificate is lost.

use haulout_protocol::error::Need;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::{Command, Input, Network};

use crate::world::{Answer, Mode, Route, World, concierge};

#[test]
fn requests_are_rare_while_offline_and_resume_at_once() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.pass_with_credential(100);
        world.feed(Input::Network(Network::Offline));
        world.unplugged = true;
        world.seen.clear();
        world.pass_with_credential(90);
        assert!(world.seen.len() <= 10, "{}", world.seen.len());
        world.unplugged = false;
        world.feed(Input::Network(Network::Online));
        assert!(world.seconds_left("prod-eu") > 290);
        world.pass_with_credential(600);
        world.assert_works();
    }
}

/// `navigator.onLine` is only a hint: a server on this computer needs no network.
#[test]
fn a_session_is_renewed_although_the_platform_reports_no_network() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.feed(Input::Network(Network::Offline));
        world.login();
        world.feed(Input::Network(Network::Offline));
        world.pass_with_credential(900);
        world.assert_works();
        assert!(world.machine.snapshot().offline);
        world.feed(Input::Network(Network::Online));
        assert!(!world.machine.snapshot().offline);
    }
}

#[test]
fn a_short_unreported_network_outage_causes_no_gap() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.pass_with_credential(110);
        world.unplugged = true;
        world.pass_with_credential(120);
        world.unplugged = false;
        world.pass_with_credential(600);
        world.assert_works();
    }
}

#[test]
fn retry_after_is_respected() {
    for mode in [Mode::Page, Mode::Sealed] {
        for route in [Route::Refresh, credential()] {
            let mut world = World::new(mode);
            world.login();
            world.pass_with_credential(100);
            let sent = world.sent(&route).len();
            let busy = Answer::html(429).after(40);
            world.answers.insert(route.clone(), busy);
            world.command(Command::Renew);
            assert_eq!(world.sent(&route).len(), sent + 1);
            world.pass_with_credential(39);
            assert_eq!(world.sent(&route).len(), sent + 1, "{route:?}");
            world.answers.clear();
            world.pass_with_credential(60);
            world.pass_with_credential(300);
            world.assert_works();
        }
    }
}

#[test]
fn a_minute_of_failures_causes_bounded_retries_and_no_gap() {
    let half = Answer::bytes(200, br#"{"access_token":"#);
    for mode in [Mode::Page, Mode::Sealed] {
        for route in [Route::Refresh, credential()] {
            for answer in [
                Answer::html(503),
                Answer::html(200),
                half.clone(),
                Answer::Failed(TransportError::Timeout),
                Answer::Failed(TransportError::TooLarge),
            ] {
                let mut world = World::new(mode);
                world.login();
                world.pass_with_credential(115);
                let sent = world.sent(&route).len();
                world.answers.insert(route.clone(), answer);
                world.pass_with_credential(60);
                let tries = world.sent(&route).len() - sent;
                assert!((1..=12).contains(&tries), "{tries} times {route:?}");
                world.answers.clear();
                world.pass_with_credential(600);
                world.assert_works();
            }
        }
    }
}

/// The Concierge's signer is broken: it refuses good tokens, and the user cannot fix that.
#[test]
fn a_refusing_concierge_is_retried_slowly_and_the_certificate_stays() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.answers.insert(credential(), concierge::refuse());
        let asked = world.credential_requests();
        world.pass_with_credential(299 - 10);
        let tries = world.credential_requests() - asked;
        assert!((2..=10).contains(&tries), "{tries}");
        assert_eq!(world.announcements(), []);
        world.pass(1800);
        let tries = world.credential_requests() - asked;
        assert!(tries <= 60, "{tries} in half an hour");
        world.answers.clear();
        world.pass(300);
        world.assert_live("prod-eu");
        world.assert_works();
    }
}

/// The operator has to fix a refused client: signing in again gives the same result.
#[test]
fn a_refused_client_does_not_ask_for_a_sign_in() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world
            .answers
            .insert(Route::Refresh, Answer::oauth_error(401, "invalid_client"));
        world.pass_with_credential(200);
        let trouble = world.session().trouble.unwrap();
        assert_eq!(trouble.need(), Need::Operator);
        assert_eq!(world.announcements(), []);
        assert_eq!(world.session().sign_in_by, None);
        world.answers.clear();
        world.pass(300);
        world.assert_works();
    }
}

fn credential() -> Route {
    Route::Credential("prod-eu".into())
}
