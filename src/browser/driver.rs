//! Runs the machine: feeds inputs, performs outputs, and feeds their results back as later inputs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use haulout_protocol::event::Event;
use haulout_protocol::http::RequestId;
use haulout_protocol::input::{Command, Input, Network};
use haulout_protocol::kubeconfig::{Form, Kubeconfig};
use haulout_protocol::live_folder::File;
#[cfg(feature = "ui")]
use haulout_protocol::live_folder::Location;
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::schedule::NextSignIn;
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::Now;
use haulout_protocol::{Error, Machine};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::clock::Clock;
use super::fetch::{RequestGuard, Transport};
use super::locks::LockGuard;
use super::page_events::{self, PageEvents};
use super::sign_out_channel::SignOutChannel;
use super::timer::Timer;
use super::{crypto, js, locks, random};

/// The driver's effects on the surrounding page. They are called after the machine has handled an input.
pub(crate) struct Effects {
    /// Replaces the page's URL by one without the authorization response.
    pub(crate) replace_url: Box<dyn Fn(&str)>,
    /// Navigates to a URL.
    pub(crate) navigate: Box<dyn Fn(&str)>,
    /// Stores a pending login until the browser comes back, where only this page can read it.
    pub(crate) remember: Box<dyn Fn(PendingLogin)>,
}

/// Callbacks for changes of the machine. They are called after the machine has handled an input.
pub(crate) struct Observer {
    /// Called when the machine may have changed.
    pub(crate) on_change: Box<dyn Fn()>,
    /// Called for each event.
    pub(crate) on_event: Box<dyn Fn(&Event)>,
}

/// An observer's registration, which ends when it is dropped. It does not keep the driver alive.
#[must_use = "a subscription ends when it is dropped"]
pub(crate) struct Subscription {
    id: u32,
    driver: WeakDriver,
}

/// A shared handle to one running machine; cheap to clone.
///
/// Dropping the last handle ends timer, listeners, locks and requests. Only a refresh that has been sent is finished,
/// because its token is spent already.
#[derive(Clone)]
pub(crate) struct Driver(Rc<Inner>);

/// A handle that does not keep the driver alive.
#[derive(Clone)]
pub(crate) struct WeakDriver(Weak<Inner>);

