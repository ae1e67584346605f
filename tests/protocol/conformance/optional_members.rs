//! A member that is not needed never prevents a sign-in, and an empty text or `null` counts as absent.

use haulout_protocol::error::{IdTokenError, Reason, UnreachableReason};
use haulout_protocol::input::Command;
use serde_json::{Value, json};

use super::{accepted, accepted_in};
use crate::world::{Answer, Flaw, Mode, Route, World, edit, set};

fn odd_values() -> [Value; 6] {
    [
        json!({"0": "code"}),
        json!("text"),
        json!(""),
        json!(7),
        json!(true),
        json!([7, null, {"a": 1}]),
    ]
}

#[test]
fn metadata_that_is_not_needed_may_have_any_type() {
    for name in [
        "scopes_supported",
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "revocation_endpoint",
        "end_session_endpoint",
        "authorization_response_iss_parameter_supported",
        "claims_supported",
    ] {
        for value in odd_values() {
            if (name, &value)
                == (
                    "authorization_response_iss_parameter_supported",
                    &json!(true),
                )
            {
                continue;
            }
            accepted(|world| world.issuer.edits.metadata = set(name, value.clone()));
        }
    }
    for value in [
        json!({"0": "S256"}),
        json!("S256 plain"),
        json!(7),
        json!(""),
    ] {
        accepted(|world| {
            world.issuer.edits.metadata = set("code_challenge_methods_supported", value.clone());
        });
    }
}

#[test]
fn token_members_that_are_not_needed_may_have_any_type() {
    for name in ["scope", "expires_in", "issued_token_type", "session_state"] {
        for value in odd_values() {
            let world = accepted_in(Mode::Page, |world| {
                world.issuer.edits.token_response = set(name, value.clone());
                world.issuer.edits.refresh_response = set(name, value.clone());
            });
            assert_renews(world);
        }
    }
}

#[test]
fn an_odd_key_is_skipped() {
    for odd in [
        json!({"kid": "x", "alg": "RS256"}),
        json!(null),
        json!("key"),
        json!([]),
        json!({"kty": "EC", "kid": ["2026-11"], "use": 7}),
    ] {
        accepted(|world| {
            let odd = odd.clone();
            world.issuer.edits.jwks =
                edit(move |keys: &mut Vec<Value>| keys.insert(0, odd.clone()));
        });
    }
}

#[test]
fn a_refreshed_member_that_is_empty_does_not_replace_the_current_one() {
    for name in ["refresh_token", "id_token", "scope"] {
        for value in [json!(""), json!(null)] {
            let mut world = accepted_in(Mode::Page, |world| {
                world.issuer.rotates = false;
                world.issuer.edits.refresh_response = set(name, value.clone());
            });
            let first = world.sent(&Route::Refresh).len();
            for _ in 0..3 {
                world.pass_with_credential(100);
                world.command(Command::Renew);
                world.assert_works();
            }
            assert_eq!(world.sent(&Route::Refresh).len(), first + 3, "{name}");
            assert_eq!(world.session().sign_in_by, None, "{name}");
        }
    }
}

#[test]
fn an_empty_refresh_token_at_sign_in_is_none() {
    let world = accepted_in(Mode::Page, |world| {
        world.issuer.edits.token_response = set("refresh_token", json!(""));
    });
    assert!(world.session().sign_in_by.is_some());
}

#[test]
fn a_claim_that_is_null_or_empty_is_absent_on_sign_in_and_refresh() {
    for name in ["at_hash", "nbf", "auth_time", "email", "preferred_username"] {
        let world = accepted_in(Mode::Page, |world| {
            world.issuer.edits.claims = set(name, Value::Null);
            world.issuer.edits.refreshed_claims = set(name, Value::Null);
        });
        assert_renews(world);
        let world = accepted_in(Mode::Page, |world| {
            world.issuer.edits.refreshed_claims = set(name, Value::Null);
        });
        assert_renews(world);
    }
    let world = accepted_in(Mode::Page, |world| {
        world.issuer.edits.claims = set("at_hash", json!(""));
        world.issuer.edits.refreshed_claims = set("at_hash", json!(""));
    });
    assert_renews(world);
}

#[test]
fn an_empty_message_of_a_concierge_is_no_refusal() {
    accepted(|world| {
        world.flaws.insert("prod-eu".into(), Flaw::EmptyMessage);
    });
}

#[test]
fn an_odd_identity_provider_is_skipped() {
    let mut world = World::new(Mode::Sealed);
    let list = json!({"pinniped_identity_providers": [
        null,
        {"name": "", "type": "ldap"},
        {"name": 7, "type": "ldap"},
        {"name": "Acme directory", "type": "ldap", "flows": {"0": "browser_authcode"}},
    ]});
    world
        .answers
        .insert(Route::IdentityProviders, Answer::json(200, &list));
    world.login();
    world.assert_works();
}

#[test]
fn a_refusal_that_is_not_in_oauth_form_shows_status_and_first_words() {
    for (answer, status, words) in [
        (
            Answer::page(
                400,
                "<html><head><title>Bad Request</title><style>body {}</style></head>",
            ),
            400,
            "Bad Request",
        ),
        (
            Answer::bytes(400, br#"{"error": {"code": 400}}"#),
            400,
            r#"{"error": {"code": 400}}"#,
        ),
        (
            Answer::bytes(403, br#"{"message": "no  such\n tenant"}"#),
            403,
            "no such tenant",
        ),
        (Answer::empty(403), 403, ""),
    ] {
        for route in [Route::Redeem, Route::Refresh] {
            let mut world = World::new(Mode::Page);
            let is_first = route == Route::Redeem;
            world.answers.insert(route, answer.clone());
            world.login();
            let reason = if is_first {
                world.failure().reason
            } else {
                world.command(Command::Renew);
                world.session().trouble.expect("the refusal shows").reason
            };
            let Reason::Unreachable(_, UnreachableReason::Status(found, said)) = reason else {
                panic!("{reason:?}");
            };
            assert_eq!((found, said.as_str()), (status, words));
        }
    }
}

#[test]
fn an_encrypted_or_opaque_id_token_is_called_that() {
    for (token, expected) in [
        ("eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d", IdTokenError::Encrypted),
        ("ya29-opaque", IdTokenError::Opaque),
    ] {
        let mut world = World::new(Mode::Page);
        world.issuer.edits.token_response = set("id_token", json!(token));
        world.login();
        assert_eq!(world.failure().reason, Reason::IdToken(expected));
    }
}

#[track_caller]
fn assert_renews(mut world: World) {
    world.pass_with_credential(100);
    world.command(Command::Renew);
    world.assert_works();
}
