//! Which causes are found in which token, and their order.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{RefusalCause, causes};
use crate::clocks::{ClockOwner, Deviation, Reading};
use crate::config::{ClusterConfig, Config, TokenMode};
use crate::json::Json;
use crate::oidc::id_token::{ClaimValues, TokenFacts};
use crate::oidc::signature::Algorithm;
use crate::time::{Span, UnixTime};

const NOW: UnixTime = UnixTime::from_secs(1_000_000);

/// A token without any defect.
fn token() -> TokenFacts {
    TokenFacts {
        audiences: vec!["prod-1".into()],
        issued: NOW.minus(Span::from_secs(60)),
        expires: NOW.plus(Span::from_secs(60)),
        algorithm: Algorithm::Es256,
        issuer: "https://issuer.example".into(),
        claims: claims(r#"{"username": "walrus", "groups": ["sre"]}"#),
    }
}

fn claims(json: &str) -> ClaimValues {
    let json = Json::parse(json.as_bytes()).expect("it is JSON");
    ClaimValues::of(&json.root().expect("it is an object"))
}

fn cluster(kind: &str, audience: Option<&str>) -> ClusterConfig {
    cluster_with(kind, audience, "")
}

/// `more` is added to the Concierge's fields.
fn cluster_with(kind: &str, audience: Option<&str>, more: &str) -> ClusterConfig {
    let audience = audience.map_or(alloc::string::String::new(), |audience| {
        alloc::format!(r#""audience": "{audience}","#)
    });
    let json = alloc::format!(
        r#"{{
            "tokens": "page",
            "redirectUri": "https://portal.example/callback",
            "issuer": {{"url": "https://issuer.example", "clientId": "portal", "scopes": ["openid"]}},
            "clusters": [{{
                "id": "prod", "server": "https://prod.example:6443", {audience}
                "concierge": {{"authenticator": {{"type": "{kind}", "name": "supervisor"}}{more}}}
            }}]
        }}"#
    );
    let config = Config::parse(json.as_bytes()).expect("it is valid");
    match config.tokens {
        TokenMode::Page(clusters) => (*clusters[0]).clone(),
        TokenMode::Sealed(_) => unreachable!("it says page"),
    }
}

fn explain(token: &TokenFacts, cluster: &ClusterConfig, off: &[Deviation]) -> Vec<RefusalCause> {
    causes(token, cluster, Reading::exactly(NOW), off)
}

#[track_caller]
fn first(token: &TokenFacts, cause: &RefusalCause) {
    let found = explain(token, &cluster("jwt", Some("prod-1")), &[]);
    assert_eq!(found.first(), Some(cause));
    assert_eq!(found.last(), Some(&RefusalCause::Unknown));
}

#[test]
fn a_token_that_expired_on_the_clusters_clock_comes_first() {
    let expires = NOW.minus(Span::from_secs(4));
    first(
        &TokenFacts { expires, ..token() },
        &RefusalCause::Expired(Span::from_secs(4)),
    );
}

#[test]
fn a_token_that_is_not_yet_valid_is_a_cause() {
    let issued = NOW.plus(Span::from_secs(9));
    first(
        &TokenFacts { issued, ..token() },
        &RefusalCause::NotYetValid(Span::from_secs(9)),
    );
}

#[test]
fn another_audience_is_a_cause_with_the_required_one() {
    let audiences = vec!["portal".into()];
    let cause = RefusalCause::Audience {
        has: audiences.clone(),
        wants: Some("prod-1".into()),
    };
    first(
        &TokenFacts {
            audiences,
            ..token()
        },
        &cause,
    );
}

