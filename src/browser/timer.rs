//! One pending deadline, kept by a dedicated worker; re-arms, clamps, cancels on drop.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use haulout_protocol::time::{Span, Tick};
use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Worker;

use super::js::{event_target, member};

/// Holds at most one deadline.
///
/// A page that nobody looks at has its timers run once a minute; those of a dedicated worker are left alone. Where no
/// worker is to be had (Node, a policy against it, a script that does not load) the page's own timers have to do.
pub(crate) struct Timer {
    act: Rc<dyn Fn()>,
    backend: Backend,
    timeout: Option<Timeout>,
}

/// Who keeps the time.
enum Backend {
    /// The page. The value makes a worker when it is called, if it is a function.
    Page(JsValue),
    Worker(TimerWorker),
}

impl Timer {
    /// Calls `act` at deadlines. `start_worker` is a function that makes a worker of `www/worker.js`, or nothing.
    pub(crate) fn new(start_worker: JsValue, act: impl Fn() + 'static) -> Self {
        Self {
            act: Rc::new(act),
            backend: Backend::Page(start_worker),
            timeout: None,
        }
    }

    /// Has a worker keep the time from the next deadline on, if there is one to be had.
    pub(crate) fn start_worker(&mut self) {
        if let Backend::Page(start) = &self.backend
            && let Some(worker) = TimerWorker::start(start, &self.act)
        {
            self.backend = Backend::Worker(worker);
        }
    }

    /// Ends the worker: one without a purpose is a thread too many.
    pub(crate) fn stop_worker(&mut self) {
        if let Backend::Worker(worker) = &self.backend {
            self.backend = Backend::Page(worker.start.clone().into());
        }
    }

    /// Replaces whatever was armed. The call comes at the deadline, or earlier: whoever is woken looks at the clock.
    pub(crate) fn arm(&mut self, deadline: Option<Tick>, now: Tick) {
        self.timeout = None;
        let Some(deadline) = deadline else {
            return; // What a worker still says about an earlier one does no harm.
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

    /// Has the worker call after `wait`, and says whether it can be relied on to.
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

/// A worker that has been started. It ends when this is dropped.
struct TimerWorker {
    start: Function,
    worker: Worker,
    status: Rc<Cell<WorkerStatus>>,
    _listeners: [EventListener; 2],
}

/// What is known of a worker. A script that is refused may say so late, and one that is still on its way says nothing.
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

/// A timer stands still while a computer sleeps. Looking this often, whoever wakes up notices within five seconds, also
/// where the platform tells nothing.
const LONGEST_WAIT: Span = Span::from_secs(4);

#[cfg(test)]
mod tests;
