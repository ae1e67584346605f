//! Tests with several channels, which the browser treats like those of several tabs.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;

use super::SignOutChannel;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{GlobalStub, turn, until};

#[wasm_bindgen_test]
async fn a_sign_out_reaches_the_other_tabs_of_the_same_session_only() {
    fresh_page().await;
    let (first, first_heard) = open("https://a.example/session/end");
    let (_second, second_heard) = open("https://a.example/session/end");
    let (_other, other_heard) = open("https://a.example/base/session/end");
    first.announce();
    until(|| second_heard.get() == 1).await;
    for _ in 0..10 {
        turn().await;
    }
    assert_eq!((first_heard.get(), other_heard.get()), (0, 0));
}

#[wasm_bindgen_test]
async fn a_browser_without_channels_has_none() {
    fresh_page().await;
    let _channels = GlobalStub::new("BroadcastChannel", "undefined");
    assert!(SignOutChannel::open("https://a.example/session/end", || {}).is_none());
}

fn open(session: &str) -> (SignOutChannel, Rc<Cell<u32>>) {
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let channel = SignOutChannel::open(session, move || count.set(count.get() + 1));
    (channel.expect("browsers have channels"), heard)
}
