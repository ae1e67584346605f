//! Tests with the browser's clocks.

use wasm_bindgen_test::wasm_bindgen_test;

use super::Clock;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{eval, turn};

#[wasm_bindgen_test]
async fn ticks_never_go_back_even_if_the_wall_clock_does() {
    fresh_page().await;
    let clock = Clock::new();
    let mut last = clock.now();
    eval("const real = Date.now; Date.now = () => real() - 3_600_000;");
    for _ in 0..50 {
        turn().await;
        let now = clock.now();
        assert!(now.tick >= last.tick);
        last.tick = now.tick;
    }
    let stepped = clock.now();
    assert_eq!(last.wall.since(stepped.wall).as_secs().div_ceil(60), 60);
}

#[wasm_bindgen_test]
async fn the_wall_clock_is_that_of_the_computer() {
    fresh_page().await;
    let (before, now, after) = (js_sys::Date::now(), Clock::new().now(), js_sys::Date::now());
    let wall = now.wall.as_millis() as f64;
    assert!(before <= wall && wall <= after);
}
