//! ID tokens: the claims of each issuer profile, signed with ES256.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use url::Url;

use super::edits::Document;
use super::inner::Inner;
use super::sessions::Login;
use crate::clock::unix_seconds;
use crate::random;
use crate::script::IssuerProfile;

/// The ID token in the response to a code or a refresh token.
pub(super) fn for_client(
    issuer: &Inner,
    login: &Login,
    access_token: &str,
    nonce: Option<&str>,
    now: SystemTime,
    document: Document,
) -> Value {
    let mut claims = claims(issuer, login, &login.authorization.client_id, now);
    claims["at_hash"] = at_hash(access_token).into();
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let signed = issuer.keys.sign(&issuer.edits.apply(document, claims));
    issuer.edits.apply(Document::IdToken, signed.into())
}

/// The ID token in the response to an exchange: with the cluster's audience, without `nonce` and `at_hash`.
pub(super) fn for_audience(
    issuer: &Inner,
    login: &Login,
    audience: &str,
    now: SystemTime,
) -> String {
    issuer.keys.sign(&claims(issuer, login, audience, now))
}

fn claims(issuer: &Inner, login: &Login, audience: &str, now: SystemTime) -> Value {
    if issuer.profile == IssuerProfile::Dex {
        return dex_claims(issuer, login, audience, now);
    }
    let mut claims = json!({
        "iss": issuer.url,
        "iat": unix_seconds(now),
        "exp": unix_seconds(now + issuer.lifetimes.id_token),
        "auth_time": unix_seconds(login.authenticated_at),
        "jti": random::uuid(),
    });
    match issuer.profile {
        IssuerProfile::Supervisor => {
            claims["sub"] = upstream_subject(login).into();
            claims["aud"] = json!([audience]);
            claims["azp"] = login.authorization.client_id.as_str().into();
            claims["rat"] = unix_seconds(login.authenticated_at).into();
        }
        IssuerProfile::Plain | IssuerProfile::Vault | IssuerProfile::Dex => {
            claims["sub"] = login.user.username.as_str().into();
            claims["aud"] = if issuer.audience_as_array {
                json!([audience])
            } else {
                audience.into()
            };
        }
    }
    let everyone_gets_them = issuer.profile != IssuerProfile::Supervisor;
    if everyone_gets_them || login.has_scope("username") {
        claims["username"] = login.user.username.as_str().into();
    }
    if everyone_gets_them || login.has_scope("groups") {
        claims["groups"] = json!(login.user.groups);
    }
    if login.has_scope("email") {
        claims["email"] = email(login).into();
        claims["email_verified"] = true.into();
    }
    claims
}

/// Dex has no claim `username`, and every claim about the user needs its scope.
fn dex_claims(issuer: &Inner, login: &Login, audience: &str, now: SystemTime) -> Value {
    let username = login.user.username.as_str();
    let mut claims = json!({
        "iss": issuer.url,
        "sub": dex_subject(username),
        "aud": audience,
        "iat": unix_seconds(now),
        "exp": unix_seconds(now + issuer.lifetimes.id_token),
    });
    if login.has_scope("email") {
        claims["email"] = email(login).into();
        claims["email_verified"] = true.into();
    }
    if login.has_scope("groups") {
        claims["groups"] = json!(login.user.groups);
    }
    if login.has_scope("profile") {
        claims["name"] = username.into();
        claims["preferred_username"] = username.into();
    }
    claims
}

fn email(login: &Login) -> String {
    format!("{}@acme.example", login.user.username)
}

/// A protocol buffer with the user's identifier and the connector's.
fn dex_subject(username: &str) -> String {
    let field = |tag: u8, text: &str| {
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        [&[tag, length], text.as_bytes()].concat()
    };
    URL_SAFE_NO_PAD.encode([field(0x0a, username), field(0x12, "local")].concat())
}

/// A Supervisor's subject is a URL with the identity provider and the upstream subject.
fn upstream_subject(login: &Login) -> String {
    let query = [
        ("idpName", login.provider.as_str()),
        ("sub", &login.user.username),
    ];
    Url::parse_with_params("https://idp.acme.example", query)
        .map(String::from)
        .unwrap_or_default()
}

/// The left half of the access token's hash (OpenID Connect Core 1.0 §3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let hash = digest(&SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}
