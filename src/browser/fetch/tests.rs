//! Tests with a scripted `fetch`, and one with the real one.

use std::cell::RefCell;
use std::rc::Rc;

use haulout_protocol::Machine;
use haulout_protocol::http::{Care, MAX_BODY, Method, Request, Response, TransportError};
use haulout_protocol::input::{Input, Opening, Source};
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::Span;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Clock, RequestGuard, Transport};
use crate::browser::fresh_page::fresh_page;
use crate::browser::resource_counters::until_locks;
use crate::browser::stubs::{FakeTimers, GlobalStub, eval, turn, until};

#[wasm_bindgen_test]
async fn a_reply_has_status_date_media_type_and_audit_id() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "async () => new Response('{}', { status: 201, headers: {
            'content-type': 'Application/JSON; charset=utf-8', 'audit-id': '7c1e',
            date: 'Mon, 23 Nov 2026 10:05:00 GMT', 'retry-after': '120' } })",
    );
    let reply = get().await.outcome.unwrap();
    assert_eq!(reply.status, 201);
    assert_eq!(reply.media_type, "application/json");
    assert_eq!(reply.date.unwrap().to_string(), "2026-11-23T10:05:00Z");
    assert_eq!(reply.audit_id.unwrap().as_str(), "7c1e");
    assert_eq!(reply.retry_after, Some(Span::from_secs(120)));
    assert_eq!(reply.body.secret(), b"{}");
}

#[wasm_bindgen_test]
async fn retry_after_may_be_a_date_on_the_servers_clock() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "async () => new Response('', { status: 503, headers: {
            date: 'Mon, 23 Nov 2026 10:05:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 10:05:09 GMT' } })",
    );
    let reply = get().await.outcome.unwrap();
    assert_eq!(reply.retry_after, Some(Span::from_secs(9)));
}

#[wasm_bindgen_test]
async fn the_date_of_a_cached_response_is_ignored() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "async () => new Response('{}', { headers: { age: '0', date: 'Mon, 23 Nov 2026 10:05:00 GMT' } })",
    );
    assert_eq!(get().await.outcome.unwrap().date, None);
}

#[wasm_bindgen_test]
async fn a_request_has_no_redirects_cache_or_referrer() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "async (request) => new Response([request.method, request.redirect, request.cache, request.credentials,
            request.referrerPolicy, request.headers.get('haulout-request'), await request.text()].join(' '))",
    );
    let mut request = request("https://server.example/token");
    request.method = Method::Post;
    request.headers = vec![("haulout-request".into(), "1".into())];
    request.body = Some(Secret::new(b"a=b".to_vec()));
    let reply = send(request).await.outcome.unwrap();
    let seen = String::from_utf8(reply.body.secret().clone()).unwrap();
    assert_eq!(seen, "POST error no-store same-origin no-referrer 1 a=b");
}

#[wasm_bindgen_test]
async fn a_refused_connection_is_a_network_failure() {
    fresh_page().await;
    // A port that browsers block, so that the test depends on no server.
    let answer = send(request("http://127.0.0.1:1/")).await;
    assert_eq!(answer.outcome.unwrap_err(), TransportError::Network);
}

#[wasm_bindgen_test]
async fn a_response_that_breaks_off_is_a_network_failure() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "async () => new Response(new ReadableStream({ pull(to) { to.error(new TypeError('reset')); } }))",
    );
    assert_eq!(get().await.outcome.unwrap_err(), TransportError::Network);
}

#[wasm_bindgen_test]
async fn a_body_of_exactly_the_limit_is_read() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        &format!("async () => new Response(new Uint8Array({MAX_BODY}))"),
    );
    assert_eq!(get().await.outcome.unwrap().body.secret().len(), MAX_BODY);
}

