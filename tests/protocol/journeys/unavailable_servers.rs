//! Server failures: their codes, and that a retry is enough.

use haulout_protocol::Code;
use haulout_protocol::error::Need;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use serde_json::json;

use crate::world::{Answer, Mode, Route, World, edit};

#[test]
fn a_server_that_is_down_at_startup_can_be_retried() {
    for mode in [Mode::Page, Mode::Sealed] {
        for (route, code) in [
            (Route::Config, Code::ConfigUnreachable),
            (Route::Metadata, Code::IssuerUnreachable),
        ] {
            for answer in [
                Answer::Failed(TransportError::Network),
                Answer::html(200),
                Answer::html(502),
            ] {
                // Another page than the configuration is probably a wrong URL.
                let is_wrong_page =
                    route == Route::Config && matches!(answer, Answer::Http { status: 200, .. });
                let need = if is_wrong_page {
                    Need::Operator
                } else {
                    Need::Retry
                };
                let mut world = World::new(mode);
                world.answers.insert(route.clone(), answer);
                world.open();
                assert_eq!(world.failure().code(), code);
                assert_eq!(world.failure().need(), need);
                world.answers.clear();
                world.command(Command::Retry);
                world.sign_in();
                world.come_back();
                world.assert_works();
            }
        }
    }
}

#[test]
fn a_wrong_address_at_startup_is_for_the_operator() {
    for (route, code) in [
        (Route::Config, Code::ConfigUnreachable),
        (Route::Metadata, Code::IssuerInvalid),
        (Route::IdentityProviders, Code::IdentityProvidersInvalid),
    ] {
        for status in [401, 403, 404] {
            let mut world = World::new(Mode::Sealed);
            world.answers.insert(route.clone(), Answer::html(status));
            world.open();
            assert_eq!(world.failure().code(), code);
            assert_eq!(world.failure().need(), Need::Operator);
            let text = world.failure().to_string();
            assert!(text.contains(&status.to_string()), "{text}");
        }
        for status in [408, 429] {
            let mut world = World::new(Mode::Sealed);
            world.answers.insert(route.clone(), Answer::html(status));
            world.open();
            assert_eq!(world.failure().need(), Need::Retry, "{status}");
        }
    }
}

#[test]
fn a_private_address_that_a_public_page_cannot_reach_is_named() {
    for (server, is_private) in [
        ("https://10.1.2.3:6443", true),
        ("https://prod-eu.acme.example:6443", false),
    ] {
        let mut world = World::new(Mode::Page);
        world.clusters[0]["server"] = json!(server);
        world.clusters[0]["versionUrl"] = json!(null);
        let id = if is_private { "10" } else { "prod-eu" };
        let route = Route::Credential(id.into());
        world
            .answers
            .insert(route, Answer::Failed(TransportError::Network));
        world.login();
        let error = world.kubeconfig("prod-eu").unwrap_err();
        assert_eq!(error.code(), Code::ConciergeUnreachable);
        assert_eq!(
            error.to_string().contains("private address"),
            is_private,
            "{error}"
        );
    }
}

#[test]
fn a_server_that_is_down_at_the_callback_costs_only_a_sign_in() {
    for mode in [Mode::Page, Mode::Sealed] {
        for route in [Route::Metadata, Route::Redeem, Route::Jwks] {
            let mut world = World::new(mode);
            world.open();
            world.sign_in();
            let callback = world.callback();
            world
                .answers
                .insert(route, Answer::Failed(TransportError::Timeout));
            world.load(&callback);
            assert_eq!(world.failure().code(), Code::IssuerUnreachable);
            assert_eq!(world.credential_requests(), 0);
            world.answers.clear();
            world.gateway.session = None;
            world.command(Command::Retry);
            world.sign_in();
            world.come_back();
            world.assert_works();
        }
    }
}

#[test]
fn an_invalid_configuration_names_its_field() {
    let mut world = World::new(Mode::Page);
    world.config = edit(|config: &mut serde_json::Value| {
        config["clusters"][0]["concierge"]["authenticator"]["type"] = json!("oidc");
    });
    world.open();
    assert_eq!(world.failure().code(), Code::ConfigInvalid);
    assert_eq!(world.failure().need(), Need::Operator);
    let text = world.failure().to_string();
    assert!(
        text.contains("clusters[0].concierge.authenticator.type"),
        "{text}"
    );
}

#[test]
fn a_gateway_that_cannot_start_a_login_causes_no_navigation() {
    for (answer, code) in [
        (Answer::html(502), Code::GatewayUnreachable),
        (
            Answer::gateway_error(429, "HAULOUT_RATE_LIMITED"),
            Code::RateLimited,
        ),
        (
            Answer::gateway_error(403, "HAULOUT_CROSS_SITE"),
            Code::CrossSite,
        ),
        (Answer::json(200, &json!({"url": 1})), Code::GatewayInvalid),
        (start_at("javascript:alert(1)"), Code::GatewayInvalid),
        (
            start_at("http://supervisor.acme.example/demo/authorize?state=s"),
            Code::GatewayInvalid,
        ),
        (
            start_at("https://supervisor.acme.example/demo/authorized?state=s"),
            Code::GatewayInvalid,
        ),
        (
            start_at("https://supervisor.evil.example/demo/authorize?state=s"),
            Code::GatewayInvalid,
        ),
    ] {
        let mut world = World::new(Mode::Sealed);
        world.answers.insert(Route::SessionStart, answer);
        world.open();
        world.sign_in();
        assert_eq!(world.failure().code(), code);
        assert_eq!(world.navigated, None);
        assert_eq!(world.storage, None);
    }
}

/// The gateway's answer that sends the browser to this URL.
fn start_at(url: &str) -> Answer {
    Answer::json(200, &json!({"url": url}))
}

#[test]
fn keys_of_a_previous_issuer_are_not_used_for_the_next() {
    let mut world = World::new(Mode::Page);
    world.login();
    world.issuer.key = crate::world::keys::Key::es256();
    world.reopen("https://clusters.acme.example/");
    world.sign_in();
    let callback = world.callback();
    world.returned(&callback);
    world.assert_works();
}
