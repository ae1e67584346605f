//! ID tokens: one flipped bit, and arbitrary values for each claim.

use haulout_protocol::snapshot::Situation;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{any_json, any_mode, assert_settled};
use crate::world::edits::Object;
use crate::world::issuer::{CLIENT_ID, ISSUER};
use crate::world::{Mode, World, edit, set};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_token_with_one_flipped_bit_is_refused(mode in any_mode(), at in any::<prop::sample::Index>(), bit in 0..7_u8) {
        let mut world = World::new(mode);
        world.issuer.edits.compact = edit(move |token: &mut String| {
            let mut bytes = token.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            *token = String::from_utf8(bytes).unwrap();
        });
        world.login();
        prop_assert!(matches!(world.situation(), Situation::Failed(_)));
        prop_assert_eq!(world.credential_requests(), 0);
    }

    #[test]
    fn arbitrary_claims_are_handled(mode in any_mode(), claim in prop::sample::select(CLAIMS), value in any_json()) {
        let mut world = World::new(mode);
        world.issuer.edits.claims = set(claim, value.clone());
        world.login();
        assert_settled(&world);
        let signed_in = matches!(world.situation(), Situation::SignedIn(_));
        prop_assert!(signed_in || world.credential_requests() == 0);
        if signed_in {
            prop_assert!(may_be(mode, claim, &value), "{} {}", claim, value);
        }
    }

    #[test]
    fn arbitrary_claims_of_a_refreshed_token_are_handled(mode in any_mode(), claim in prop::sample::select(CLAIMS), value in any_json()) {
        let mut world = World::new(mode);
        world.login();
        world.issuer.edits.refreshed_claims = set(claim, value);
        let before = world.session().username;
        world.command(haulout_protocol::input::Command::Renew);
        assert_settled(&world);
        if claim != "username" {
            prop_assert_eq!(world.session().username, before);
        }
        prop_assert!(world.kubeconfig("prod-eu").is_ok());
    }

    #[test]
    fn arbitrary_headers_are_handled(mode in any_mode(), member in "alg|kid|typ|crit|jwk|x5c|b64", value in any_json()) {
        let mut world = World::new(mode);
        world.issuer.edits.header = edit(move |header: &mut Object| {
            header.insert(member.clone(), value.clone());
        });
        world.login();
        assert_settled(&world);
    }
}

/// Whether the rules allow this value; written independently of the engine.
fn may_be(mode: Mode, claim: &str, value: &Value) -> bool {
    // Well after the end of these worlds.
    let future = 1_795_500_000.0;
    match claim {
        "iss" => value == ISSUER,
        "aud" => *value == json!(CLIENT_ID) || *value == json!([CLIENT_ID]),
        "azp" => is_absent(value) || value == CLIENT_ID,
        "exp" => value.as_f64().is_some_and(|secs| secs > START_SECS),
        "iat" => value
            .as_f64()
            .is_some_and(|secs| secs > START_SECS - 700.0 && secs < future),
        "nbf" => value.is_null() || value.as_f64().is_some_and(|secs| secs < future),
        "sub" => value
            .as_str()
            .is_some_and(|text| !text.is_empty() && text.is_ascii()),
        "nonce" => false,
        "at_hash" => mode == Mode::Sealed || is_absent(value),
        _ => true,
    }
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value == ""
}

const CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "sub",
    "nonce",
    "at_hash",
    "auth_time",
    "username",
    "groups",
    "email",
];
/// About when these worlds begin.
const START_SECS: f64 = 1_795_420_700.0;
