//! One file per rule that a client must enforce, named after the violation, in the order of a login.

use haulout_protocol::Code;
use haulout_protocol::error::Reason;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::SessionView;
use serde_json::json;

use crate::world::edits::Object;
use crate::world::{Mode, Route, World};

// The flow itself.
mod client;

// Discovery.
mod discovery_identity_providers_elsewhere;
mod discovery_insecure_endpoint;
mod discovery_issuer_mismatch;
mod discovery_jwks_uri_keys;
mod discovery_openid_config;
mod pkce_unsupported;

// The callback.
mod authorization_response_of_another_configuration;
mod authorization_response_of_another_flow;
mod authorization_response_repeated_parameter;
mod ensure_authorization_response_with_invalid_missing_state_fails;
mod ensure_authorization_response_with_invalid_state_fails;
mod invalid_authorization_response_iss;
mod remove_authorization_response_iss;

// Members that are not needed.
mod optional_members;

// The token endpoint's response.
mod token_endpoint_response_without_expires_in;
mod token_endpoint_response_without_id_token;
mod token_type_case_insensitivity;

// The signature of the ID token.
mod critical_header;
mod embedded_key;
mod idtoken_sig_none;
mod idtoken_sig_others;
mod idtoken_sig_rs256;
mod invalid_alternate_alg;
mod invalid_null_alg;
mod invalid_sig_es256;
mod invalid_sig_hs256;
mod invalid_sig_rs256;

// The issuer's keys.
mod jwks_hostile;
mod kid_absent_multiple_jwks;
mod kid_absent_single_jwks;
mod signing_key_rotation;
mod signing_key_rotation_just_before_signing;

// The claims of the ID token.
mod idtoken_malformed;
mod idtoken_times_without_date;
mod invalid_athash;
mod invalid_aud;
mod invalid_azp;
mod invalid_expired_exp;
mod invalid_future_iat;
mod invalid_iss;
mod invalid_missing_exp;
mod invalid_missing_iss;
mod invalid_missing_nonce;
mod invalid_secondary_aud;
mod missing_aud;
mod missing_iat;
mod missing_sub;
mod nonce_invalid;
mod valid_aud_as_array;

// Refresh.
mod refresh_token;
mod refresh_token_invalid_aud;
mod refresh_token_invalid_auth_time;
mod refresh_token_invalid_azp;
mod refresh_token_invalid_issuer;
mod refresh_token_invalid_sub;

// Sign-out at the issuer.
mod rp_init_logout;

// Token exchange.
mod token_exchange_invalid_token;

/// Signs in twice: once without `change`, which must succeed, and once with it, which must end in exactly this failure
/// before any request to a Concierge.
#[track_caller]
fn refused_in(mode: Mode, change: impl Fn(&mut World), code: Code, reason: &Reason) {
    refused_after(1, mode, change, code, reason);
}

/// The same after this many requests that redeem a code.
#[track_caller]
fn refused_after(
    redemptions: usize,
    mode: Mode,
    change: impl Fn(&mut World),
    code: Code,
    reason: &Reason,
) {
    accepted_in(mode, |_| {});
    let mut world = World::new(mode);
    change(&mut world);
    world.login();
    let failure = world.failure();
    assert_eq!(
        (failure.code(), &failure.reason),
        (code, reason),
        "{mode:?}"
    );
    assert_eq!(world.sent(&Route::Redeem).len(), redemptions, "{mode:?}");
    assert_nothing_was_gained(&world);
}

/// The same in both modes.
#[track_caller]
fn refused(change: impl Fn(&mut World), code: Code, reason: &Reason) {
    for mode in [Mode::Page, Mode::Sealed] {
        refused_in(mode, &change, code, reason);
    }
}

/// The same if several rules are broken, and any of them may be named.
#[track_caller]
fn refused_with_any_reason(change: impl Fn(&mut World)) {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        change(&mut world);
        world.login();
        let code = world.failure().code();
        assert!(
            matches!(code, Code::IdTokenInvalid | Code::SigningKeysInvalid),
            "{code}"
        );
        assert_nothing_was_gained(&world);
    }
}

/// The same for a rule about the callback: the code must not be redeemed.
#[track_caller]
fn refused_callback(change: impl Fn(&mut World), code: Code, reason: &Reason) {
    for mode in [Mode::Page, Mode::Sealed] {
        refused_callback_in(mode, &change, code, reason);
    }
}

/// The same in one mode.
#[track_caller]
fn refused_callback_in(mode: Mode, change: impl Fn(&mut World), code: Code, reason: &Reason) {
    refused_after(0, mode, change, code, reason);
}

/// The same for a rule about the metadata: the browser must not be sent to the issuer.
#[track_caller]
fn refused_before_sign_in(change: impl Fn(&mut World), code: Code, reason: &Reason) {
    for mode in [Mode::Page, Mode::Sealed] {
        accepted_in(mode, |_| {});
        let mut world = World::new(mode);
        change(&mut world);
        world.open();
        let failure = world.failure();
        assert_eq!(
            (failure.code(), &failure.reason),
            (code, reason),
            "{mode:?}"
        );
        world.sign_in();
        assert_eq!(world.navigated, None, "{mode:?}");
        assert_nothing_was_gained(&world);
    }
}

/// Signs in and renews, which must succeed; then renews after `change`, which must be refused and change nothing else.
#[track_caller]
fn renewal_refused(change: impl Fn(&mut World), code: Code, reason: &Reason) {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = accepted_in(mode, |_| {});
        world.command(Command::Renew);
        world.assert_works();
        let before = world.session();
        world.seen.clear();
        change(&mut world);
        world.command(Command::Renew);
        let session = world.session();
        let trouble = session
            .trouble
            .clone()
            .expect("the renewal was not refused");
        assert_eq!(
            (trouble.code(), &trouble.reason),
            (code, reason),
            "{mode:?}"
        );
        let ends = |session: &SessionView| -> Vec<_> {
            let credentials = session.clusters.iter().map(|it| it.credential.as_ref());
            credentials.map(|it| it.unwrap().not_after).collect()
        };
        assert_eq!(ends(&session), ends(&before), "{mode:?}");
        assert_eq!(session.username, before.username, "{mode:?}");
        assert_eq!(world.credential_requests(), 0, "{mode:?}");
    }
}

/// Signs in after `change`, which has to end with a credential.
#[track_caller]
fn accepted_in(mode: Mode, change: impl Fn(&mut World)) -> World {
    let mut world = World::new(mode);
    change(&mut world);
    world.login();
    world.assert_works();
    assert_eq!(world.credential_requests(), 1, "{mode:?}");
    world
}

/// The same in both modes, and with responses that overtake each other.
#[track_caller]
fn accepted(change: impl Fn(&mut World)) {
    for mode in [Mode::Page, Mode::Sealed] {
        for reversed in [false, true] {
            accepted_in(mode, |world| {
                world.reversed = reversed;
                change(world);
            });
        }
    }
}

#[track_caller]
fn assert_nothing_was_gained(world: &World) {
    assert_eq!(world.credential_requests(), 0);
    assert_eq!(world.sent(&Route::Exchange).len(), 0);
    assert_eq!(world.storage, None);
    assert!(world.kubeconfig("prod-eu").is_err());
}

/// Moves a time in a token by so many seconds.
fn shift(claims: &mut Object, claim: &str, secs: i64) {
    let before = claims[claim].as_i64().unwrap();
    claims.insert(claim.to_owned(), json!(before + secs));
}