#[wasm_bindgen_test]
async fn an_endless_body_is_cancelled_at_the_limit() {
    fresh_page().await;
    eval("globalThis.sent = 0; globalThis.cancelled = false;");
    let _fetch = GlobalStub::new(
        "fetch",
        "async () => new Response(new ReadableStream({
            pull(to) { sent += 65536; to.enqueue(new Uint8Array(65536)); },
            cancel() { cancelled = true; } }), { headers: { 'content-length': '2' } })",
    );
    assert_eq!(get().await.outcome.unwrap_err(), TransportError::TooLarge);
    assert!(eval("cancelled").is_truthy());
    let sent = eval("sent").as_f64().unwrap();
    // One chunk exceeds the limit, and the stream may have buffered another one.
    assert!(sent <= MAX_BODY as f64 + 2.0 * 65536.0, "{sent}");
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_respond_times_out() {
    fresh_page().await;
    let timers = FakeTimers::new();
    let _fetch = GlobalStub::new(
        "fetch",
        "(request) => new Promise((_, reject) => request.signal.onabort = () => reject(request.signal.reason))",
    );
    let waiting = after_the_limit(&timers).await;
    assert_eq!(waiting.outcome.unwrap_err(), TransportError::Timeout);
    assert_eq!(timers.armed(), [0.0; 0]);
}

#[wasm_bindgen_test]
async fn a_body_that_stalls_times_out() {
    fresh_page().await;
    let timers = FakeTimers::new();
    let _fetch = GlobalStub::new(
        "fetch",
        "async (request) => new Response(new ReadableStream({ start(to) {
            to.enqueue(new Uint8Array(9));
            request.signal.onabort = () => to.error(request.signal.reason); } }))",
    );
    let waiting = after_the_limit(&timers).await;
    assert_eq!(waiting.outcome.unwrap_err(), TransportError::Timeout);
}

#[wasm_bindgen_test]
async fn a_response_in_time_leaves_no_timer() {
    fresh_page().await;
    let timers = FakeTimers::new();
    let _fetch = GlobalStub::new("fetch", "async () => new Response('{}')");
    assert!(get().await.outcome.is_ok());
    assert_eq!(timers.armed(), [0.0; 0]);
}

#[wasm_bindgen_test]
async fn dropping_the_guard_aborts_the_request() {
    fresh_page().await;
    let _fetch = unanswered_fetch();
    let (guard, answer) = perform(request_with(Care::Abortable));
    spawn_local(async { drop(answer.await) });
    until(|| sent_count() == 1).await;
    assert!(!eval("asked[0].signal.aborted || asked[0].keepalive").is_truthy());
    drop(guard);
    assert!(eval("asked[0].signal.aborted").is_truthy());
}

#[wasm_bindgen_test]
async fn a_request_that_spends_a_token_is_never_aborted() {
    fresh_page().await;
    for care in [Care::Finish, Care::FinishInTurn] {
        let timers = FakeTimers::new();
        let _fetch = unanswered_fetch();
        let (guard, answer) = perform(request_with(care));
        let answer = spawn(answer);
        until(|| sent_count() == 1).await;
        assert!(eval("asked[0].keepalive").is_truthy());
        timers.fire();
        drop(guard);
        assert!(!eval("asked[0].signal.aborted").is_truthy());
        eval("answers[0](new Response('late'))");
        until(|| answer.borrow().is_some()).await;
        let reply = answer.take().unwrap().outcome.unwrap();
        assert_eq!(reply.body.secret(), b"late");
        until_locks("").await;
    }
}

#[wasm_bindgen_test]
async fn a_body_too_large_for_keepalive_is_sent_without_it() {
    fresh_page().await;
    for (length, kept) in [(65_535, true), (65_536, false)] {
        let _fetch = unanswered_fetch();
        let mut request = request_with(Care::Finish);
        request.method = Method::Post;
        request.body = Some(Secret::new(vec![b'a'; length]));
        let (_hold, answer) = perform(request);
        spawn_local(async { drop(answer.await) });
        until(|| sent_count() == 1).await;
        assert_eq!(eval("asked[0].keepalive").is_truthy(), kept);
    }
}

