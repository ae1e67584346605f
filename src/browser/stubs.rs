//! Stubs of browser functions, which restore the originals when dropped, and helpers to run scripts and wait.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Replaces a global until it is dropped.
pub(crate) struct GlobalStub {
    name: &'static str,
    original: JsValue,
}

impl GlobalStub {
    /// Replaces the global `name` by the value of the JavaScript expression `by`.
    pub(crate) fn new(name: &'static str, by: &str) -> Self {
        let global = js_sys::global();
        let original = Reflect::get(&global, &name.into()).expect("a global");
        define(name, &eval(by));
        Self { name, original }
    }
}

impl Drop for GlobalStub {
    fn drop(&mut self) {
        define(self.name, &self.original);
    }
}

/// Works also for globals without a setter.
fn define(name: &str, value: &JsValue) {
    let property = Object::new();
    for (key, value) in [
        ("configurable", &JsValue::TRUE),
        ("writable", &JsValue::TRUE),
        ("value", value),
    ] {
        Reflect::set(&property, &key.into(), value).expect("an object of our own");
    }
    let defined = Reflect::define_property(&js_sys::global(), &name.into(), &property);
    assert_eq!(defined, Ok(true), "globals can be replaced");
}

/// Stubs timers with ones that fire only when a test calls [`FakeTimers::fire`].
pub(crate) struct FakeTimers {
    _functions: [GlobalStub; 2],
}

impl FakeTimers {
    pub(crate) fn new() -> Self {
        eval("globalThis.armed = new Map(); globalThis.lastTimer = 0;");
        let set = "(act, wait) => { armed.set(++lastTimer, [wait, act]); return lastTimer; }";
        let clear = "(timer) => { armed.delete(timer); }";
        Self {
            _functions: [
                GlobalStub::new("setTimeout", set),
                GlobalStub::new("clearTimeout", clear),
            ],
        }
    }

    /// The waits of the pending timers, in milliseconds.
    pub(crate) fn armed(&self) -> Vec<f64> {
        let waits: Array = eval("Array.from(armed.values(), ([wait]) => wait)").unchecked_into();
        waits.iter().filter_map(|wait| wait.as_f64()).collect()
    }

    /// Fires all pending timers.
    pub(crate) fn fire(&self) {
        eval("const due = [...armed.values()]; armed.clear(); for (const [, act] of due) act();");
    }
}

/// Runs JavaScript.
pub(crate) fn eval(text: &str) -> JsValue {
    js_sys::eval(text).expect("the script runs")
}

/// Waits for one turn of the event loop.
pub(crate) async fn turn() {
    let step = "const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0);";
    let step = Function::new_with_args("resolve", step);
    let turned = Promise::new(&mut |resolve, _| drop(step.call1(&JsValue::NULL, &resolve)));
    JsFuture::from(turned).await.expect("it is never rejected");
}

/// Waits until a condition holds, such as the result of WebCrypto, which runs on another thread.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    until_async(async || condition()).await;
}

/// Waits until an asynchronous condition holds.
pub(crate) async fn until_async(condition: impl AsyncFn() -> bool) {
    // The wall clock is not used, because tests stop it.
    let tick = || eval("performance.now()").as_f64().unwrap_or(f64::MAX);
    let start = tick();
    while !condition().await {
        assert!(
            tick() - start < PATIENCE_MILLIS,
            "it did not happen in time"
        );
        turn().await;
    }
}

/// Much longer than any wait takes, even on a busy machine.
const PATIENCE_MILLIS: f64 = 10_000.0;
