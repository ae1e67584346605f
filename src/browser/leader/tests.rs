//! Tests with several candidates, which the browser's locks treat like several pages.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;

use super::Leader;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{GlobalStub, turn, until};

#[wasm_bindgen_test]
async fn the_next_candidate_leads_when_the_leader_is_dropped() {
    fresh_page().await;
    let (first, first_leads) = campaign();
    until(|| first_leads.get()).await;
    let (second, second_leads) = campaign();
    settle().await;
    assert!(!second_leads.get());
    drop(first);
    until(|| second_leads.get()).await;
    drop(second);
}

#[wasm_bindgen_test]
async fn a_dropped_candidate_never_leads_and_blocks_no_other() {
    fresh_page().await;
    let (first, first_leads) = campaign();
    until(|| first_leads.get()).await;
    let (second, second_leads) = campaign();
    let (third, third_leads) = campaign();
    drop(second);
    drop(first);
    until(|| third_leads.get()).await;
    assert!(!second_leads.get());
    drop(third);
}

#[wasm_bindgen_test]
async fn without_locks_every_candidate_leads() {
    fresh_page().await;
    let _navigator = GlobalStub::new("navigator", "({})");
    let (_leader, leads) = campaign();
    until(|| leads.get()).await;
}

fn campaign() -> (Leader, Rc<Cell<bool>>) {
    let leads = Rc::new(Cell::new(false));
    let result = leads.clone();
    (Leader::campaign(move || result.set(true)), leads)
}

async fn settle() {
    for _ in 0..10 {
        turn().await;
    }
}
