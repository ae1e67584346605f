//! Tests with the browser's locks.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use super::{LockGuard, awake, refresh};
use crate::browser::fresh_page::fresh_page;
use crate::browser::resource_counters::until_locks;
use crate::browser::stubs::{GlobalStub, turn, until};

#[wasm_bindgen_test]
async fn the_next_refresh_starts_when_the_last_lock_is_released() {
    fresh_page().await;
    let first = refresh(None).await;
    assert!(first.is_some());
    let second = PendingLock::new(None);
    until_locks("held haulout.refresh, pending haulout.refresh").await;
    assert!(!second.has_answer());
    drop(first);
    until(|| second.has_answer()).await;
    assert!(second.take().is_some());
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn an_aborted_wait_gets_no_lock_and_leaves_no_request() {
    fresh_page().await;
    let first = refresh(None).await;
    let controller = AbortController::new().unwrap();
    let second = PendingLock::new(Some(&controller));
    until_locks("held haulout.refresh, pending haulout.refresh").await;
    controller.abort();
    until(|| second.has_answer()).await;
    assert!(second.take().is_none());
    until_locks("held haulout.refresh").await;
    drop(first);
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn aborting_after_the_grant_does_not_release_the_lock() {
    fresh_page().await;
    let controller = AbortController::new().unwrap();
    let held = refresh(Some(&controller.signal())).await;
    controller.abort();
    for _ in 0..10 {
        turn().await;
    }
    until_locks("held haulout.refresh").await;
    assert!(held.is_some());
    drop(held);
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn several_pages_hold_the_awake_lock_at_once() {
    fresh_page().await;
    let pages = [awake(), awake()];
    until_locks("held haulout.awake, held haulout.awake").await;
    drop(pages);
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn a_lock_dropped_before_it_is_granted_is_not_kept() {
    fresh_page().await;
    drop(awake());
    for _ in 0..10 {
        turn().await;
    }
    until_locks("").await;
}

#[wasm_bindgen_test]
async fn without_locks_there_is_no_wait_and_no_guard() {
    fresh_page().await;
    let _navigator = GlobalStub::new("navigator", "({})");
    assert!(refresh(None).await.is_none());
    assert!(awake().is_none());
}

/// A request for the lock that runs concurrently with the test.
struct PendingLock(Rc<Cell<Option<Option<LockGuard>>>>);

impl PendingLock {
    fn new(controller: Option<&AbortController>) -> Self {
        let answer: Rc<Cell<Option<Option<LockGuard>>>> = Rc::default();
        let result = answer.clone();
        let signal = controller.map(AbortController::signal);
        spawn_local(async move { result.set(Some(refresh(signal.as_ref()).await)) });
        Self(answer)
    }

    fn has_answer(&self) -> bool {
        let answer = self.0.take();
        let is_there = answer.is_some();
        self.0.set(answer);
        is_there
    }

    fn take(&self) -> Option<LockGuard> {
        self.0.take().expect("it has been answered")
    }
}
