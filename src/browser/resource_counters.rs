//! Counts the workers and locks that Haulout has in this browser.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::stubs::{GlobalStub, eval, until_async};

/// Counts workers that run the portal's script. The counting class extends the original `Worker` and not the test
/// runner's wrapper, which has timers and listeners of its own.
pub(crate) struct Workers {
    _worker: GlobalStub,
}

impl Workers {
    pub(crate) fn new() -> Self {
        let counted = "class extends Worker.prototype.constructor {
            constructor(...all) { super(...all); workers.made++; workers.running++; }
            postMessage(wait) { workers.wait = wait; super.postMessage(wait); }
            terminate() { workers.running--; super.terminate(); }
        }";
        eval("globalThis.workers = { made: 0, running: 0, wait: undefined };");
        Self {
            _worker: GlobalStub::new("Worker", &format!("({counted})")),
        }
    }

    /// A function that starts a worker.
    pub(crate) fn start(&self) -> JsValue {
        let script = include_str!("../../www/worker.js");
        let make =
            "new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))";
        Function::new_with_args("script", &format!("return () => {make}"))
            .call1(&JsValue::NULL, &script.into())
            .expect("it makes a function")
    }

    /// How many workers have been started.
    pub(crate) fn made(&self) -> usize {
        self.number("made") as usize
    }

    /// How many workers are running.
    pub(crate) fn running(&self) -> usize {
        self.number("running") as usize
    }

    /// The wait in the last message, in milliseconds.
    pub(crate) fn last_wait(&self) -> f64 {
        self.number("wait")
    }

    fn number(&self, name: &str) -> f64 {
        let number = eval(&format!("workers.{name}")).as_f64();
        number.expect("it is a number")
    }
}

/// Waits until Haulout's locks in this browser are exactly `expected`, a list like `held NAME, pending NAME`.
pub(crate) async fn until_locks(expected: &str) {
    until_async(async || locks().await == expected).await;
}

async fn locks() -> String {
    let query = "navigator.locks.query().then(({ held, pending }) => [
        ...held.map(({ name }) => `held ${name}`), ...pending.map(({ name }) => `pending ${name}`),
    ].filter((it) => it.includes(' haulout.')).sort().join(', '))";
    let query: Promise = eval(query).unchecked_into();
    let names = JsFuture::from(query).await.expect("locks can be listed");
    names.as_string().expect("it is a text")
}
