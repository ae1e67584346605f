//! A timer for one deadline, which runs in a dedicated worker if possible.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use haulout_protocol::time::{Span, Tick};
use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Worker;

use super::js::{event_target, member};

/// A timer for at most one deadline.
///
/// Browsers run the timers of a hidden page once a minute, and do not throttle those of a dedicated worker. The page's
/// timers are the fallback if there is no worker: in Node, under a policy against workers, or if the script fails to
/// load.
pub(crate) struct Timer {
    act: Rc<dyn Fn()>,
    backend: Backend,
    timeout: Option<Timeout>,
}

/// Where the timer runs.
enum Backend {
    /// In the page. If the value is a function, it starts a worker.
    Page(JsValue),
    Worker(TimerWorker),
}

impl Timer {
    /// Calls `act` at deadlines. `start_worker` is a function that starts a worker with `www/worker.js`, or undefined.
    pub(crate) fn new(start_worker: JsValue, act: impl Fn() + 'static) -> Self {
        Self {
            act: Rc::new(act),
            backend: Backend::Page(start_worker),
            timeout: None,
        }
    }

    /// Starts the worker, if possible. It is used from the next deadline on.
    pub(crate) fn start_worker(&mut self) {
        if let Backend::Page(start) = &self.backend
            && let Some(worker) = TimerWorker::start(start, &self.act)
        {
            self.backend = Backend::Worker(worker);
        }
    }

    /// Stops the worker, because an idle one would occupy a thread.
    pub(crate) fn stop_worker(&mut self) {
        if let Backend::Worker(worker) = &self.backend {
            self.backend = Backend::Page(worker.start.clone().into());
        }
    }

    /// Replaces the deadline. `act` is called at the deadline or earlier, so the caller has to check the clock.
    pub(crate) fn arm(&mut self, deadline: Option<Tick>, now: Tick) {
        self.timeout = None;
        let Some(deadline) = deadline else {
            return; // A late message of the worker about an earlier deadline is harmless.
        };
        let wait = deadline
            .since(now)
            .as_millis()
            .min(LONGEST_WAIT.as_millis());
        let wait = u32::try_from(wait).unwrap_or(u32::MAX);
        if !self.post_to_worker(wait) {
            let act = self.act.clone();
            self.timeout = Some(Timeout::new(wait, move || act()));
        }
    }

    /// Sets the worker's timer to `wait`. Returns whether the worker is known to work.
    fn post_to_worker(&mut self, wait: u32) -> bool {
        let Backend::Worker(worker) = &self.backend else {
            return false;
        };
        if worker.worker.post_message(&wait.into()).is_err() {
            worker.status.set(WorkerStatus::Broken);
        }
        match worker.status.get() {
            WorkerStatus::Working => true,
            WorkerStatus::Unconfirmed => false,
            WorkerStatus::Broken => {
                self.backend = Backend::Page(JsValue::UNDEFINED);
                false
            }
        }
    }
}

/// A running worker, which is terminated when this is dropped.
struct TimerWorker {
    start: Function,
    worker: Worker,
    status: Rc<Cell<WorkerStatus>>,
    _listeners: [EventListener; 2],
}

/// The state of a worker. A script that is loading sends nothing, and a blocked one may report its error late.
#[derive(Clone, Copy)]
enum WorkerStatus {
    Unconfirmed,
    Working,
    Broken,
}

impl TimerWorker {
    fn start(start: &JsValue, act: &Rc<dyn Fn()>) -> Option<Self> {
        let start: Function = start.dyn_ref::<Function>()?.clone();
        let worker = start.call0(&JsValue::NULL).ok()?;
        let target = event_target(worker.clone())?;
        let can = |name| member(&worker, name).is_function();
        if !can("postMessage") || !can("terminate") {
            return None;
        }
        let status = Rc::new(Cell::new(WorkerStatus::Unconfirmed));
        let listen = |name, next| {
            let (act, status) = (act.clone(), status.clone());
            EventListener::new(&target, name, move |_| {
                status.set(next);
                act();
            })
        };
        let listeners = [
            listen("message", WorkerStatus::Working),
            listen("error", WorkerStatus::Broken),
        ];
        Some(Self {
            start,
            worker: worker.unchecked_into(),
            status,
            _listeners: listeners,
        })
    }
}

impl Drop for TimerWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Timers stand still while a computer sleeps. With this limit, the page notices within five seconds of waking that
/// time has passed, even if the platform sends no event.
const LONGEST_WAIT: Span = Span::from_secs(4);

#[cfg(test)]
mod tests;
