//! Against a `fetch` that answers as a script says, and once against the real one.

use std::cell::RefCell;
use std::rc::Rc;

use haulout_protocol::Machine;
use haulout_protocol::http::{Failure, MAX_BODY, Method, Request, Response};
use haulout_protocol::input::{Input, Opening, Source};
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Clock, TIME_LIMIT_MILLIS, perform};
use crate::browser::scripted::{Replaced, Timers, eval, turn, until};

#[wasm_bindgen_test]
async fn an_answer_arrives_with_its_status_clock_and_audit_id() {
    let _fetch = Replaced::new(
        "fetch",
        "async () => new Response('{}', { status: 201, headers: {
            'content-type': 'Application/JSON; charset=utf-8', 'audit-id': '7c1e',
            date: 'Mon, 23 Nov 2026 10:05:00 GMT' } })",
    );
    let reply = get().await.outcome.unwrap();
    assert_eq!(reply.status, 201);
    assert_eq!(reply.media_type, "application/json");
    assert_eq!(reply.date.unwrap().to_string(), "2026-11-23T10:05:00Z");
    assert_eq!(reply.audit_id.unwrap().as_str(), "7c1e");
    assert_eq!(reply.body.secret(), b"{}");
}

#[wasm_bindgen_test]
async fn the_clock_of_a_cached_answer_is_not_believed() {
    let _fetch = Replaced::new(
        "fetch",
        "async () => new Response('{}', { headers: { age: '0', date: 'Mon, 23 Nov 2026 10:05:00 GMT' } })",
    );
    assert_eq!(get().await.outcome.unwrap().date, None);
}

#[wasm_bindgen_test]
async fn a_request_follows_no_redirect_and_is_neither_cached_nor_referred() {
    let _fetch = Replaced::new(
        "fetch",
        "async (request) => new Response([request.method, request.redirect, request.cache, request.credentials,
            request.referrerPolicy, request.headers.get('haulout-request'), await request.text()].join(' '))",
    );
    let mut request = request("https://server.example/token");
    request.method = Method::Post;
    request.headers = vec![("haulout-request".into(), "1".into())];
    request.body = Some(Secret::new(b"a=b".to_vec()));
    let reply = perform(request, &Clock::new()).await.outcome.unwrap();
    let seen = String::from_utf8(reply.body.secret().clone()).unwrap();
    assert_eq!(seen, "POST error no-store same-origin no-referrer 1 a=b");
}

#[wasm_bindgen_test]
async fn a_refused_connection_is_a_failure_of_the_network() {
    // A port that browsers refuse by themselves, so that no server has to be absent.
    let answer = perform(request("http://127.0.0.1:1/"), &Clock::new()).await;
    assert_eq!(answer.outcome.unwrap_err(), Failure::Network);
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_is_a_failure_of_the_network() {
    let _fetch = Replaced::new(
        "fetch",
        "async () => new Response(new ReadableStream({ pull(to) { to.error(new TypeError('reset')); } }))",
    );
    assert_eq!(get().await.outcome.unwrap_err(), Failure::Network);
}

#[wasm_bindgen_test]
async fn a_body_of_exactly_the_bound_is_read() {
    let _fetch = Replaced::new(
        "fetch",
        &format!("async () => new Response(new Uint8Array({MAX_BODY}))"),
    );
    assert_eq!(get().await.outcome.unwrap().body.secret().len(), MAX_BODY);
}

#[wasm_bindgen_test]
async fn a_body_without_end_is_cut_at_the_bound_and_the_server_told() {
    eval("globalThis.sent = 0; globalThis.cancelled = false;");
    let _fetch = Replaced::new(
        "fetch",
        "async () => new Response(new ReadableStream({
            pull(to) { sent += 65536; to.enqueue(new Uint8Array(65536)); },
            cancel() { cancelled = true; } }), { headers: { 'content-length': '2' } })",
    );
    assert_eq!(get().await.outcome.unwrap_err(), Failure::TooLarge);
    assert!(eval("cancelled").is_truthy());
    let sent = eval("sent").as_f64().unwrap();
    // One chunk tells that the bound is passed, and the stream may have another one ready.
    assert!(sent <= MAX_BODY as f64 + 2.0 * 65536.0, "{sent}");
}

#[wasm_bindgen_test]
async fn a_server_that_says_nothing_is_given_up_on_after_the_limit() {
    let timers = Timers::new();
    let _fetch = Replaced::new(
        "fetch",
        "(request) => new Promise((_, reject) => request.signal.onabort = () => reject(request.signal.reason))",
    );
    let waiting = after_the_limit(&timers).await;
    assert_eq!(waiting.outcome.unwrap_err(), Failure::Timeout);
    assert_eq!(timers.armed(), [0.0; 0]);
}

#[wasm_bindgen_test]
async fn a_body_that_stalls_is_given_up_on_after_the_limit() {
    let timers = Timers::new();
    let _fetch = Replaced::new(
        "fetch",
        "async (request) => new Response(new ReadableStream({ start(to) {
            to.enqueue(new Uint8Array(9));
            request.signal.onabort = () => to.error(request.signal.reason); } }))",
    );
    let waiting = after_the_limit(&timers).await;
    assert_eq!(waiting.outcome.unwrap_err(), Failure::Timeout);
}

#[wasm_bindgen_test]
async fn an_answer_in_time_leaves_no_timer() {
    let timers = Timers::new();
    let _fetch = Replaced::new("fetch", "async () => new Response('{}')");
    assert!(get().await.outcome.is_ok());
    assert_eq!(timers.armed(), [0.0; 0]);
}

/// Asks, sees that the limit is armed, and lets it come.
async fn after_the_limit(timers: &Timers) -> Response {
    let answer = Rc::new(RefCell::new(None));
    let told = answer.clone();
    spawn_local(async move {
        *told.borrow_mut() = Some(get().await);
    });
    turn().await;
    assert!(answer.borrow().is_none());
    assert_eq!(timers.armed(), [f64::from(TIME_LIMIT_MILLIS)]);
    timers.fire();
    until(|| answer.borrow().is_some()).await;
    answer.take().unwrap()
}

async fn get() -> Response {
    perform(request("https://server.example/"), &Clock::new()).await
}

/// A request can only come out of a machine, which names it.
fn request(url: &str) -> Request {
    let mut machine = Machine::new();
    let opening = Opening {
        config: Source::Url(url.to_owned()),
        arrival: None,
        seed: 0,
    };
    machine.handle(Input::Opened(opening), Clock::new().now());
    match machine.poll() {
        Some(Output::Send(request)) => request,
        other => panic!("{other:?}"),
    }
}