#[wasm_bindgen_test]
async fn requests_that_spend_a_shared_token_are_serialized() {
    fresh_page().await;
    let _fetch = unanswered_fetch();
    let (_first_guard, first) = perform(request_with(Care::FinishInTurn));
    let (_second_guard, second) = perform(request_with(Care::FinishInTurn));
    let (first, second) = (spawn(first), spawn(second));
    until_locks("held haulout.refresh, pending haulout.refresh").await;
    assert_eq!(sent_count(), 1);
    // The lock is held until the body has arrived, because the body has the next token.
    eval("answers[0](new Response(new ReadableStream({ start(to) { globalThis.body = to; } })))");
    for _ in 0..10 {
        turn().await;
    }
    assert_eq!(sent_count(), 1);
    eval("body.enqueue(new Uint8Array(9)); body.close()");
    until(|| sent_count() == 2).await;
    eval("answers[1](new Response(''))");
    until(|| second.borrow().is_some()).await;
    let (first, second) = (first.take().unwrap(), second.take().unwrap());
    assert!(second.sent.tick >= first.received.tick);
}

#[wasm_bindgen_test]
async fn a_request_that_waits_too_long_for_its_turn_is_not_sent() {
    fresh_page().await;
    let _fetch = unanswered_fetch();
    let (_hold, busy) = perform(request_with(Care::FinishInTurn));
    let busy = spawn(busy);
    until(|| sent_count() == 1).await;
    let timers = FakeTimers::new();
    let (_second_guard, second) = perform(request_with(Care::FinishInTurn));
    let (third_guard, third) = perform(request_with(Care::FinishInTurn));
    let (second, third) = (spawn(second), spawn(third));
    until_locks("held haulout.refresh, pending haulout.refresh, pending haulout.refresh").await;
    drop(third_guard);
    assert_eq!(timers.armed(), [7_000.0]);
    timers.fire();
    until(|| second.borrow().is_some() && third.borrow().is_some()).await;
    for timed_out in [second, third] {
        let answer = timed_out.take().unwrap();
        assert_eq!(answer.outcome.unwrap_err(), TransportError::Timeout);
    }
    assert_eq!(sent_count(), 1);
    eval("answers[0](new Response(''))");
    until(|| busy.borrow().is_some()).await;
}

/// Stubs `fetch` with one that responds when `answers` are called.
fn unanswered_fetch() -> GlobalStub {
    eval("globalThis.asked = []; globalThis.answers = [];");
    let hang =
        "(request) => { asked.push(request); return new Promise((done) => answers.push(done)); }";
    GlobalStub::new("fetch", hang)
}

fn perform(request: Request) -> (RequestGuard, impl Future<Output = Response> + 'static) {
    Transport::new(Clock::new(), None).perform(request)
}

fn sent_count() -> usize {
    eval("asked.length").as_f64().unwrap() as usize
}

fn request_with(care: Care) -> Request {
    Request {
        care,
        ..request("https://server.example/token")
    }
}

/// Runs the future concurrently with the test.
fn spawn(answer: impl Future<Output = Response> + 'static) -> Rc<RefCell<Option<Response>>> {
    let slot = Rc::new(RefCell::new(None));
    let result = slot.clone();
    spawn_local(async move {
        let answer = answer.await;
        *result.borrow_mut() = Some(answer);
    });
    slot
}

/// Sends a request, checks that the time limit is set, and fires it.
async fn after_the_limit(timers: &FakeTimers) -> Response {
    let answer = spawn(get());
    turn().await;
    assert!(answer.borrow().is_none());
    assert_eq!(timers.armed(), [7_000.0]);
    timers.fire();
    until(|| answer.borrow().is_some()).await;
    answer.take().unwrap()
}

async fn get() -> Response {
    send(request("https://server.example/")).await
}

async fn send(request: Request) -> Response {
    let (guard, answer) = perform(request);
    let answer = answer.await;
    drop(guard);
    answer
}

/// Requests come from a machine, which assigns their ids.
fn request(url: &str) -> Request {
    let mut machine = Machine::new();
    let opening = Opening {
        config: Source::Url(url.to_owned()),
        arrival: None,
        seed: 0,
    };
    machine.handle(Input::Opened(opening), Clock::new().now());
    match machine.poll() {
        Some(Output::Send(request)) => Request {
            limit: Span::from_secs(7),
            body_max: MAX_BODY,
            ..request
        },
        other => panic!("{other:?}"),
    }
}
