//! The pump: one input in, every output performed, and the results fed back as later inputs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use haulout_protocol::event::Event;
use haulout_protocol::input::{Arrival, Command, Input};
use haulout_protocol::kubeconfig::Kubeconfig;
use haulout_protocol::output::Output;
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::Now;
use haulout_protocol::{Error, Machine};
use wasm_bindgen_futures::spawn_local;

use super::clock::Clock;
use super::pending_store::PendingStore;
use super::timer::Timer;
use super::{crypto, fetch, random};

/// Who is told what the machine does. The driver calls these between inputs, never during one.
pub(crate) struct Listener {
    /// The machine changed.
    pub(crate) changed: Box<dyn Fn()>,
    /// Something happened that an embedder may observe.
    pub(crate) happened: Box<dyn Fn(&Event)>,
    /// The page's URL without the authorization response.
    pub(crate) replace_url: Box<dyn Fn(&str)>,
    /// The browser should go to this URL.
    pub(crate) navigate: Box<dyn Fn(&str)>,
}

/// Drives one machine for as long as it is held. Cheap to clone; the clones share the machine.
#[derive(Clone)]
pub(crate) struct Driver(Rc<Inner>);

struct Inner {
    machine: RefCell<Machine>,
    clock: Clock,
    pending: PendingStore,
    timer: RefCell<Timer>,
    queue: RefCell<VecDeque<Input>>,
    pumping: Cell<bool>,
    listener: Listener,
}

impl Driver {
    pub(crate) fn new(listener: Listener) -> Self {
        Self(Rc::new(Inner {
            machine: RefCell::new(Machine::new()),
            clock: Clock::new(),
            pending: PendingStore::default(),
            timer: RefCell::new(Timer::default()),
            queue: RefCell::default(),
            pumping: Cell::new(false),
            listener,
        }))
    }

    /// Feeds one input, and whatever its outputs lead to at once.
    pub(crate) fn feed(&self, input: Input) {
        self.0.queue.borrow_mut().push_back(input);
        if self.0.pumping.replace(true) {
            return; // A listener fed this one: the pump below takes it up when it is done.
        }
        while let Some(input) = self.next_input() {
            self.pump(input);
        }
        self.0.pumping.set(false);
    }

    /// Starts a sign-in, with entropy drawn here.
    pub(crate) fn sign_in(&self, identity_provider: Option<String>) {
        let entropy = random::entropy();
        self.feed(Input::Command(Command::SignIn {
            identity_provider,
            entropy,
        }));
    }

    /// A URL that the browser was sent to, with the login that was remembered for it.
    pub(crate) fn arrival(&self, page_url: String) -> Arrival {
        Arrival {
            page_url,
            pending: self.0.pending.take(),
        }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().snapshot()
    }

    pub(crate) fn kubeconfig(&self, clusters: &[&str]) -> Result<Kubeconfig, Error> {
        self.0.machine.borrow().kubeconfig(clusters, self.now())
    }

    pub(crate) fn now(&self) -> Now {
        self.0.clock.now()
    }

    fn next_input(&self) -> Option<Input> {
        self.0.queue.borrow_mut().pop_front()
    }

    fn pump(&self, input: Input) {
        let now = self.now();
        self.0.machine.borrow_mut().handle(input, now);
        while let Some(output) = self.poll() {
            self.perform(output);
        }
        let deadline = self.0.machine.borrow().deadline();
        self.0.timer.borrow_mut().arm(
            deadline,
            now.tick,
            self.weakly(|driver| driver.feed(Input::Woke)),
        );
        (self.0.listener.changed)();
    }

    fn poll(&self) -> Option<Output> {
        self.0.machine.borrow_mut().poll()
    }

    /// Starts one effect. What takes time comes back as an input; what does not is done here.
    fn perform(&self, output: Output) {
        match output {
            Output::Send(request) => {
                let (driver, clock) = (Rc::downgrade(&self.0), self.0.clock.clone());
                spawn_local(async move {
                    let response = fetch::perform(request, &clock).await;
                    feed_if_held(&driver, Input::Response(response));
                });
            }
            Output::CheckSignature(check) => {
                let driver = Rc::downgrade(&self.0);
                spawn_local(async move {
                    let verdict = crypto::verify(check).await;
                    feed_if_held(&driver, Input::Verdict(verdict));
                });
            }
            Output::Remember(pending) => self.0.pending.put(pending),
            Output::Navigate(url) => (self.0.listener.navigate)(&url),
            Output::ReplaceUrl(url) => (self.0.listener.replace_url)(&url),
            Output::Emit(event) => (self.0.listener.happened)(&event),
        }
    }

    /// A callback that does nothing once the driver is gone.
    fn weakly(&self, act: impl Fn(&Driver) + 'static) -> impl Fn() + 'static {
        let driver = Rc::downgrade(&self.0);
        move || {
            if let Some(inner) = driver.upgrade() {
                act(&Driver(inner));
            }
        }
    }
}

fn feed_if_held(driver: &Weak<Inner>, input: Input) {
    if let Some(inner) = driver.upgrade() {
        Driver(inner).feed(input);
    }
}

#[cfg(test)]
mod tests;
