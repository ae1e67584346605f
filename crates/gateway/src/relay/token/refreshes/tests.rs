//! The limits of the cache: time, number and bytes.

use std::future::{self, ready};

use axum::http::StatusCode;
use axum::http::header::AGE;
use haulout_protocol::Code;

use tokio::time::Instant;

use super::cache::{CACHE_BYTES_MAX, KEEP_TIME};
use super::*;

fn key(number: usize) -> RefreshKey {
    RefreshKey::new("issuer", "client", None, &Secret::new(number.to_string()))
}

fn refreshed(body: &str) -> RefreshResult {
    RefreshResult {
        headers: HeaderMap::new(),
        cookie: HeaderValue::from_static("session"),
        body: body.as_bytes().to_vec().into(),
        rotated: true,
    }
}

/// Returns the body for key `number` if the issuer would answer `body`.
async fn body(refreshes: &Refreshes, number: usize, body: &str) -> String {
    let (_, body) = refreshes
        .answer(key(number), None, ready(Ok(refreshed(body))), |_| ready(()))
        .await
        .unwrap();
    String::from_utf8(body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn result_is_cached_for_a_minute() {
    let refreshes = Refreshes::new();
    assert_eq!(body(&refreshes, 1, "first").await, "first");
    tokio::time::advance(KEEP_TIME - Duration::from_secs(1)).await;
    let again = refreshes.answer(key(1), None, ready(Ok(refreshed("second"))), |_| ready(()));
    let (headers, remembered) = again.await.unwrap();
    assert_eq!(
        (&headers[AGE], &remembered[..]),
        (&HeaderValue::from(59), &b"first"[..])
    );
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(body(&refreshes, 1, "third").await, "third");
}

#[tokio::test(start_paused = true)]
async fn result_without_rotation_and_failure_are_not_cached() {
    let refreshes = Refreshes::new();
    let unrotated = RefreshResult {
        rotated: false,
        ..refreshed("first")
    };
    refreshes
        .answer(key(1), None, ready(Ok(unrotated)), |_| ready(()))
        .await
        .unwrap();
    assert_eq!(body(&refreshes, 1, "second").await, "second");
    let failed = Failure::new(StatusCode::BAD_GATEWAY, Code::IssuerUnreachable, "down");
    refreshes
        .answer(key(2), None, ready(Err(failed)), |_| ready(()))
        .await
        .unwrap_err();
    assert_eq!(body(&refreshes, 2, "up").await, "up");
}

#[tokio::test(start_paused = true)]
async fn oldest_results_are_removed_above_the_limits() {
    let refreshes = Refreshes::new();
    for number in 0..=ENTRIES_MAX {
        body(&refreshes, number, "kept").await;
    }
    assert_eq!(refreshes.0.lock().entries.len(), ENTRIES_MAX);
    assert_eq!(body(&refreshes, ENTRIES_MAX, "new").await, "kept");
    assert_eq!(body(&refreshes, 0, "new").await, "new");

    let refreshes = Refreshes::new();
    let large = "x".repeat(CACHE_BYTES_MAX / 4);
    for number in 0..8 {
        body(&refreshes, number, &large).await;
    }
    let cache = refreshes.0.lock();
    assert!(cache.bytes <= CACHE_BYTES_MAX && cache.entries.len() == 3);
}

#[tokio::test(start_paused = true)]
async fn refreshes_above_the_limit_get_503_and_shutdown_has_a_timeout() {
    let refreshes = Arc::new(Refreshes::new());
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..ENTRIES_MAX {
        let refreshes = refreshes.clone();
        waiting.spawn(async move {
            refreshes
                .answer(key(number), None, future::pending(), |_| ready(()))
                .await
                .is_ok()
        });
    }
    tokio::task::yield_now().await;
    while *refreshes.0.in_flight.borrow() < ENTRIES_MAX {
        tokio::task::yield_now().await;
    }
    let one_more = refreshes
        .answer(key(ENTRIES_MAX), None, future::pending(), |_| ready(()))
        .await;
    assert_eq!(
        one_more.unwrap_err().status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    let began = Instant::now();
    refreshes.wait_until_finished().await;
    assert_eq!(began.elapsed(), FINISH_TIME_MAX);
}

#[tokio::test(start_paused = true)]
async fn panicked_refresh_releases_waiting_requests_and_the_next_one_runs() {
    let refreshes = Refreshes::new();
    let panicked = refreshes.answer(key(1), None, async { panic!("as planned") }, |_| ready(()));
    assert_eq!(
        panicked.await.unwrap_err().status(),
        StatusCode::INTERNAL_SERVER_ERROR
    );
    assert_eq!(body(&refreshes, 1, "next").await, "next");
    refreshes.wait_until_finished().await;
}

#[tokio::test(start_paused = true)]
async fn ended_session_is_removed_from_the_cache() {
    let refreshes = Refreshes::new();
    let id = "session".to_owned();
    let ask = |body| {
        let key = RefreshKey::new(
            "issuer",
            "client",
            Some(&"session".to_owned()),
            &Secret::new("t".to_owned()),
        );
        refreshes.answer(key, Some("session".to_owned()), body, |_| ready(()))
    };
    ask(ready(Ok(refreshed("first")))).await.unwrap();
    refreshes.forget(&id);
    assert_eq!(refreshes.0.lock().bytes, 0);
    let (_, body) = ask(ready(Ok(refreshed("second")))).await.unwrap();
    assert_eq!(body, b"second");
}
