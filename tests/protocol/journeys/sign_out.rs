//! Signing out, in both modes.

use haulout_protocol::Code;
use haulout_protocol::event::Event;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use serde_json::json;

use crate::world::{Answer, Mode, Route, World, set};

#[test]
fn signing_out_of_a_page_session_drops_everything() {
    let mut world = World::new(Mode::Page);
    world.issuer.edits.metadata = set(
        "end_session_endpoint",
        json!("https://supervisor.acme.example/demo/logout"),
    );
    world.login();
    world.command(Command::SignOut);
    assert_eq!(
        world.signed_out().end_session_url.as_deref(),
        Some(
            "https://supervisor.acme.example/demo/logout?client_id=client.oauth.pinniped.dev-portal"
        )
    );
    assert_eq!(world.happened(&Event::SignedOut), 1);
    assert_eq!(
        world.kubeconfig("prod-eu").unwrap_err().code(),
        Code::SignInRequired
    );
    world.seen.clear();
    world.command(Command::Renew);
    assert!(world.seen.is_empty());
}

#[test]
fn signing_out_of_a_sealed_session_ends_it_at_the_gateway() {
    let mut world = World::new(Mode::Sealed);
    world.gateway.end_session_endpoint = Some("https://supervisor.acme.example/logout?id=1");
    world.login();
    world.command(Command::SignOut);
    assert!(world.gateway.session.is_none());
    assert_eq!(
        world.signed_out().end_session_url.as_deref(),
        Some("https://supervisor.acme.example/logout?id=1")
    );
    assert_eq!(world.happened(&Event::SignedOut), 1);
    world.open();
    assert_eq!(world.signed_out().end_session_url, None);
}

#[test]
fn an_end_session_url_that_is_not_https_is_not_shown() {
    let mut world = World::new(Mode::Sealed);
    world.gateway.end_session_endpoint = Some("javascript:alert(1)");
    world.login();
    world.command(Command::SignOut);
    assert_eq!(world.signed_out().end_session_url, None);
}

#[test]
fn a_response_after_sign_out_is_ignored() {
    for mode in [Mode::Page, Mode::Sealed] {
        for held in [Route::Refresh, Route::Credential("prod-eu".into())] {
            let mut world = World::new(mode);
            world.login();
            world.held = vec![held];
            world.command(Command::Renew);
            world.command(Command::SignOut);
            world.release();
            world.signed_out();
            assert!(world.kubeconfig("prod-eu").is_err());
        }
    }
}

#[test]
fn a_user_can_sign_in_again_after_signing_out() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.command(Command::SignOut);
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}

#[test]
fn a_sign_out_without_a_gateway_is_a_failure() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.answers.insert(Route::SessionEnd, Answer::html(502));
    world.command(Command::SignOut);
    assert_eq!(world.failure().code(), Code::GatewayUnreachable);
    assert!(world.kubeconfig("prod-eu").is_err());
}

#[test]
fn a_failed_sign_out_is_retried_and_not_undone() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world
        .answers
        .insert(Route::SessionEnd, Answer::Failed(TransportError::Network));
    world.command(Command::SignOut);
    assert_eq!(world.failure().code(), Code::GatewayUnreachable);
    world.answers.clear();
    world.command(Command::Retry);
    assert!(world.gateway.session.is_none());
    world.signed_out();
}

#[test]
fn a_session_that_another_tab_has_ended_is_dropped_without_a_request() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.command(Command::SignedOutElsewhere);
        world.signed_out();
        assert_eq!(world.happened(&Event::SignedOut), 1);
        assert_eq!(world.sent(&Route::SessionEnd).len(), 0);
        assert!(world.kubeconfig("prod-eu").is_err());
        // A message that arrives late does not disturb a sign-in, or end the next session at the gateway.
        world.sign_in();
        world.command(Command::SignedOutElsewhere);
        world.come_back();
        world.assert_works();
        world.command(Command::SignedOutElsewhere);
        assert_eq!(world.gateway.session.is_some(), mode == Mode::Sealed);
    }
}
