//! Tests with events that the page dispatches itself.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;

use super::{PageEvents, is_offline};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{GlobalStub, eval};

#[wasm_bindgen_test]
async fn events_are_fed_until_the_listeners_are_dropped() {
    fresh_page().await;
    let inputs: Rc<RefCell<Vec<String>>> = Rc::default();
    let fed = inputs.clone();
    let events = PageEvents::listen(move |input| fed.borrow_mut().push(format!("{input:?}")));
    let table: [(&str, &[&str]); 8] = [
        ("dispatchEvent(new Event('focus'))", &["Woke"]),
        (
            "document.dispatchEvent(new Event('visibilitychange'))",
            &["Woke"],
        ),
        ("document.dispatchEvent(new Event('resume'))", &["Woke"]),
        (
            "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))",
            &["Woke"],
        ),
        (
            "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
            &["Woke", "Command(Retry)"],
        ),
        ("dispatchEvent(new Event('offline'))", &["Network(Offline)"]),
        ("dispatchEvent(new Event('online'))", &["Network(Online)"]),
        ("dispatchEvent(new Event('blur'))", &[]),
    ];
    for (event, expected) in table {
        eval(event);
        assert_eq!(inputs.take(), expected, "{event}");
    }
    drop(events);
    for (event, _) in table {
        eval(event);
        assert_eq!(inputs.take(), [""; 0], "{event}");
    }
}

#[wasm_bindgen_test]
async fn only_a_platform_that_reports_it_is_offline() {
    fresh_page().await;
    for (navigator, expected) in [
        ("({ onLine: false })", true),
        ("({ onLine: true })", false),
        ("({})", false),
        ("undefined", false),
    ] {
        let _navigator = GlobalStub::new("navigator", navigator);
        assert_eq!(is_offline(), expected, "{navigator}");
    }
}
