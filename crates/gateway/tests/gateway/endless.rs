//! Row D5: upstreams whose responses never end, fast or slow.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::browser::Answer;
use crate::fake::{EndlessBody, Reply};
use crate::setup::{Setup, TCR, issuer_script, refresh_form, tcr};

/// The response to a request that reaches an upstream whose responses never end.
async fn asked_of(how: EndlessBody, path: &str) -> Answer {
    let issuer =
        move |url: &str, asked: &crate::fake::UpstreamRequest| match asked.field("grant_type") {
            Some(grant) if grant == "refresh_token" => Reply::json(200, "{").endless(how),
            _ => issuer_script(url, asked),
        };
    let concierge = move |_: &str, _: &_| Reply::json(201, "{").endless(how);
    let setup = Setup::with(issuer, concierge).await;
    let mut browser = setup.signed_in().await;
    if matches!(how, EndlessBody::Trickling) {
        tokio::time::pause();
    }
    match path {
        TCR => browser.post_json(path, tcr("t")).await,
        TOKEN => browser.post_form(path, &refresh_form("sealed")).await,
        _ => browser.get(path).await,
    }
}

#[tokio::test]
async fn d5_oversized_upstream_response_fails_before_the_timeout() {
    for path in PATHS {
        let asked = asked_of(EndlessBody::Flooding, path);
        let answer = timeout(TIME_MAX - Duration::from_secs(1), asked).await;
        let answer = answer.unwrap_or_else(|_| panic!("{path} is not cut"));
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "HAULOUT_RESPONSE_TOO_LARGE"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn d5_trickling_upstream_response_fails_after_ten_seconds() {
    for path in PATHS {
        let started = Instant::now();
        let answer = asked_of(EndlessBody::Trickling, path).await;
        let took = started.elapsed();
        assert_eq!(answer.status, 502, "{path}: {}", answer.body);
        assert!(answer.code().ends_with("_UNREACHABLE"), "{}", answer.body);
        assert!(
            took >= TIME_MAX / 2 && took <= TIME_MAX + Duration::from_secs(1),
            "{path}: {took:?}"
        );
        tokio::time::resume();
    }
}

const PATHS: [&str; 3] = [TCR, TOKEN, "/clusters/prod/version"];
const TOKEN: &str = "/issuer/token";
const TIME_MAX: Duration = Duration::from_secs(10);
