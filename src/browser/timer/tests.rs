//! Tests with real workers, and with the page's timers if there is none.

use std::cell::Cell;
use std::rc::Rc;

use haulout_protocol::time::{Span, Tick};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Timer;
use crate::browser::fresh_page::fresh_page;
use crate::browser::resource_counters::Workers;
use crate::browser::stubs::{FakeTimers, eval, until};

#[wasm_bindgen_test]
async fn a_worker_fires_while_the_pages_timers_stand_still() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, calls) = timer(workers.start());
    timer.start_worker();
    timer.arm(Some(in_millis(20)), NOW);
    // The worker has sent no message yet, so the page's timer is set as well.
    assert_eq!(page.armed(), [20.0]);
    until(|| calls.get() == 1).await;
    timer.arm(Some(in_millis(20)), NOW);
    assert_eq!(page.armed(), [0.0; 0]);
    until(|| calls.get() == 2).await;
    timer.start_worker();
    assert_eq!(workers.made(), 1);
}

#[wasm_bindgen_test]
async fn a_deadline_replaces_the_last_one_and_waits_at_most_4_seconds() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, _calls) = timer(workers.start());
    timer.start_worker();
    for (wait, expected) in [(3_600_000, 4_000.0), (1_500, 1_500.0)] {
        timer.arm(Some(in_millis(wait)), NOW);
        assert_eq!(workers.last_wait(), expected);
        assert_eq!(page.armed(), [expected]);
    }
    timer.arm(Some(NOW), in_millis(7));
    assert_eq!(page.armed(), [0.0]);
}

#[wasm_bindgen_test]
async fn a_worker_runs_between_start_and_stop() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, _calls) = timer(workers.start());
    timer.arm(Some(in_millis(20)), NOW);
    assert_eq!((workers.running(), page.armed().len()), (0, 1));
    timer.start_worker();
    timer.arm(Some(in_millis(20)), NOW);
    assert_eq!((workers.running(), page.armed().len()), (1, 1));
    timer.stop_worker();
    timer.arm(None, NOW);
    assert_eq!((workers.running(), page.armed().len()), (0, 0));
    timer.start_worker();
    timer.arm(Some(in_millis(20)), NOW);
    assert_eq!((workers.running(), page.armed().len()), (1, 1));
    drop(timer);
    assert_eq!((workers.running(), page.armed().len()), (0, 0));
}

#[wasm_bindgen_test]
async fn without_a_worker_the_pages_timers_are_used() {
    fresh_page().await;
    let refused = "() => { throw new DOMException('no', 'SecurityError'); }";
    for start in ["undefined", "'worker.js'", refused, "() => undefined"] {
        let page = FakeTimers::new();
        let (mut timer, calls) = timer(eval(start_of(start).as_str()));
        timer.start_worker();
        timer.arm(Some(in_millis(20)), NOW);
        assert_eq!(page.armed(), [20.0], "{start}");
        page.fire();
        assert_eq!(calls.get(), 1, "{start}");
        timer.start_worker();
        timer.arm(Some(in_millis(20)), NOW);
        assert_eq!(page.armed(), [20.0], "{start}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_script_that_fails_to_load_is_replaced_by_the_page() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, calls) = timer(eval("() => new Worker('/nowhere/worker.js')"));
    timer.start_worker();
    timer.arm(Some(in_millis(3_000)), NOW);
    // The worker's error calls early, which is allowed; the caller sets the timer again.
    until(|| calls.get() == 1).await;
    timer.arm(Some(in_millis(3_000)), NOW);
    timer.start_worker();
    assert_eq!(page.armed(), [3_000.0]);
    assert_eq!((workers.made(), workers.running()), (1, 0));
    page.fire();
    assert_eq!(calls.get(), 2);
}

fn timer(start_worker: JsValue) -> (Timer, Rc<Cell<usize>>) {
    let calls: Rc<Cell<usize>> = Rc::default();
    let counted = calls.clone();
    let timer = Timer::new(start_worker, move || counted.set(counted.get() + 1));
    (timer, calls)
}

/// Parenthesized, so that a text that starts like a statement is an expression.
fn start_of(text: &str) -> String {
    format!("({text})")
}

fn in_millis(millis: u64) -> Tick {
    NOW.plus(Span::from_millis(millis))
}

const NOW: Tick = Tick::from_millis(1_000_000);