#[test]
fn a_missing_username_ranks_last_if_the_authenticators_claims_are_unknown() {
    let token = TokenFacts {
        claims: claims(r#"{"email": "walrus@acme.example"}"#),
        ..token()
    };
    let off = Deviation {
        whose: ClockOwner::Concierge,
        offset_millis: -4_000,
    };
    for audience in [Some("prod-1"), Some("prod-2"), None] {
        let found = explain(&token, &cluster("jwt", audience), &[off]);
        let names: Vec<_> = found.iter().map(RefusalCause::as_str).collect();
        let last: Vec<_> = names.iter().rev().take(2).copied().collect();
        assert_eq!(last, ["unknown", "claim"], "{names:?}");
        for other in ["clock", "audience", "issuer", "authenticator"] {
            assert!(names.contains(&other), "{names:?}");
        }
    }
}

#[test]
fn an_algorithm_that_pinniped_does_not_accept_comes_first() {
    let token = TokenFacts {
        algorithm: Algorithm::EdDsa,
        expires: NOW,
        ..token()
    };
    first(&token, &RefusalCause::Algorithm(Algorithm::EdDsa));
}

#[test]
fn a_webhook_may_accept_any_algorithm_and_claims() {
    let token = TokenFacts {
        algorithm: Algorithm::EdDsa,
        claims: claims("{}"),
        ..token()
    };
    let found = explain(&token, &cluster("webhook", None), &[]);
    assert!(
        matches!(
            found.as_slice(),
            [RefusalCause::Authenticator { .. }, RefusalCause::Unknown]
        ),
        "{found:?}"
    );
}

#[test]
fn a_good_token_leaves_clock_authenticator_and_audience() {
    let off = Deviation {
        whose: ClockOwner::Concierge,
        offset_millis: -4_000,
    };
    let found = explain(&token(), &cluster("jwt", Some("prod-1")), &[off]);
    assert!(
        matches!(
            found.as_slice(),
            [
                RefusalCause::Clock {
                    offset_millis: -4_000
                },
                RefusalCause::Authenticator { .. },
                RefusalCause::Audience { .. },
                RefusalCause::Issuer(_),
                RefusalCause::Unknown
            ]
        ),
        "{found:?}"
    );
}

#[test]
fn configured_claims_that_a_token_breaks_come_first() {
    let token = TokenFacts {
        claims: claims(
            r#"{"email": "walrus@acme.example", "email_verified": false, "hd": "else"}"#,
        ),
        ..token()
    };
    let lacks = |name: &str| RefusalCause::Claim {
        name: name.into(),
        is_configured: true,
    };
    let value = RefusalCause::ClaimValue {
        name: "hd".into(),
        wants: "acme.example".into(),
    };
    for (configured, expected) in [
        ("{}", lacks("username")),
        (r#"{"username": ""}"#, lacks("username")),
        (r#"{"username": "upn"}"#, lacks("upn")),
        (r#"{"username": "email"}"#, RefusalCause::UnverifiedEmail),
        (
            r#"{"username": "hd", "claimValidationRules": [{"claim": "hd", "requiredValue": "acme.example"}]}"#,
            value,
        ),
    ] {
        let cluster = cluster_with(
            "jwt",
            Some("prod-1"),
            &format!(r#", "claims": {configured}"#),
        );
        assert_eq!(explain(&token, &cluster, &[]).first(), Some(&expected));
    }
}

#[test]
fn rules_that_only_the_concierge_evaluates_are_named_with_their_messages() {
    let claims = r#", "claims": {
        "usernameExpression": "claims.upn",
        "claimValidationRules": [{"expression": "claims.amr.exists(it, it == 'otp')", "message": "sign in with a second factor"}],
        "userValidationRules": [{"expression": "!user.username.startsWith('system:')"}]
    }"#;
    let found = explain(&token(), &cluster_with("jwt", Some("prod-1"), claims), &[]);
    assert_eq!(
        found[..3],
        [
            RefusalCause::Rule("sign in with a second factor".into()),
            RefusalCause::Rule("!user.username.startsWith('system:')".into()),
            RefusalCause::Expression("claims.upn".into()),
        ]
    );
}
