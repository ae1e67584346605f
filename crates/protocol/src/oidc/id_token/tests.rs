//! Tests of reading unverified tokens.

use alloc::format;

use super::*;

fn token(header: &str, claims: &str) -> Result<UnverifiedToken, IdTokenError> {
    let [header, claims] = [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
    let signature = BASE64_URL_SAFE_NO_PAD.encode([0; CURVE_SIGNATURE_BYTES]);
    UnverifiedToken::parse(Secret::new(format!("{header}.{claims}.{signature}")))
}

#[test]
fn the_user_name_comes_before_the_subject() {
    for (claims, user) in [
        (r#"{"sub":"s","username":"pinny"}"#, Some("pinny")),
        (r#"{"sub":"s"}"#, Some("s")),
        ("{}", None),
    ] {
        let token = token(r#"{"alg":"ES256"}"#, claims).expect(claims);
        assert_eq!(token.claimed_user(), user);
    }
}

#[test]
fn a_missing_claim_that_authenticators_read_is_named() {
    for (claims, missing) in [
        ("{}", Some("username")),
        (r#"{"username":"pinny"}"#, Some("groups")),
        (r#"{"username":"pinny","groups":[]}"#, None),
    ] {
        let token = token(r#"{"alg":"ES256"}"#, claims).expect(claims);
        assert_eq!(token.missing_claim(), missing);
    }
}

#[test]
fn the_key_id_is_that_of_the_header() {
    for (header, key) in [
        (r#"{"alg":"ES256","kid":"k"}"#, Some("k")),
        (r#"{"alg":"ES256"}"#, None),
    ] {
        assert_eq!(token(header, "{}").expect(header).key_id(), key);
    }
}

#[test]
fn at_hash_is_checked_with_the_tokens_algorithm() {
    // The example of OpenID Connect Core appendix A.3.
    let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    let half = "77QmUPtjPfzWtF2AnpK9RQ";
    for (algorithm, at_hash, is_bound) in [
        ("RS256", half, true),
        ("ES256", half, true),
        ("ES256", "77QmUPtjPfzWtF2AnpK9RR", false),
        ("EdDSA", half, false),
    ] {
        let header = format!(r#"{{"alg":"{algorithm}"}}"#);
        let claims = format!(r#"{{"at_hash":"{at_hash}"}}"#);
        let token = token(&header, &claims).expect(algorithm);
        let found = token.check_access_token(access_token);
        assert_eq!(found.is_ok(), is_bound, "{algorithm} {at_hash}");
    }
}

#[test]
fn unverifiable_tokens_are_not_parsed() {
    for algorithm in ["none", "HS256", "ES384", "RS512"] {
        let header = format!(r#"{{"alg":"{algorithm}"}}"#);
        assert!(token(&header, "{}").is_err(), "{algorithm}");
    }
    for bad in ["", "a.b", "a.b.c", "a.b.c.d.e"] {
        assert!(
            UnverifiedToken::parse(Secret::new(bad.into())).is_err(),
            "{bad}"
        );
    }
}
