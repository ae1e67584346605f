//! Tests that this browser verifies tokens signed by Node, through the machine's result of a login.

use haulout_protocol::entropy::Entropy;
use haulout_protocol::http::{Reply, Response};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Now, Tick, UnixTime};
use haulout_protocol::{Code, Machine};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::verify;
use crate::browser::fresh_page::fresh_page;

const SIGNED: &str = include_str!("../../../tests/fixtures/signatures/signed.json");
/// When the tokens were issued: 2026-11-23T10:05:00Z.
const NOW: Now = Now {
    wall: UnixTime::from_secs(1_795_428_300),
    tick: Tick::from_millis(0),
};
const ALGORITHMS: [&str; 4] = ["ES256", "EdDSA", "PS256", "RS256"];

#[wasm_bindgen_test]
async fn a_valid_signature_of_every_algorithm_is_valid() {
    fresh_page().await;
    for alg in ALGORITHMS {
        assert_eq!(outcome(alg, "token", &["key"]).await, Ok(()), "{alg}");
    }
}

#[wasm_bindgen_test]
async fn a_signature_with_one_wrong_bit_is_invalid() {
    fresh_page().await;
    for alg in ALGORITHMS {
        let found = outcome(alg, "broken", &["key"]).await;
        assert_eq!(found, Err(Code::IdTokenInvalid), "{alg}");
    }
}

#[wasm_bindgen_test]
async fn a_signature_that_lacks_a_byte_is_invalid() {
    fresh_page().await;
    for alg in ALGORITHMS {
        let found = outcome(alg, "short", &["key"]).await;
        assert_eq!(found, Err(Code::IdTokenInvalid), "{alg}");
    }
}

#[wasm_bindgen_test]
async fn a_signature_by_another_key_is_invalid() {
    fresh_page().await;
    for alg in ALGORITHMS {
        let found = outcome(alg, "token", &["other"]).await;
        assert_eq!(found, Err(Code::IdTokenInvalid), "{alg}");
    }
}

#[wasm_bindgen_test]
async fn one_of_several_keys_is_enough() {
    fresh_page().await;
    for alg in ALGORITHMS {
        assert_eq!(
            outcome(alg, "token", &["other", "key"]).await,
            Ok(()),
            "{alg}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_key_off_its_curve_verifies_nothing() {
    fresh_page().await;
    let found = outcome("ES256", "token", &["beside"]).await;
    assert_eq!(found, Err(Code::SigningKeysInvalid));
    assert_eq!(outcome("ES256", "token", &["beside", "key"]).await, Ok(()));
    let found = outcome("ES256", "broken", &["beside", "key"]).await;
    assert_eq!(found, Err(Code::IdTokenInvalid));
}

/// Logs in with the token called `token`, at an issuer with the keys called `keys`.
async fn outcome(alg: &str, token: &str, keys: &[&str]) -> Result<(), Code> {
    let signed: Value = serde_json::from_str(SIGNED).unwrap();
    let signed = &signed[alg];
    let keys: Vec<&Value> = keys.iter().map(|key| &signed[key]).collect();
    let answers = json!({
        "openid-configuration": {
            "issuer": "https://issuer.example",
            "authorization_endpoint": "https://issuer.example/authorize",
            "token_endpoint": "https://issuer.example/token",
            "jwks_uri": "https://issuer.example/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["ES256"],
        },
        "keys": {"keys": keys},
        "token": {"access_token": "a", "token_type": "bearer", "id_token": signed[token]},
    });
    let config = json!({
        "tokens": "page",
        "redirectUri": "https://portal.example/callback",
        "issuer": {"url": "https://issuer.example", "clientId": "portal", "scopes": ["openid"]},
        "clusters": [],
    });
    let mut machine = Machine::new();
    let opening = Opening {
        config: Source::Inline(config.to_string().into_bytes()),
        arrival: None,
        seed: 0,
    };
    run(&mut machine, &answers, Input::Opened(opening)).await;
    let sign_in = Command::SignIn {
        identity_provider: None,
        entropy: Entropy::new([7; Entropy::LEN]),
    };
    let pending = run(&mut machine, &answers, Input::Command(sign_in)).await;
    // The state for entropy of sevens, like the fixture's nonce.
    let state = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let arrival = Arrival {
        page_url: format!("https://portal.example/callback?code=c&state={state}"),
        pending,
    };
    run(&mut machine, &answers, Input::Returned(arrival)).await;
    match machine.snapshot().situation {
        Situation::SignedIn(_) => Ok(()),
        Situation::Failed(error) => Err(error.code()),
        other @ (Situation::Progress(_) | Situation::SignedOut(_)) => panic!("{other:?}"),
    }
}

async fn run(machine: &mut Machine, answers: &Value, input: Input) -> Option<PendingLogin> {
    let mut remembered = None;
    let mut inputs = vec![input];
    while let Some(input) = inputs.pop() {
        machine.handle(input, NOW);
        while let Some(output) = machine.poll() {
            match output {
                Output::Send(request) => {
                    let name = request.url.rsplit('/').next().unwrap();
                    inputs.push(Input::Response(Response {
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
                            body: Secret::new(answers[name].to_string().into_bytes()),
                        }),
                    }));
                }
                Output::CheckSignature(check) => inputs.push(Input::Verdict(verify(check).await)),
                Output::Remember(pending) => remembered = Some(pending),
                Output::Navigate(_) | Output::ReplaceUrl(_) | Output::Emit(_) => {}
            }
        }
    }
    remembered
}