struct Inner {
    machine: RefCell<Machine>,
    clock: Clock,
    transport: Transport,
    timer: RefCell<Timer>,
    /// Whether the events so far say that a session exists.
    signed_in: Cell<bool>,
    /// Held while a session exists, so that the browser does not freeze the page.
    awake: RefCell<Option<LockGuard>>,
    /// One for each pending request.
    requests: RefCell<Vec<RequestGuard>>,
    _page_events: PageEvents,
    /// Connects the tabs that share a session.
    sign_outs: RefCell<Option<SignOutChannel>>,
    queue: RefCell<VecDeque<Input>>,
    pumping: Cell<bool>,
    effects: Effects,
    observers: RefCell<Vec<(u32, Rc<Observer>)>>,
    last_observer: Cell<u32>,
}

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Driver {
    /// If `start_worker` is a function, it starts the worker that runs the timer. `fetch` replaces the platform's.
    pub(crate) fn new(effects: Effects, start_worker: JsValue, fetch: Option<Function>) -> Self {
        let clock = Clock::new();
        // A transport of the host's own can reach any origin.
        let page_origin = fetch.is_none().then(page_origin).flatten();
        let driver = Self(Rc::new_cyclic(|inner| {
            let (for_timer, for_events) = (WeakDriver(inner.clone()), WeakDriver(inner.clone()));
            Inner {
                machine: RefCell::new(Machine::in_page(page_origin)),
                transport: Transport::new(clock.clone(), fetch),
                clock,
                timer: RefCell::new(Timer::new(start_worker, move || {
                    for_timer.feed(Input::Woke)
                })),
                signed_in: Cell::new(false),
                awake: RefCell::default(),
                requests: RefCell::default(),
                _page_events: PageEvents::listen(move |input| for_events.feed(input)),
                sign_outs: RefCell::default(),
                queue: RefCell::default(),
                pumping: Cell::new(false),
                effects,
                observers: RefCell::default(),
                last_observer: Cell::new(0),
            }
        }));
        if page_events::is_offline() {
            driver.feed(Input::Network(Network::Offline));
        }
        driver
    }

    /// A handle that does not keep the driver alive.
    pub(crate) fn weak(&self) -> WeakDriver {
        WeakDriver(Rc::downgrade(&self.0))
    }

    /// Calls `observer` for every change from now on, until the subscription is dropped.
    pub(crate) fn subscribe(&self, observer: Observer) -> Subscription {
        let id = self.0.last_observer.get().wrapping_add(1);
        self.0.last_observer.set(id);
        let mut observers = self.0.observers.borrow_mut();
        observers.push((id, Rc::new(observer)));
        Subscription {
            id,
            driver: self.weak(),
        }
    }

    /// Feeds one input and performs its outputs.
    pub(crate) fn feed(&self, input: Input) {
        self.0.queue.borrow_mut().push_back(input);
        if self.0.pumping.replace(true) {
            return; // Fed by an observer: the loop below, which is still running, handles it next.
        }
        while let Some(input) = self.next_input() {
            self.pump(input);
        }
        self.0.pumping.set(false);
    }

    /// Starts a sign-in with fresh entropy.
    pub(crate) fn sign_in(&self, identity_provider: Option<String>) {
        let entropy = random::entropy();
        self.feed(Input::Command(Command::SignIn {
            identity_provider,
            entropy,
        }));
    }

    /// Whether a sign-in may start now that no user asked for.
    pub(crate) fn may_sign_in_unasked(&self) -> bool {
        self.with_machine(|machine| machine.next_unasked_sign_in(self.now())) == NextSignIn::Now
    }

    /// Starts a sign-in that no user asked for; `silently` without user interaction (`prompt=none`). Returns whether it
    /// may start.
    pub(crate) fn sign_in_unasked(
        &self,
        identity_provider: Option<String>,
        silently: bool,
    ) -> bool {
        if !self.may_sign_in_unasked() {
            return false;
        }
        let entropy = random::entropy();
        self.feed(Input::Command(if silently {
            Command::SignInSilently { entropy }
        } else {
            Command::SignInUnasked {
                identity_provider,
                entropy,
            }
        }));
        true
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().snapshot()
    }

    /// Calls `read` with the machine.
    pub(crate) fn with_machine<T>(&self, read: impl FnOnce(&Machine) -> T) -> T {
        read(&self.0.machine.borrow())
    }

    pub(crate) fn kubeconfig(&self, clusters: &[&str], form: &Form) -> Result<Kubeconfig, Error> {
        let machine = self.0.machine.borrow();
        machine.kubeconfig(clusters, form, self.now())
    }

    pub(crate) fn report(&self) -> String {
        self.0.machine.borrow().report(self.now())
    }

    pub(crate) fn live_credential(&self, cluster: &str) -> Result<File, Error> {
        let machine = self.0.machine.borrow();
        machine.live_credential(cluster, self.now())
    }

    #[cfg(feature = "ui")]
    pub(crate) fn live_kubeconfig(
        &self,
        clusters: &[&str],
        location: &Location,
    ) -> Result<File, Error> {
        let machine = self.0.machine.borrow();
        machine.live_kubeconfig(clusters, location, self.now())
    }

    pub(crate) fn now(&self) -> Now {
        self.0.clock.now()
    }

    fn next_input(&self) -> Option<Input> {
        self.0.queue.borrow_mut().pop_front()
    }

    fn pump(&self, input: Input) {
        let now = self.now();
        if matches!(input, Input::Command(Command::SignOut))
            && let Some(channel) = &*self.0.sign_outs.borrow()
        {
            channel.announce();
        }
        self.0.machine.borrow_mut().handle(input, now);
        while let Some(output) = self.poll() {
            self.perform(output);
        }
        let deadline = self.0.machine.borrow().deadline();
        self.keep_awake(self.0.signed_in.get() && deadline.is_some());
        self.0.timer.borrow_mut().arm(deadline, now.tick);
        self.notify(&|observer| (observer.on_change)());
    }

    /// Calls every observer. Observers may subscribe and unsubscribe meanwhile.
    fn notify(&self, call: &dyn Fn(&Observer)) {
        let observers = self.0.observers.borrow().clone();
        for (id, observer) in observers {
            let is_there = self.0.observers.borrow().iter().any(|it| it.0 == id);
            if is_there {
                call(&observer);
            }
        }
    }

    /// Runs the timer in a worker and holds the lock against freezing while `needed`, so that a session is renewed in a
    /// hidden page as well.
    fn keep_awake(&self, needed: bool) {
        let mut awake = self.0.awake.borrow_mut();
        if needed {
            self.0.timer.borrow_mut().start_worker();
            if awake.is_none() {
                *awake = locks::awake();
            }
        } else {
            self.0.timer.borrow_mut().stop_worker();
            *awake = None;
        }
    }

    /// Listens for the end of the session in another tab.
    fn sign_out_channel(&self) -> Option<SignOutChannel> {
        let driver = self.weak();
        self.with_machine(|machine| {
            SignOutChannel::open(machine.shared_session()?, move || {
                driver.feed(Input::Command(Command::SignedOutElsewhere));
            })
        })
    }

    fn poll(&self) -> Option<Output> {
        self.0.machine.borrow_mut().poll()
    }

    /// Performs one output. The result of an asynchronous one is fed back as an input.
    fn perform(&self, output: Output) {
        match output {
            Output::Send(request) => {
                let (guard, answer) = self.0.transport.perform(request);
                self.0.requests.borrow_mut().push(guard);
                let driver = self.weak();
                spawn_local(async move {
                    let response = answer.await;
                    driver.finish(response.id);
                    driver.feed(Input::Response(response));
                });
            }
            Output::CheckSignature(check) => {
                let driver = self.weak();
                spawn_local(async move {
                    let verdict = crypto::verify(check).await;
                    driver.feed(Input::Verdict(verdict));
                });
            }
            Output::Remember(pending) => (self.0.effects.remember)(pending),
            Output::Navigate(url) => (self.0.effects.navigate)(url.secret()),
            Output::ReplaceUrl(url) => (self.0.effects.replace_url)(&url),
            Output::Emit(event) => {
                if matches!(event, Event::SignedIn) {
                    self.0.signed_in.set(true);
                    self.0.sign_outs.replace(self.sign_out_channel());
                } else if matches!(event, Event::SignedOut) {
                    self.0.signed_in.set(false);
                }
                self.notify(&|observer| (observer.on_event)(&event));
            }
        }
    }
}

impl WeakDriver {
    /// The driver, if it is still held.
    pub(crate) fn upgrade(&self) -> Option<Driver> {
        self.0.upgrade().map(Driver)
    }

    /// Feeds one input, unless the driver has been dropped.
    fn feed(&self, input: Input) {
        if let Some(driver) = self.upgrade() {
            driver.feed(input);
        }
    }

    fn finish(&self, request: RequestId) {
        if let Some(driver) = self.upgrade() {
            let mut requests = driver.0.requests.borrow_mut();
            if let Some(at) = requests.iter().position(|guard| guard.id() == request) {
                requests.swap_remove(at).finish();
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.upgrade() {
            let mut observers = driver.0.observers.borrow_mut();
            observers.retain(|it| it.0 != self.id);
        }
    }
}

/// The origin of the page or the worker; `None` elsewhere.
fn page_origin() -> Option<String> {
    js::member(&js::global("location"), "origin").as_string()
}

#[cfg(test)]
mod tests;
