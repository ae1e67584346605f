//! Manual renewal: new certificates while the old ones still work, whatever happens in between.

use haulout_protocol::Code;
use haulout_protocol::error::{Reason, UnreachableReason};
use haulout_protocol::event::Event;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::ActivityView;

use crate::world::{Answer, Mode, Route, World, concierge};

#[test]
fn a_renewal_refreshes_exchanges_and_requests_a_credential() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.pass(110);
    world.seen.clear();
    let before = not_after(&world);
    world.command(Command::Renew);
    world.assert_works();
    let routes: Vec<_> = world.seen.iter().map(|seen| seen.route.clone()).collect();
    let credential = Route::Credential("prod-eu".into());
    let version = Route::Version("prod-eu".into());
    assert_eq!(
        routes,
        [Route::Refresh, version, Route::Exchange, credential]
    );
    assert!(not_after(&world) >= before + 110);
}

#[test]
fn the_old_credential_stays_while_a_renewal_is_in_flight() {
    for mode in [Mode::Page, Mode::Sealed] {
        for held in [Route::Refresh, Route::Credential("prod-eu".into())] {
            let mut world = World::new(mode);
            world.login();
            world.pass(10);
            let before = not_after(&world);
            world.held = vec![held.clone()];
            world.command(Command::Renew);
            assert_eq!(not_after(&world), before);
            assert!(world.kubeconfig("prod-eu").is_ok());
            assert_eq!(world.session().refreshing, held == Route::Refresh);
            world.command(Command::Renew);
            assert_eq!(
                world.sent(&Route::Refresh).len(),
                1,
                "one renewal at a time"
            );
            world.release();
            world.assert_works();
            assert!(not_after(&world) > before);
        }
    }
}

#[test]
fn the_old_credential_stays_if_the_renewal_fails() {
    let failures = [
        (
            Route::Refresh,
            Answer::Failed(TransportError::Timeout),
            Code::IssuerUnreachable,
        ),
        (Route::Refresh, Answer::html(503), Code::IssuerUnreachable),
        (
            Route::Refresh,
            Answer::oauth_error(400, "invalid_request"),
            Code::TokenRefused,
        ),
        (
            Route::Credential("prod-eu".into()),
            concierge::refuse(),
            Code::CredentialRefused,
        ),
        (
            Route::Credential("prod-eu".into()),
            Answer::Failed(TransportError::Network),
            Code::ConciergeUnreachable,
        ),
    ];
    for mode in [Mode::Page, Mode::Sealed] {
        for (route, answer, code) in &failures {
            let mut world = World::new(mode);
            world.login();
            world.pass(10);
            let before = not_after(&world);
            world.answers.insert(route.clone(), answer.clone());
            world.command(Command::Renew);
            // Without new tokens, the current ones were used for a new certificate.
            let is_renewed = *route == Route::Refresh;
            assert_eq!(not_after(&world) > before, is_renewed, "{code}");
            assert!(world.kubeconfig("prod-eu").is_ok());
            let cluster = (*route != Route::Refresh).then(|| "prod-eu".to_owned());
            assert_eq!(
                world.happened(&Event::Failed {
                    code: *code,
                    cluster
                }),
                1,
                "{code}"
            );
            world.answers.clear();
            world.command(Command::Renew);
            let is_over = mode == Mode::Page && *code == Code::SessionEnded;
            if !is_over {
                world.pass(31);
                world.assert_works();
                assert!(not_after(&world) > before);
            }
        }
    }
}

#[test]
fn a_login_page_of_a_proxy_does_not_end_the_session() {
    for status in [200, 302, 403, 502] {
        let mut world = World::new(Mode::Page);
        world.login();
        world.answers.insert(Route::Refresh, Answer::html(status));
        world.command(Command::Renew);
        let trouble = world.session().trouble.unwrap();
        assert_eq!(trouble.code(), Code::IssuerUnreachable, "{status}");
        assert!(matches!(
            trouble.reason,
            Reason::Unreachable(_, UnreachableReason::Status(..))
        ));
    }
}

#[test]
fn without_a_refresh_token_the_id_token_is_used_until_it_expires() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.supports_refresh = false;
        world.login();
        world.pass(70);
        assert_eq!(world.credential_requests(), 1);
        // Shortly before the token expires it is used once more.
        world.pass(30);
        world.assert_works();
        assert_eq!(world.sent(&Route::Refresh).len(), 0);
        assert_eq!(world.credential_requests(), 2);
        world.pass(25);
        world.command(Command::Renew);
        assert_eq!(
            world.session().trouble.unwrap().code(),
            Code::SignInRequired
        );
        assert_eq!(world.credential_requests(), 2);
        assert!(world.kubeconfig("prod-eu").is_ok());
    }
}

#[test]
fn retry_does_not_end_the_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world.seen.clear();
        world.command(Command::Retry);
        world.assert_works();
        assert!(world.seen.is_empty());
    }
}

#[test]
fn a_second_sign_in_replaces_the_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.login();
        world
            .answers
            .insert(Route::Refresh, Answer::oauth_error(400, "invalid_grant"));
        world.command(Command::Renew);
        world.pass_with_credential(10);
        assert_eq!(world.session().trouble.unwrap().code(), Code::SessionEnded);
        world.answers.clear();
        world.sign_in();
        world.come_back();
        world.assert_works();
        assert_eq!(world.cluster("prod-eu").activity, ActivityView::Resting);
    }
}

/// When the credential of the first cluster expires.
fn not_after(world: &World) -> i64 {
    let credential = world.cluster("prod-eu").credential;
    credential
        .expect("there is no credential")
        .not_after
        .as_secs()
}
