//! Tests that the driver performs outputs, and that it ends with its last handle.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input, Opening, Source};
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::snapshot::Situation;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Driver, Effects, Observer, Subscription};
use crate::browser::fresh_page::fresh_page;
use crate::browser::resource_counters::{Workers, until_locks};
use crate::browser::stubs::{FakeTimers, GlobalStub, eval, turn, until};

#[wasm_bindgen_test]
async fn a_driver_restores_the_session_of_the_gateway() {
    fresh_page().await;
    let _fetch = portal();
    let (driver, recorder) = driver();
    open(&driver);
    until(|| is_settled(&driver)).await;
    let events = recorder.events.borrow();
    let credential = Event::Credential {
        cluster: "prod".into(),
    };
    assert_eq!(*events, [Event::SignedIn, credential]);
    assert!(driver.kubeconfig(&["prod"], &Form::Inline).is_ok());
}

#[wasm_bindgen_test]
async fn a_dropped_driver_ignores_responses() {
    fresh_page().await;
    let _fetch = GlobalStub::new(
        "fetch",
        "() => new Promise((done) => globalThis.answer = done)",
    );
    let (driver, recorder) = driver();
    open(&driver);
    turn().await;
    let before = recorder.changes.get();
    drop(driver);
    eval("answer(new Response('{}', { headers: { 'content-type': 'application/json' } }))");
    for _ in 0..10 {
        turn().await;
    }
    assert_eq!(recorder.changes.get(), before);
    assert_eq!(*recorder.events.borrow(), []);
    // The control: a driver that is held handles the same response.
    let (driver, recorder) = self::driver();
    open(&driver);
    turn().await;
    let before = recorder.changes.get();
    eval("answer(new Response('{}', { headers: { 'content-type': 'application/json' } }))");
    until(|| recorder.changes.get() > before).await;
}

#[wasm_bindgen_test]
async fn a_dropped_driver_leaves_no_timer() {
    fresh_page().await;
    let _fetch = portal();
    let timers = FakeTimers::new();
    let (driver, recorder) = driver();
    open(&driver);
    until(|| is_settled(&driver) && timers.armed().len() == 1).await;
    // The certificate is valid for longer than the longest wait.
    assert_eq!(timers.armed(), [4_000.0]);
    let before = recorder.changes.get();
    timers.fire();
    assert_eq!(recorder.changes.get(), before + 1);
    assert_eq!(timers.armed(), [4_000.0]);
    drop(driver);
    assert_eq!(timers.armed(), [0.0; 0]);
}

#[wasm_bindgen_test]
async fn a_dropped_driver_leaves_no_resources() {
    fresh_page().await;
    let _portal = portal();
    let (timers, workers, counts) = (FakeTimers::new(), Workers::new(), ListenerCounts::new());
    let (driver, _heard) = driver_with(workers.start());
    open(&driver);
    until(|| is_settled(&driver)).await;
    until_locks("held haulout.awake").await;
    // A pending request. It spends no token, or else it would be finished.
    eval(
        "const portal = fetch;
        fetch = (request) => {
            if (!request.url.endsWith('/tokencredentialrequests')) return portal(request);
            globalThis.asked = request;
            return new Promise(() => {});
        }",
    );
    driver.feed(Input::Command(Command::Renew));
    until(|| eval("globalThis.asked !== undefined").is_truthy()).await;
    // The control: before the drop, every count is above zero.
    assert!(timers.armed().len() >= 2, "{:?}", timers.armed());
    assert_eq!(workers.running(), 1);
    assert!(counts.listeners() >= 8, "{}", counts.listeners());
    assert!(!eval("asked.signal.aborted").is_truthy());
    drop(driver);
    assert_eq!(timers.armed(), [0.0; 0]);
    assert_eq!(workers.running(), 0);
    assert_eq!(counts.listeners(), 0);
    assert!(eval("asked.signal.aborted").is_truthy());
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn a_request_that_has_ended_is_not_aborted() {
    fresh_page().await;
    let _portal = portal();
    eval(
        "globalThis.signals = []; const portal = fetch;
        fetch = (request) => { signals.push(request.signal); return portal(request); }",
    );
    let (driver, _recorder) = driver();
    open(&driver);
    until(|| is_settled(&driver)).await;
    assert!(eval("signals.length > 3").is_truthy());
    assert!(!eval("signals.some((signal) => signal.aborted)").is_truthy());
}

#[wasm_bindgen_test]
async fn a_signed_out_page_may_be_frozen() {
    fresh_page().await;
    let _fetch = portal();
    let workers = Workers::new();
    let (driver, _heard) = driver_with(workers.start());
    open(&driver);
    assert_eq!(workers.made(), 0);
    until(|| is_settled(&driver)).await;
    until_locks("held haulout.awake").await;
    assert_eq!(workers.running(), 1);
    driver.feed(Input::Command(Command::SignOut));
    until_locks("").await;
    assert_eq!(workers.running(), 0);
}

#[wasm_bindgen_test]
async fn a_dropped_driver_finishes_a_refresh_that_was_sent() {
    fresh_page().await;
    let _portal = portal();
    let hang = "(() => { const portal = fetch; globalThis.asked = undefined; return (request) => {
        if (!request.url.endsWith('/issuer/token')) return portal(request);
        globalThis.asked = request;
        return new Promise((done) => globalThis.answer = done); } })()";
    let _fetch = GlobalStub::new("fetch", hang);
    let (driver, recorder) = driver();
    open(&driver);
    until(|| eval("asked !== undefined").is_truthy()).await;
    let before = recorder.changes.get();
    drop(driver);
    until_locks("held haulout.refresh").await;
    assert!(eval("asked.keepalive && !asked.signal.aborted").is_truthy());
    eval("answer(new Response('{}'))");
    until_locks("").await;
    assert_eq!(recorder.changes.get(), before);
}

