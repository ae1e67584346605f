//! A sign-out at the issuer names token, client, state and return (OpenID Connect RP-Initiated Logout §2, §3).

use std::collections::HashMap;

use haulout_protocol::activity::Happened;
use haulout_protocol::input::Command;
use serde_json::{Value, json};
use url::Url;

use crate::world::issuer::CLIENT_ID;
use crate::world::keys::{from_base64url, sha256};
use crate::world::{Mode, World, edit, set};

const ENDPOINT: &str = "https://supervisor.acme.example/demo/logout";
const REDIRECT_URI: &str = "https://clusters.acme.example/callback";

#[test]
fn a_sign_out_at_the_issuer_names_token_client_state_and_return() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = signed_in(mode, true);
        world.command(Command::SignOut);
        let url = world.navigated.clone().unwrap();
        let (endpoint, _) = url.split_once('?').unwrap();
        let url = Url::parse(&url).unwrap();
        let mut query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let id_token = query.remove("id_token_hint").unwrap();
        let claims = from_base64url(id_token.split('.').nth(1).unwrap());
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"][0], CLIENT_ID);
        let expected = [
            ("client_id", CLIENT_ID),
            ("post_logout_redirect_uri", REDIRECT_URI),
            ("state", &sha256(&id_token)),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query, expected.into(), "{mode:?}");
        assert_eq!(endpoint, ENDPOINT);
        // Our own session has ended whatever the issuer does.
        assert!(world.kubeconfig("prod-eu").is_err());
        assert_eq!(world.printed.leaks(), Vec::<String>::new());
        let shown = world.signed_out().end_session_url.unwrap();
        assert!(!shown.contains(&id_token), "the page shows a token");
    }
}

#[test]
fn without_the_option_a_sign_out_at_the_issuer_names_the_client_only() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = signed_in(mode, false);
        world.command(Command::SignOut);
        assert_eq!(world.navigated, None, "{mode:?}");
        let url = format!("{ENDPOINT}?client_id={CLIENT_ID}");
        assert_eq!(world.signed_out().end_session_url, Some(url), "{mode:?}");
    }
}

#[test]
fn an_issuer_without_an_endpoint_gets_no_sign_out() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.config = option(true);
        world.login();
        world.command(Command::SignOut);
        assert_eq!(world.navigated, None, "{mode:?}");
        world.signed_out();
    }
}

#[test]
fn a_return_with_the_state_is_recorded_once() {
    for mode in [Mode::Page, Mode::Sealed] {
        let (mut world, state) = signed_out_at_issuer(mode);
        world.load(&format!("{REDIRECT_URI}?state={state}&kept=1"));
        assert_eq!(returns(&world), 1, "{mode:?}");
        assert_eq!(world.shown, Some(format!("{REDIRECT_URI}?kept=1")));
        world.signed_out();
        world.load(&format!("{REDIRECT_URI}?state={state}"));
        assert_eq!(returns(&world), 1, "{mode:?}");
        world.sign_in();
        world.come_back();
        world.assert_works();
    }
}

#[test]
fn a_return_with_another_state_is_ignored() {
    for mode in [Mode::Page, Mode::Sealed] {
        let (mut world, _) = signed_out_at_issuer(mode);
        world.load(&format!("{REDIRECT_URI}?state=of-another-sign-out"));
        assert_eq!(returns(&world), 0, "{mode:?}");
        assert_eq!(world.shown.as_deref(), Some(REDIRECT_URI));
        world.signed_out();
    }
    // Nor does a link to the redirect URI end a session.
    let mut world = signed_in(Mode::Sealed, true);
    world.load(&format!("{REDIRECT_URI}?state=of-another-sign-out"));
    world.assert_works();
    assert_eq!(returns(&world), 0);
}

#[test]
fn a_return_without_a_state_is_ignored() {
    for mode in [Mode::Page, Mode::Sealed] {
        let (mut world, _) = signed_out_at_issuer(mode);
        world.load(REDIRECT_URI);
        assert_eq!(returns(&world), 0, "{mode:?}");
        world.signed_out();
    }
}

#[test]
fn a_code_with_the_state_of_a_sign_out_is_not_redeemed() {
    for mode in [Mode::Page, Mode::Sealed] {
        let (mut world, state) = signed_out_at_issuer(mode);
        world.issuer.redemptions = 0;
        world.load(&format!("{REDIRECT_URI}?code=stolen&state={state}"));
        world.failure();
        assert_eq!(world.issuer.redemptions, 0, "{mode:?}");
    }
}

/// A session at an issuer with an end-session endpoint.
fn signed_in(mode: Mode, with_option: bool) -> World {
    let mut world = World::new(mode);
    world.issuer.edits.metadata = set("end_session_endpoint", json!(ENDPOINT));
    world.gateway.end_session_endpoint = Some(
        "https://supervisor.acme.example/demo/logout?client_id=client.oauth.pinniped.dev-portal",
    );
    if with_option {
        world.config = option(true);
    }
    world.login();
    world.navigated = None;
    world
}

fn option(value: bool) -> crate::world::edits::Edit<Value> {
    edit(move |config: &mut Value| config["issuer"]["postLogoutRedirect"] = json!(value))
}

/// After a sign-out, with the browser at the issuer, and the state that it has there.
fn signed_out_at_issuer(mode: Mode) -> (World, String) {
    let mut world = signed_in(mode, true);
    world.command(Command::SignOut);
    let url = Url::parse(&world.navigated.take().unwrap()).unwrap();
    let state = url.query_pairs().find(|(name, _)| name == "state");
    let state = state.unwrap().1.into_owned();
    (world, state)
}

/// How many returns the activity log has.
fn returns(world: &World) -> usize {
    let entries = world.activity.iter();
    let returns = entries.filter(|entry| entry.happened == Happened::SignedOutAtIssuer);
    returns.count()
}
