//! The limits of the cache: time, number and bytes.

use std::future::{self, ready};

use axum::http::StatusCode;
use axum::http::header::AGE;
use haulout_protocol::Code;

use tokio::time::Instant;

use super::cache::KEEP_TIME;
use super::*;

const LIMITS: Limits = Limits {
    entries: 100,
    bytes: 100_000,
};

fn empty() -> SharedRequests {
    SharedRequests::new(LIMITS)
}

fn key(number: usize) -> RequestKey {
    RequestKey(Sha256::digest(number.to_string()).into())
}

fn response(body: &str) -> SealedResponse {
    SealedResponse {
        headers: HeaderMap::new(),
        cookie: HeaderValue::from_static("session"),
        body: body.as_bytes().to_vec().into(),
        is_final: true,
    }
}

/// Returns the body for key `number` if the issuer would answer `body`.
async fn body(requests: &SharedRequests, number: usize, body: &str) -> String {
    let (_, body) = requests
        .answer(key(number), None, ready(Ok(response(body))), |_| ready(()))
        .await
        .unwrap();
    String::from_utf8(body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn result_is_cached_for_a_minute() {
    let requests = empty();
    assert_eq!(body(&requests, 1, "first").await, "first");
    tokio::time::advance(KEEP_TIME - Duration::from_secs(1)).await;
    let again = requests.answer(key(1), None, ready(Ok(response("second"))), |_| ready(()));
    let (headers, remembered) = again.await.unwrap();
    assert_eq!(
        (&headers[AGE], &remembered[..]),
        (&HeaderValue::from(59), &b"first"[..])
    );
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(body(&requests, 1, "third").await, "third");
}

#[tokio::test(start_paused = true)]
async fn repeatable_request_and_failure_are_not_cached() {
    let requests = empty();
    let repeatable = SealedResponse {
        is_final: false,
        ..response("first")
    };
    requests
        .answer(key(1), None, ready(Ok(repeatable)), |_| ready(()))
        .await
        .unwrap();
    assert_eq!(body(&requests, 1, "second").await, "second");
    let failed = Failure::new(StatusCode::BAD_GATEWAY, Code::IssuerUnreachable, "down");
    requests
        .answer(key(2), None, ready(Err(failed)), |_| ready(()))
        .await
        .unwrap_err();
    assert_eq!(body(&requests, 2, "up").await, "up");
}

#[tokio::test(start_paused = true)]
async fn oldest_results_are_removed_above_the_limits() {
    let requests = empty();
    for number in 0..=LIMITS.entries {
        body(&requests, number, "kept").await;
    }
    assert_eq!(requests.0.lock().entries.len(), LIMITS.entries);
    assert_eq!(body(&requests, LIMITS.entries, "new").await, "kept");
    assert_eq!(body(&requests, 0, "new").await, "new");

    let requests = empty();
    let large = "x".repeat(LIMITS.bytes / 4);
    for number in 0..8 {
        body(&requests, number, &large).await;
    }
    let cache = requests.0.lock();
    assert!(cache.bytes <= LIMITS.bytes && cache.entries.len() == 3);
}

#[tokio::test(start_paused = true)]
async fn requests_above_the_limit_get_503_and_shutdown_has_a_timeout() {
    let requests = Arc::new(empty());
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..LIMITS.entries {
        let requests = requests.clone();
        waiting.spawn(async move {
            requests
                .answer(key(number), None, future::pending(), |_| ready(()))
                .await
                .is_ok()
        });
    }
    tokio::task::yield_now().await;
    while *requests.0.in_flight.borrow() < LIMITS.entries {
        tokio::task::yield_now().await;
    }
    let one_more = requests
        .answer(key(LIMITS.entries), None, future::pending(), |_| ready(()))
        .await;
    assert_eq!(
        one_more.unwrap_err().status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    let began = Instant::now();
    requests.wait_until_finished().await;
    assert_eq!(began.elapsed(), FINISH_TIME_MAX);
}

#[tokio::test(start_paused = true)]
async fn panicked_request_releases_those_that_wait_and_the_next_one_runs() {
    let requests = empty();
    let panicked = requests.answer(key(1), None, async { panic!("as planned") }, |_| ready(()));
    assert_eq!(
        panicked.await.unwrap_err().status(),
        StatusCode::INTERNAL_SERVER_ERROR
    );
    assert_eq!(body(&requests, 1, "next").await, "next");
    requests.wait_until_finished().await;
}

#[tokio::test(start_paused = true)]
async fn ended_session_is_removed_from_the_cache() {
    let requests = empty();
    let id = "session".to_owned();
    let ask = |body| requests.answer(key(1), Some(id.clone()), body, |_| ready(()));
    ask(ready(Ok(response("first")))).await.unwrap();
    requests.forget(&id);
    assert_eq!(requests.0.lock().bytes, 0);
    let (_, body) = ask(ready(Ok(response("second")))).await.unwrap();
    assert_eq!(body, b"second");
}
