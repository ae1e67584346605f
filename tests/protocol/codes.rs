//! Every code can occur: a test for each.

use haulout_protocol::Code;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::Situation;
use serde_json::{Value, json};

use crate::world::{Answer, Mode, Route, World, concierge, edit, set};

#[test]
fn every_code_can_occur() {
    for code in Code::ALL {
        let mut world = World::new(Mode::Sealed);
        assert_eq!(provoke(*code, &mut world), *code, "{:?}", world.situation());
    }
}

#[test]
fn every_code_of_the_gateway_is_passed_on() {
    for code in Code::ALL {
        assert_eq!(from_gateway(*code, &mut World::new(Mode::Sealed)), *code);
    }
}

#[test]
fn codes_are_unique_and_prefixed() {
    let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(texts.iter().all(|text| text.starts_with("HAULOUT_")));
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), Code::ALL.len());
}

/// Causes `code`, and returns the code that occurred.
fn provoke(code: Code, world: &mut World) -> Code {
    match code {
        Code::AccessDenied => callback_error(world, "access_denied"),
        Code::AuthorizationRefused => callback_error(world, "server_error"),
        Code::CallbackInvalid => {
            world.issuer.edits.callback = edit(|it: &mut Vec<(String, String)>| it[0].1.clear());
            failed_login(world)
        }
        Code::ClusterUnknown => {
            world.login();
            world.kubeconfig("nowhere").unwrap_err().code()
        }
        Code::ConciergeUnreachable => {
            cluster_failure(world, credential(), Answer::Failed(TransportError::Network))
        }
        Code::ConfigInvalid => {
            world.config = edit(|config: &mut Value| config["tokens"] = json!("shared"));
            failed_login(world)
        }
        Code::ConfigUnreachable => instead(world, Route::Config, Answer::html(404)),
        Code::CredentialExpired => {
            world.login();
            world.deactivate("prod-eu");
            world.pass(600);
            world.kubeconfig("prod-eu").unwrap_err().code()
        }
        Code::CredentialPending => {
            world.held.push(credential());
            world.login();
            world.kubeconfig("prod-eu").unwrap_err().code()
        }
        Code::CredentialInvalid => {
            cluster_failure(world, credential(), concierge::answer(json!({})))
        }
        Code::CredentialRefused => cluster_failure(world, credential(), concierge::refuse()),
        Code::ExchangeRefused => cluster_failure(
            world,
            Route::Exchange,
            Answer::oauth_error(400, "invalid_target"),
        ),
        Code::GatewayInvalid => instead(world, Route::SessionStart, Answer::bytes(200, b"{}")),
        Code::GatewayUnreachable => instead(world, Route::SessionStart, Answer::html(500)),
        Code::IdTokenInvalid => {
            world.issuer.edits.claims = set("aud", json!("another-client"));
            failed_login(world)
        }
        Code::IdentityProvidersInvalid => {
            instead(world, Route::IdentityProviders, Answer::bytes(200, b"[]"))
        }
        Code::IssMismatch => {
            world.issuer.edits.callback =
                edit(|it: &mut Vec<(String, String)>| it.push(("iss".into(), "other".into())));
            failed_login(world)
        }
        Code::IssuerInvalid => instead(world, Route::Metadata, Answer::bytes(200, b"{}")),
        Code::IssuerMismatch => {
            world.issuer.edits.metadata = set("issuer", json!("https://other.example"));
            failed_login(world)
        }
        Code::IssuerUnreachable => instead(world, Route::Redeem, Answer::html(500)),
        Code::LoginNotStarted => {
            world.load("https://clusters.acme.example/callback?code=x&state=y");
            world.failure().code()
        }
        Code::CookieMissing => {
            world.gateway.token_response =
                Some(edit(|it: &mut Value| it["clusters"] = json!("session")));
            instead(
                world,
                Route::SessionConfig,
                Answer::json(200, &json!({"signedIn": false})),
            )
        }
        Code::OriginMismatch => {
            world.page_origin = Some("http://localhost:5173".into());
            failed_login(world)
        }
        Code::PkceUnsupported => {
            world.issuer.edits.metadata = set("code_challenge_methods_supported", json!(["plain"]));
            failed_login(world)
        }
        Code::ResponseTooLarge => instead(
            world,
            Route::Redeem,
            Answer::Failed(TransportError::TooLarge),
        ),
        Code::SessionEnded => {
            world.login();
            world
                .answers
                .insert(Route::Refresh, Answer::oauth_error(400, "invalid_grant"));
            world.command(Command::Renew);
            world.pass_with_credential(10);
            world.session().trouble.unwrap().code()
        }
        Code::SignInRequired => world.kubeconfig("prod-eu").unwrap_err().code(),
        Code::SigningKeysInvalid => instead(world, Route::Jwks, Answer::bytes(200, b"{}")),
        Code::StateMismatch => {
            world.issuer.edits.callback = edit(|it: &mut Vec<(String, String)>| it[1].1.clear());
            failed_login(world)
        }
        Code::TokenRefused => instead(
            world,
            Route::Redeem,
            Answer::oauth_error(400, "invalid_grant"),
        ),
        Code::TokenResponseInvalid => instead(world, Route::Redeem, Answer::bytes(200, b"{}")),
        // Only the gateway or the package around the engine creates these; the engine passes them on.
        Code::ArgumentInvalid
        | Code::ConciergeRefused
        | Code::ConciergeTlsInvalid
        | Code::CrossSite
        | Code::Disposed
        | Code::EnvironmentUnsupported
        | Code::Internal
        | Code::IssuerTlsInvalid
        | Code::NotFound
        | Code::NotLoaded
        | Code::PopupBlocked
        | Code::PopupClosed
        | Code::RateLimited
        | Code::RequestInvalid
        | Code::SessionTooLarge => from_gateway(code, world),
    }
}

fn from_gateway(code: Code, world: &mut World) -> Code {
    instead(
        world,
        Route::SessionStart,
        Answer::gateway_error(400, code.as_str()),
    )
}

fn callback_error(world: &mut World, error: &'static str) -> Code {
    world.issuer.edits.callback =
        edit(move |it: &mut Vec<(String, String)>| it[0] = ("error".into(), error.into()));
    failed_login(world)
}

fn instead(world: &mut World, route: Route, answer: Answer) -> Code {
    world.answers.insert(route, answer);
    failed_login(world)
}

fn cluster_failure(world: &mut World, route: Route, answer: Answer) -> Code {
    world.answers.insert(route, answer);
    world.login();
    world.kubeconfig("prod-eu").unwrap_err().code()
}

/// Signs in, which fails, and returns the code.
fn failed_login(world: &mut World) -> Code {
    world.open();
    if matches!(world.situation(), Situation::SignedOut(_)) {
        world.sign_in();
    }
    if world.navigated.is_some() {
        world.come_back();
    }
    world.failure().code()
}

fn credential() -> Route {
    Route::Credential("prod-eu".into())
}
