//! Signing in, in both modes, up to the kubeconfig.

use haulout_protocol::Code;
use haulout_protocol::error::Need;
use haulout_protocol::event::Event;
use haulout_protocol::oidc::identity_providers::IdentityProvider;
use haulout_protocol::snapshot::{Situation, Step};
use serde_json::{Value, json};

use crate::world::config::CA_DATA;
use crate::world::gateway::PORTAL;
use crate::world::issuer::{CLIENT_ID, ISSUER};
use crate::world::{Answer, Mode, Route, World, edit};

#[test]
fn a_page_login_ends_with_a_kubeconfig() {
    let mut world = World::new(Mode::Page);
    world.open();
    assert_eq!(world.signed_out().issuer, ISSUER);
    world.sign_in();
    assert_eq!(world.situation(), Situation::Progress(Step::Leaving));
    let parameters = authorization_parameters(&world);
    assert_eq!(parameters["scope"], "offline_access openid");
    assert_eq!(parameters["redirect_uri"], format!("{PORTAL}/callback"));
    assert!(!parameters.contains_key("pinniped_idp_name"));
    assert!(!parameters.contains_key("response_mode"));
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(parameters[name].len(), 43, "{name}");
    }
    world.come_back();
    let session = world.session();
    assert_eq!(session.username, "walrus");
    assert_eq!(session.issuer, ISSUER);
    let redeemed = world.last(&Route::Redeem);
    assert_eq!(redeemed.form("client_id").as_deref(), Some(CLIENT_ID));
    assert_eq!(redeemed.form("state"), None);
    assert_eq!(redeemed.header("authorization"), None);
    assert_eq!(
        redeemed.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(world.sent(&Route::Exchange).len(), 0);
    assert_kubeconfig(&world, &["https://prod-eu.acme.example:6443"]);
    assert_eq!(
        world.events,
        [
            Event::SignedIn,
            Event::Credential {
                cluster: "prod-eu".into()
            }
        ]
    );
}

#[test]
fn a_sealed_login_ends_with_a_kubeconfig() {
    let mut world = World::new(Mode::Sealed);
    world.open();
    let view = world.signed_out();
    assert_eq!(view.cluster_names, ["Production EU"]);
    let choice = IdentityProvider {
        name: "Acme directory".into(),
        kind: "ldap".into(),
    };
    assert_eq!(view.identity_providers, [choice]);
    world.sign_in();
    let parameters = authorization_parameters(&world);
    assert_eq!(parameters["pinniped_idp_name"], "Acme directory");
    assert_eq!(parameters["pinniped_idp_type"], "ldap");
    assert!(parameters["state"].starts_with("state-of-the-gateway"));
    assert_eq!(world.storage, None);
    world.come_back();
    let redeemed = world.last(&Route::Redeem);
    assert_eq!(redeemed.form("code_verifier"), None);
    assert_eq!(
        redeemed.form("state").as_deref(),
        Some(parameters["state"].as_str())
    );
    let exchanged = world.last(&Route::Exchange);
    assert_eq!(exchanged.form("audience").as_deref(), Some("prod-eu-7f3a"));
    assert_eq!(exchanged.form("subject_token").as_deref(), Some("sealed"));
    assert_kubeconfig(
        &world,
        &[
            "https://prod-eu.acme.example:6443",
            CA_DATA,
            "namespace: \"default\"",
        ],
    );
    let started = world.last(&Route::SessionStart);
    assert_eq!(
        (started.body.as_slice(), started.header("content-type")),
        (
            &b"identity_provider=Acme+directory"[..],
            Some("application/x-www-form-urlencoded")
        )
    );
    for seen in world.seen.iter().filter(|seen| seen.route != Route::Config) {
        assert_eq!(seen.header("haulout-request"), Some("1"), "{}", seen.url);
    }
}

#[test]
fn the_credential_request_has_pinnipeds_format() {
    for (mode, name) in [(Mode::Page, "dex"), (Mode::Sealed, "supervisor")] {
        let mut world = World::new(mode);
        world.login();
        let sent = world.last(&Route::Credential("prod-eu".into()));
        assert_eq!(sent.header("content-type"), Some("application/json"));
        let mut body = sent.json();
        let token = body["spec"]["token"].take();
        assert_eq!(token.as_str().unwrap().split('.').count(), 3);
        assert_eq!(
            body,
            json!({
                "kind": "TokenCredentialRequest",
                "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
                "metadata": {"creationTimestamp": null},
                "spec": {
                    "token": null,
                    "authenticator": {
                        "apiGroup": "authentication.concierge.pinniped.dev",
                        "kind": "JWTAuthenticator",
                        "name": name,
                    },
                },
                "status": {},
            })
        );
    }
}

#[test]
fn the_callback_is_removed_from_url_and_storage_at_once() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.open();
        world.sign_in();
        let callback = world.callback();
        world.held = vec![Route::Metadata];
        world.load(&format!("{callback}&tab=2&session_state=x&scope=openid"));
        assert_eq!(
            world.shown.as_deref(),
            Some("https://clusters.acme.example/callback?tab=2")
        );
        assert_eq!(world.storage, None);
        assert_eq!(world.situation(), Situation::Progress(Step::Arriving));
        world.release();
        world.assert_works();
    }
}

#[test]
fn keys_are_fetched_while_the_code_is_being_redeemed() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.open();
        world.sign_in();
        let callback = world.callback();
        world.held = vec![Route::Redeem];
        world.load(&callback);
        assert_eq!(world.sent(&Route::Jwks).len(), 1);
        world.release();
        world.assert_works();
        assert_eq!(world.sent(&Route::Jwks).len(), 1);
    }
}

fn assert_kubeconfig(world: &World, contained: &[&str]) {
    let kubeconfig = world.kubeconfig("prod-eu").unwrap();
    let (whole, masked) = (kubeconfig.render(), kubeconfig.render_masked());
    for text in contained
        .iter()
        .chain(&["walrus", "client-certificate-data"])
    {
        assert!(whole.secret().contains(text), "{text}");
        assert!(masked.contains(text), "{text}");
    }
    assert!(whole.secret().contains("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS"));
    assert!(!masked.contains("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS"));
}

fn authorization_parameters(world: &World) -> std::collections::HashMap<String, String> {
    let url = url::Url::parse(world.navigated.as_ref().unwrap()).unwrap();
    url.query_pairs().into_owned().collect()
}

#[test]
fn a_code_without_the_login_cookie_belongs_to_no_login_of_this_browser() {
    for answer in [
        Answer::gateway_error(400, "HAULOUT_LOGIN_NOT_STARTED"),
        Answer::gateway_error(401, "HAULOUT_SIGN_IN_REQUIRED"),
    ] {
        let mut world = World::new(Mode::Sealed);
        world.open();
        world.sign_in();
        world.answers.insert(Route::Redeem, answer);
        world.come_back();
        let failure = world.failure();
        assert_eq!(failure.code(), Code::LoginNotStarted);
        assert_eq!(failure.need(), Need::SignIn);
    }
}

#[test]
fn a_missing_session_cookie_has_its_own_code() {
    let mut world = World::new(Mode::Sealed);
    world.gateway.token_response = Some(edit(|it: &mut Value| it["clusters"] = json!("session")));
    world.open();
    world.sign_in();
    let signed_out = Answer::json(200, &json!({"signedIn": false}));
    world.answers.insert(Route::SessionConfig, signed_out);
    world.come_back();
    let failure = world.failure();
    assert_eq!(failure.code(), Code::CookieMissing);
    assert_eq!(failure.need(), Need::SignIn);
}
