//! Row D9: a refusal of the issuer that repeats a secret of the request, in any form, reaches the page without it.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    CANARY, Setup, TCR, concierge_script, exchange_form, issuer_script, refresh_form, sign_in, tcr,
};

type Encode = fn(&str) -> String;

/// How servers and proxies write a text into another.
const FORMS: [(&str, Encode); 11] = [
    ("plain", str::to_owned),
    ("half", |secret| secret[..secret.len() * 3 / 4].to_owned()),
    ("upper case", str::to_uppercase),
    ("percent-encoded", percent_encoded),
    ("percent-encoded twice", |secret| {
        percent_encoded(secret).replace('%', "%25")
    }),
    ("escaped as in JSON", |secret| {
        secret
            .chars()
            .map(|it| format!("\\u{:04x}", it as u32))
            .collect()
    }),
    ("base64", |secret| BASE64_STANDARD.encode(secret)),
    ("base64url", |secret| BASE64_URL_SAFE_NO_PAD.encode(secret)),
    ("padded base64url", |secret| BASE64_URL_SAFE.encode(secret)),
    ("base64 of a form", |secret| {
        BASE64_STANDARD.encode(format!("token={secret}"))
    }),
    ("hexadecimal", |secret| {
        secret.bytes().map(|it| format!("{it:02x}")).collect()
    }),
];

fn percent_encoded(secret: &str) -> String {
    secret.bytes().map(|it| format!("%{it:02X}")).collect()
}

/// The secrets that the gateway adds to a request.
fn secrets(asked: &UpstreamRequest) -> Vec<String> {
    ["refresh_token", "subject_token", "code_verifier", "code"]
        .iter()
        .filter_map(|name| asked.field(name))
        .chain([format!("{CANARY} secret:+")])
        .collect()
}

/// Whether any eight characters of a secret are in a text.
fn shows(text: &str, secret: &str) -> bool {
    secret
        .as_bytes()
        .windows(8)
        .any(|part| text.contains(str::from_utf8(part).unwrap()))
}

/// The issuer's script, whose refusals of a grant are `refuse(secret)` for the secret with this index.
async fn refusing(index: usize, refuse: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Setup {
    let script = move |url: &str, asked: &UpstreamRequest| {
        let signs_in = asked
            .field("code")
            .is_some_and(|code| code.contains(CANARY));
        if asked.field("grant_type").is_none() || signs_in {
            return issuer_script(url, asked);
        }
        let secrets = secrets(asked);
        refuse(&secrets[index % secrets.len()])
    };
    Setup::with(script, concierge_script).await
}

#[tokio::test]
async fn d9_echo_of_a_secret_in_any_form_is_removed() {
    for (name, encode) in FORMS {
        for index in [0, 1] {
            let setup = refusing(index, move |secret| {
                let echo = encode(secret);
                let body = json!({"error": echo, "error_description": format!("No token {echo}.")});
                let headers = Reply::json(400, body).with("warning", &format!("299 - \"{echo}\""));
                headers.with("audit-id", &echo)
            })
            .await;
            let mut browser = setup.signed_in().await;
            for form in [
                &refresh_form("sealed")[..],
                &exchange_form("prod-7f3a", "sealed")[..],
            ] {
                let answer = browser.post_form("/issuer/token", form).await;
                assert_eq!((answer.status, answer.json()), (400, json!({})), "{name}");
                assert_eq!(answer.header("warning"), None, "{name}");
                assert_eq!(answer.header("audit-id"), None, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn d9_echo_of_a_secret_in_a_body_that_is_not_oauth_is_removed() {
    for (name, encode) in FORMS {
        for as_json in [true, false] {
            let setup = refusing(0, move |secret| {
                let echo = encode(secret);
                if as_json {
                    return Reply::json(400, json!({"message": format!("no {echo}")}));
                }
                Reply::json(400, format!("no such token: {echo}"))
            })
            .await;
            let mut browser = setup.signed_in().await;
            let answer = browser
                .post_form("/issuer/token", &refresh_form("sealed"))
                .await;
            let secret = encode("kanarienvogel-refresh-1");
            assert!(!shows(&answer.body, &secret), "{name}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn refusal_without_a_secret_keeps_the_issuers_words() {
    let refused = json!({
        "error": "invalid_grant",
        "error_description": "The refresh token expired at 2026-11-30T08:00:00Z, 100% certain; see https://issuer.example/help",
    });
    let body = refused.clone();
    let setup = refusing(0, move |_| {
        Reply::json(400, body.clone()).with("audit-id", "b7f9c1f2-6d53-4b2c-9c0a-0d4e5f6a7b8c")
    })
    .await;
    let mut browser = setup.signed_in().await;
    let answer = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert_eq!((answer.status, answer.json()), (400, refused));
    assert!(answer.header("audit-id").is_some());
}

#[tokio::test]
async fn statuses_that_browsers_handle_themselves_become_502() {
    let kubernetes = |status: u16| json!({"kind": "Status", "code": status, "message": "no"});
    let oauth = |_| json!({"error": "invalid_grant"});
    for status in [407, 408, 421, 425] {
        let bodies: [Value; 3] = [kubernetes(status), oauth(status), json!("")];
        for body in bodies {
            let reply = Reply::json(status, body)
                .with("proxy-authenticate", "Basic")
                .with("www-authenticate", "Basic");
            let refused = reply.clone();
            let script = move |url: &str, asked: &UpstreamRequest| match asked
                .field("grant_type")
                .as_deref()
            {
                Some("refresh_token") => refused.clone(),
                _ => issuer_script(url, asked),
            };
            let setup = Setup::with(script, move |_, _| reply.clone()).await;
            let mut browser = setup.signed_in().await;
            let refreshed = browser
                .post_form("/issuer/token", &refresh_form("sealed"))
                .await;
            let credential = browser.post_json(TCR, tcr("t")).await;
            let version = browser.get("/clusters/prod/version").await;
            for (answer, code) in [
                (refreshed, "HAULOUT_ISSUER_UNREACHABLE"),
                (credential, "HAULOUT_CONCIERGE_UNREACHABLE"),
                (version, "HAULOUT_CONCIERGE_UNREACHABLE"),
            ] {
                assert_eq!((answer.status, answer.code().as_str()), (502, code));
                assert_eq!(answer.header("proxy-authenticate"), None);
            }
        }
    }
}

#[tokio::test]
async fn d9_echo_after_a_sign_in_is_removed() {
    let script = |url: &str, asked: &UpstreamRequest| match asked.field("code_verifier") {
        Some(verifier) => {
            let echo = percent_encoded(&verifier);
            Reply::json(400, json!({"error": echo, "error_description": echo}))
        }
        None => issuer_script(url, asked),
    };
    let setup = Setup::with(script, concierge_script).await;
    let answer = sign_in(&mut setup.browser()).await;
    assert_eq!((answer.status, answer.json()), (400, json!({})));
}
