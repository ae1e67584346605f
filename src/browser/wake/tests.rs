//! Against events that the page sends itself.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;

use super::Wake;
use crate::browser::scripted::eval;

#[wasm_bindgen_test]
fn being_looked_at_and_going_online_wake_until_the_handle_is_dropped() {
    let (wakes, returns) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (woken, returned) = (wakes.clone(), returns.clone());
    let wake = Wake::listen(
        move || woken.set(woken.get() + 1),
        move || returned.set(returned.get() + 1),
    );
    let all = "dispatchEvent(new Event('focus')); dispatchEvent(new Event('online'));
        document.dispatchEvent(new Event('visibilitychange'));
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));";
    eval(all);
    assert_eq!((wakes.get(), returns.get()), (3, 1));
    drop(wake);
    eval(all);
    assert_eq!((wakes.get(), returns.get()), (3, 1));
}
