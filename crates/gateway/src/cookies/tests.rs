//! Which cookie counts if a browser sends several of one name, or too many sign-ins.

use std::path::Path;

use axum::http::header::COOKIE;

use super::*;
use crate::clock::UnixSeconds;

fn cookies() -> Cookies {
    let yaml = "
title: Acme clusters
publicUrl: https://portal.example/haulout
issuer: {url: 'https://issuer.example', clientId: client, scopes: [openid]}
clusters: [{id: c, name: C, server: 'https://c.example', concierge: none}]
";
    let config = Config::from_yaml(yaml, "test.yaml", Path::new(".")).unwrap();
    Cookies::new(&config, &SealKeys::random().unwrap())
}

fn ago(seconds: u64) -> UnixSeconds {
    UnixSeconds(clock::now().0 - seconds)
}

fn sent(pairs: &[String]) -> HeaderMap {
    HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(pairs.join("; ")).unwrap())])
}

/// A session cookie that was sealed so many seconds ago.
fn session(cookies: &Cookies, id: &str, seconds: u64) -> String {
    let session = Session {
        id: Some(id.to_owned()),
        ..Session::begin()
    };
    let value = cookies.sealer.seal(&cookies.session, session, ago(seconds));
    format!("{}={}", cookies.session, value.unwrap())
}

#[test]
fn newest_valid_session_counts_in_any_order() {
    let cookies = cookies();
    let mut pairs = vec![
        session(&cookies, "newest", 10),
        session(&cookies, "expired", SESSION_SECONDS),
        session(&cookies, "from the future", 0).replace("=", "=A"),
    ];
    pairs.extend((1..20).map(|age| session(&cookies, "older", age * 100)));
    for _ in 0..pairs.len() {
        pairs.rotate_left(1);
        let found = cookies.session_id(&sent(&pairs));
        assert_eq!(found.as_deref(), Some("newest"));
    }
}

/// The cookie of a sign-in that was sealed so many seconds ago.
fn login(cookies: &Cookies, state: &str, seconds: u64) -> String {
    let name = cookies.login_name(state);
    let login = Login {
        verifier: Secret::new("v".to_owned()),
        state: Secret::new(state.to_owned()),
        nonce: "n".to_owned(),
        redirect_uri: "r".to_owned(),
        issuer: "i".to_owned(),
    };
    let value = cookies.sealer.seal(&name, &login, ago(seconds)).unwrap();
    format!("{name}={value}")
}

#[test]
fn oldest_and_unreadable_sign_ins_are_removed_first() {
    let cookies = cookies();
    let name = |state: &str| cookies.login_name(state);
    let mut pairs = vec![
        format!("{}=junk", name("junk")),
        login(&cookies, "expired", LOGIN_SECONDS),
        login(&cookies, "old", 300),
        login(&cookies, "newer", 200),
        login(&cookies, "newest", 100),
        // These are of other applications.
        format!("{}x=1", name("longer")),
        "__Secure-haulout-login-8443.AAAAAAAAAAA=1".to_owned(),
    ];
    pairs.push(pairs[4].clone());
    let removed = |kept| {
        let removed = cookies.expired_login_cookies(&sent(&pairs), kept).unwrap();
        let text = |cookie: &HeaderValue| cookie.to_str().unwrap().to_owned();
        removed.iter().map(text).collect::<Vec<_>>()
    };
    let starts = |cookies: &[String], states: &[&str]| {
        assert_eq!(cookies.len(), states.len(), "{cookies:?}");
        for state in states {
            let name = format!("{}=;", name(state));
            assert!(
                cookies.iter().any(|cookie| cookie.starts_with(&name)),
                "{cookies:?}"
            );
        }
    };
    starts(&removed(2), &["junk", "expired", "old"]);
    starts(&removed(3), &["junk", "expired"]);
    starts(&removed(0), &["junk", "expired", "old", "newer", "newest"]);
}
