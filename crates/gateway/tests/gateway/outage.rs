//! A failing upstream gets one request at a time, and the other requests get a time to retry.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    Setup, TCR, TCR_UPSTREAM, concierge_script, issuer_script, refresh_form, sign_in, tcr,
};

/// Failures in a row after which an upstream is suspended.
const FAILURES: usize = 5;
const TOKEN: &str = "/issuer/token";

/// A switch for an upstream that fails while it is on.
type Failing = Arc<AtomicBool>;

async fn refresh(browser: &mut Browser) -> Answer {
    browser.post_form(TOKEN, &refresh_form("sealed")).await
}

async fn advance(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[track_caller]
fn assert_suspended(answer: &Answer, code: &str) -> u64 {
    assert_eq!((answer.status, answer.code().as_str()), (503, code));
    let wait = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((5..=30).contains(&wait), "{wait}");
    wait
}

/// A Concierge that answers `status` while it fails.
async fn with_concierge(status: u16) -> (Setup, Failing) {
    let failing = Failing::default();
    let switch = failing.clone();
    let concierge = move |url: &str, asked: &UpstreamRequest| {
        if switch.load(SeqCst) && asked.path == TCR_UPSTREAM {
            return Reply::json(status, "busy");
        }
        concierge_script(url, asked)
    };
    (Setup::with(issuer_script, concierge).await, failing)
}

#[tokio::test]
async fn failing_concierge_gets_single_requests_until_one_succeeds() {
    for status in [502, 503, 504] {
        let (setup, failing) = with_concierge(status).await;
        let mut browser = setup.signed_in().await;
        failing.store(true, SeqCst);
        for _ in 0..FAILURES {
            let answer = browser.post_json(TCR, tcr("t")).await;
            assert_eq!(answer.status, 502, "{}", answer.body);
        }
        let mut waits = Vec::new();
        for _ in 0..40 {
            let answer = browser.post_json(TCR, tcr("t")).await;
            waits.push(assert_suspended(&answer, "HAULOUT_CONCIERGE_UNREACHABLE"));
        }
        waits.dedup();
        assert!(waits.len() > 10, "without jitter: {waits:?}");
        assert_eq!(setup.concierge.count(TCR_UPSTREAM), FAILURES);
        // The API server, and another cluster, are other upstreams.
        assert_eq!(browser.get("/clusters/prod/version").await.status, 200);

        advance(2).await;
        assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 502);
        let refused = browser.post_json(TCR, tcr("t")).await;
        assert_suspended(&refused, "HAULOUT_CONCIERGE_UNREACHABLE");
        assert_eq!(setup.concierge.count(TCR_UPSTREAM), FAILURES + 1);

        failing.store(false, SeqCst);
        advance(2).await;
        for _ in 0..3 {
            assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 201);
        }
    }
}

#[tokio::test]
async fn a_few_failures_or_other_answers_suspend_no_upstream() {
    for (status, expected) in [(500, 502), (429, 429), (404, 502)] {
        let (setup, failing) = with_concierge(status).await;
        let mut browser = setup.signed_in().await;
        failing.store(true, SeqCst);
        for _ in 0..3 * FAILURES {
            let answer = browser.post_json(TCR, tcr("t")).await;
            assert_eq!(answer.status, expected, "{}", answer.body);
        }
    }
    let (setup, failing) = with_concierge(503).await;
    let mut browser = setup.signed_in().await;
    for _ in 0..3 {
        failing.store(true, SeqCst);
        for _ in 1..FAILURES {
            assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 502);
        }
        failing.store(false, SeqCst);
        assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 201);
    }
}

/// The first 10 s of an issuer that has stopped answering, in which every request waits in vain.
#[tokio::test]
async fn silent_issuer_gets_one_refresh_at_a_time_and_none_twice() {
    let silent = Failing::default();
    let switch = silent.clone();
    let gate = watch::Sender::new(false);
    let held = gate.clone();
    let script = move |url: &str, asked: &UpstreamRequest| {
        let reply = issuer_script(url, asked);
        if switch.load(SeqCst) {
            return reply.gated_by(&held);
        }
        reply
    };
    let setup = Setup::with(script, concierge_script).await;
    let app = setup.browser().app;
    let mut browsers = Vec::new();
    for _ in 0..20 {
        let mut browser = Browser::new(app.clone());
        assert_eq!(sign_in(&mut browser).await.status, 200);
        browsers.push(browser);
    }
    let before = setup.issuer.count("/demo/token");
    silent.store(true, SeqCst);
    // The cached metadata is outdated, so a request for it is the first that fails.
    advance(61).await;
    let suspended = Arc::new(AtomicUsize::new(0));
    for round in 0..8 {
        let mut crowd = JoinSet::new();
        for browser in &browsers {
            let mut browser = browser.clone();
            let suspended = suspended.clone();
            crowd.spawn(async move {
                let answer = refresh(&mut browser).await;
                assert_eq!(answer.code(), "HAULOUT_ISSUER_UNREACHABLE");
                if answer.status == 503 {
                    suspended.fetch_add(1, SeqCst);
                }
            });
        }
        tokio::time::pause();
        crowd.join_all().await;
        tokio::time::resume();
        if round == FAILURES {
            // From now on, all but the probe are answered at once.
            assert!(suspended.load(SeqCst) <= 19);
        }
        advance(2).await;
    }
    assert!(suspended.load(SeqCst) >= 2 * 19, "{suspended:?}");
    assert_eq!(setup.issuer.count("/demo/token"), before);

    silent.store(false, SeqCst);
    gate.send_replace(true);
    for browser in &mut browsers {
        assert_eq!(refresh(browser).await.status, 200);
    }
    assert_eq!(setup.issuer.count("/demo/token"), before + 20);
}

#[tokio::test]
async fn client_that_leaves_a_probe_frees_its_place() {
    let (setup, failing) = with_concierge(503).await;
    let mut browser = setup.signed_in().await;
    failing.store(true, SeqCst);
    for _ in 0..FAILURES {
        browser.post_json(TCR, tcr("t")).await;
    }
    advance(2).await;
    let mut leaving = browser.clone();
    let probe = tokio::spawn(async move { leaving.post_json(TCR, tcr("t")).await });
    tokio::task::yield_now().await;
    probe.abort();
    probe.await.unwrap_err();
    failing.store(false, SeqCst);
    advance(2).await;
    assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 201);
}