#[wasm_bindgen_test]
async fn an_input_from_an_observer_waits_its_turn() {
    fresh_page().await;
    let _fetch = GlobalStub::new("fetch", "() => new Promise(() => {})");
    let slot: Rc<RefCell<Option<Driver>>> = Rc::default();
    let (inside, rounds) = (slot.clone(), Rc::new(Cell::new(0)));
    let counted = rounds.clone();
    let observer = Observer {
        on_change: Box::new(move || {
            counted.set(counted.get() + 1);
            if let (1, Some(driver)) = (counted.get(), &*inside.borrow()) {
                driver.feed(Input::Woke);
                // The input was queued, not handled: the observer has not been called again.
                assert_eq!(counted.get(), 1);
            }
        }),
        on_event: Box::new(|_| {}),
    };
    let driver = Driver::new(silent(), JsValue::UNDEFINED, None);
    let _subscription = driver.subscribe(observer);
    *slot.borrow_mut() = Some(driver.clone());
    driver.feed(Input::Woke);
    assert_eq!(rounds.get(), 2);
    // A driver that its own observer holds has to be dropped explicitly.
    slot.take();
}

#[wasm_bindgen_test]
async fn an_observer_is_called_until_its_subscription_ends() {
    fresh_page().await;
    let _fetch = GlobalStub::new("fetch", "() => new Promise(() => {})");
    let driver = Driver::new(silent(), JsValue::UNDEFINED, None);
    let calls: Rc<RefCell<Vec<&str>>> = Rc::default();
    let second: Rc<RefCell<Option<Subscription>>> = Rc::default();
    let (to_first, to_end, to_second) = (calls.clone(), second.clone(), calls.clone());
    let first = driver.subscribe(Observer {
        on_change: Box::new(move || {
            to_first.borrow_mut().push("first");
            // Ending another subscription takes effect at once.
            to_end.take();
        }),
        on_event: Box::new(|_| {}),
    });
    driver.feed(Input::Woke);
    *second.borrow_mut() = Some(driver.subscribe(Observer {
        on_change: Box::new(move || to_second.borrow_mut().push("second")),
        on_event: Box::new(|_| {}),
    }));
    driver.feed(Input::Woke);
    drop(first);
    driver.feed(Input::Woke);
    assert_eq!(*calls.borrow(), ["first", "first"]);
}

/// Records the calls of an observer.
#[derive(Default)]
struct Recorder {
    changes: Cell<usize>,
    events: RefCell<Vec<Event>>,
    subscription: RefCell<Option<Subscription>>,
}

fn driver() -> (Driver, Rc<Recorder>) {
    driver_with(JsValue::UNDEFINED)
}

fn driver_with(start_worker: JsValue) -> (Driver, Rc<Recorder>) {
    let recorder: Rc<Recorder> = Rc::default();
    let (changes, events) = (recorder.clone(), recorder.clone());
    let driver = Driver::new(silent(), start_worker, None);
    let subscription = driver.subscribe(Observer {
        on_change: Box::new(move || changes.changes.set(changes.changes.get() + 1)),
        on_event: Box::new(move |event| {
            if !matches!(event, Event::Activity(_)) {
                events.events.borrow_mut().push(event.clone());
            }
        }),
    });
    *recorder.subscription.borrow_mut() = Some(subscription);
    (driver, recorder)
}

/// Counts event listeners.
struct ListenerCounts;

impl ListenerCounts {
    fn new() -> Self {
        eval(
            "globalThis.ledger = new Set(); const plain = {};
            for (const name of ['addEventListener', 'removeEventListener']) {
                plain[name] = EventTarget.prototype[name];
                EventTarget.prototype[name] = function (type, act, ...rest) {
                    const entry = [...ledger].find((it) => it[0] === this && it[1] === type && it[2] === act);
                    if (name === 'removeEventListener') ledger.delete(entry);
                    else if (!entry) ledger.add([this, type, act]);
                    return plain[name].call(this, type, act, ...rest);
                };
            }",
        );
        Self
    }

    fn listeners(&self) -> usize {
        eval("ledger.size").as_f64().unwrap() as usize
    }
}

fn silent() -> Effects {
    Effects {
        navigate: Box::new(|_| {}),
        replace_url: Box::new(|_| {}),
        remember: Box::new(drop),
    }
}

fn open(driver: &Driver) {
    driver.feed(Input::Opened(Opening {
        config: Source::Url(
            eval("location.origin + '/config.json'")
                .as_string()
                .unwrap(),
        ),
        arrival: None,
        seed: 0,
    }));
}

fn is_settled(driver: &Driver) -> bool {
    match driver.snapshot().situation {
        Situation::SignedIn(view) => view.clusters.iter().all(|cluster| cluster.is_settled()),
        Situation::Progress(_) | Situation::SignedOut(_) => false,
        Situation::Failed(error) => panic!("{error}"),
    }
}

fn portal() -> GlobalStub {
    let make = include_str!("../../../tests/fixtures/portal.js");
    let signed = include_str!("../../../tests/fixtures/signatures/signed.json");
    let certificate = include_str!("../../../crates/protocol/tests/fixtures/pinniped.crt");
    let key = include_str!("../../../crates/protocol/tests/fixtures/pinniped.key");
    GlobalStub::new(
        "fetch",
        &format!("({make})({signed}, `{certificate}`, `{key}`)"),
    )
}
