//! A whole session, from sign-in to the page that exports the kubeconfig: its private key is never rendered.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{Preview, ViewContext, ViewModel};
use haulout_protocol::Machine;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::http::{Reply, Request, Response};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::{Now, Tick, UnixTime};
use serde_json::{Value, json};

use crate::make::{draw, view_context};

const CERTIFICATE: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.crt");
const KEY: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");
/// 2026-11-23T10:05:00Z, the middle of the certificate's validity.
const NOW: Now = Now {
    wall: UnixTime::from_secs(1_795_428_300),
    tick: Tick::from_millis(0),
};
const CANARIES: [&str; 4] = [
    "canary-code",
    "canary-access",
    "canary-refresh",
    "canary-sub",
];

#[test]
fn the_page_shows_the_certificate_and_neither_key_nor_token() {
    let machine = signed_in();
    let document = machine
        .kubeconfig(&["prod"], &Form::Inline, NOW)
        .expect("a credential");
    let key = STANDARD.encode(KEY);
    let certificate = STANDARD.encode(CERTIFICATE);
    // The exported document contains both, so their absence below is meaningful.
    let handed_over = document.render();
    assert!(handed_over.secret().contains(&key));
    assert!(handed_over.secret().contains(&certificate));

    let preview = |ids: &[&str], _| {
        let document = machine.kubeconfig(ids, &Form::Inline, NOW).ok()?;
        Some(Preview {
            text: document.render_masked(),
            current_context: document.current_context().to_owned(),
        })
    };
    let ui_state = UiState::default();
    let context = ViewContext {
        now: NOW,
        preview: &preview,
        ..view_context(&ui_state)
    };
    let view = ViewModel::new(&machine.snapshot(), context);
    let page = draw(view);
    assert!(page.contains(&certificate[..40]), "{page}");
    for line in KEY.lines().filter(|line| !line.starts_with('-')) {
        assert!(!page.contains(line), "{page}");
    }
    for secret in [&key[..], "eyJ"].into_iter().chain(CANARIES) {
        assert!(!page.contains(secret), "{secret} is in {page}");
    }
}

fn signed_in() -> Machine {
    let mut machine = Machine::new();
    let opening = Opening {
        config: Source::Inline(config().to_string().into_bytes()),
        arrival: None,
        seed: 0,
    };
    run(&mut machine, Input::Opened(opening), "");
    let entropy = Entropy::new([7; Entropy::LEN]);
    let sign_in = Command::SignIn {
        identity_provider: None,
        entropy,
    };
    let (pending, url) = run(&mut machine, Input::Command(sign_in), "");
    let url = url::Url::parse(&url.expect("a URL to leave for")).expect("a URL");
    let asked = |name: &str| {
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.expect("the parameter").1.into_owned()
    };
    let arrival = Arrival {
        page_url: format!(
            "https://portal.example/callback?code=canary-code&state={}",
            asked("state")
        ),
        pending,
    };
    run(&mut machine, Input::Returned(arrival), &asked("nonce"));
    machine
}

/// Feeds `input` and answers every request until there is none.
fn run(machine: &mut Machine, input: Input, nonce: &str) -> (Option<PendingLogin>, Option<String>) {
    let (mut remembered, mut left_for) = (None, None);
    let mut inputs = VecDeque::from([input]);
    while let Some(input) = inputs.pop_front() {
        machine.handle(input, NOW);
        while let Some(output) = machine.poll() {
            match output {
                Output::Send(request) => inputs.push_back(Input::Response(answer(&request, nonce))),
                // The signature is reported as valid, because no secret depends on who signed.
                Output::CheckSignature(check) => inputs.push_back(Input::Verdict(check.valid())),
                Output::Remember(pending) => remembered = Some(pending),
                Output::Navigate(url) => left_for = Some(url.secret().clone()),
                Output::ReplaceUrl(_) | Output::Emit(_) => {}
            }
        }
    }
    (remembered, left_for)
}

fn config() -> Value {
    json!({
        "tokens": "page",
        "redirectUri": "https://portal.example/callback",
        "issuer": {"url": "https://issuer.example", "clientId": "portal", "scopes": ["openid"]},
        "clusters": [{
            "id": "prod",
            "server": "https://prod.example",
            "concierge": {"authenticator": {"type": "jwt", "name": "dex"}},
        }],
    })
}

fn answer(request: &Request, nonce: &str) -> Response {
    let body = match request.url.rsplit('/').next().unwrap_or_default() {
        "openid-configuration" => json!({
            "issuer": "https://issuer.example",
            "authorization_endpoint": "https://issuer.example/authorize",
            "token_endpoint": "https://issuer.example/token",
            "jwks_uri": "https://issuer.example/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }),
        "keys" => {
            let number = URL_SAFE_NO_PAD.encode([1; 32]);
            json!({"keys": [{"kty": "EC", "crv": "P-256", "x": number, "y": number}]})
        }
        "token" => json!({
            "access_token": "canary-access",
            "refresh_token": "canary-refresh",
            "token_type": "bearer",
            "id_token": id_token(nonce),
        }),
        "tokencredentialrequests" => json!({"status": {"credential": {
            "clientCertificateData": CERTIFICATE,
            "clientKeyData": KEY,
            "expirationTimestamp": "2026-11-23T10:10:00Z",
        }}}),
        other => panic!("unexpected {other}"),
    };
    Response {
        id: request.id,
        sent: NOW,
        received: NOW,
        outcome: Ok(Reply {
            status: 200,
            date: None,
            retry_after: None,
            audit_id: None,
            media_type: "application/json".into(),
            is_remembered: false,
            body: Secret::new(body.to_string().into_bytes()),
        }),
    }
}

fn id_token(nonce: &str) -> String {
    let iat = NOW.wall.as_secs();
    let claims = json!({
        "iss": "https://issuer.example",
        "sub": "canary-sub",
        "aud": "portal",
        "iat": iat,
        "exp": iat + 120,
        "nonce": nonce,
        "username": "pinny",
    });
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signature = URL_SAFE_NO_PAD.encode([1; 64]);
    format!(
        "{}.{}.{signature}",
        part(json!({"alg": "ES256"})),
        part(claims)
    )
}
