//! Against real workers, and the page's own timers when there is none.

use std::cell::Cell;
use std::rc::Rc;

use haulout_protocol::time::{Span, Tick};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Timer;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{FakeTimers, eval, until};
use crate::browser::resource_counters::Workers;

#[wasm_bindgen_test]
async fn the_time_comes_also_while_the_pages_own_timers_stand_still() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, calls) = timer(workers.start());
    timer.start_worker();
    timer.arm(Some(in_millis(20)), NOW);
    // A worker that has not been heard of may never be.
    assert_eq!(page.armed(), [20.0]);
    until(|| calls.get() == 1).await;
    timer.arm(Some(in_millis(20)), NOW);
    assert_eq!(page.armed(), [0.0; 0]);
    until(|| calls.get() == 2).await;
    timer.start_worker();
    assert_eq!(workers.made(), 1);
}

#[wasm_bindgen_test]
async fn a_deadline_replaces_the_last_one_and_is_looked_for_within_four_seconds() {
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
async fn a_worker_is_there_only_while_it_is_hired() {
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
async fn where_no_worker_is_to_be_had_the_pages_timers_do() {
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
async fn a_script_that_does_not_load_leaves_the_time_to_the_page() {
    fresh_page().await;
    let (page, workers) = (FakeTimers::new(), Workers::new());
    let (mut timer, calls) = timer(eval("() => new Worker('/nowhere/worker.js')"));
    timer.start_worker();
    timer.arm(Some(in_millis(3_000)), NOW);
    // The call comes early, which is allowed, and whoever is called arms again.
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

/// An expression, also where the text begins like a statement.
fn start_of(text: &str) -> String {
    format!("({text})")
}

fn in_millis(millis: u64) -> Tick {
    NOW.plus(Span::from_millis(millis))
}

const NOW: Tick = Tick::from_millis(1_000_000);
