//! The time that countdowns show, and the countdowns that render again when it passes.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use haulout_protocol::time::UnixTime;
use yew::Callback;

/// The time that countdowns show. Cheap to clone, and equal to its clones.
#[derive(Clone)]
pub struct Ticker(Rc<Inner>);

/// A countdown's registration, which ends when it is dropped.
#[must_use = "a subscription ends when it is dropped"]
pub struct TickSubscription {
    id: u32,
    ticker: Weak<Inner>,
}

struct Inner {
    now: Cell<UnixTime>,
    observers: RefCell<Vec<(u32, Callback<()>)>>,
    last_observer: Cell<u32>,
}

impl PartialEq for Ticker {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Ticker {
    /// A ticker that stands at this time.
    #[must_use]
    pub fn new(now: UnixTime) -> Self {
        Self(Rc::new(Inner {
            now: Cell::new(now),
            observers: RefCell::default(),
            last_observer: Cell::new(0),
        }))
    }

    /// The time to show.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.0.now.get()
    }

    /// Sets the time to show.
    pub fn set(&self, now: UnixTime) {
        self.0.now.set(now);
    }

    /// Tells every countdown that the time has changed.
    pub fn notify(&self) {
        let observers = self.0.observers.borrow().clone();
        for (_, observer) in observers {
            observer.emit(());
        }
    }

    /// Calls `observer` whenever the time changes, until the subscription is dropped.
    pub fn subscribe(&self, observer: Callback<()>) -> TickSubscription {
        let id = self.0.last_observer.get().wrapping_add(1);
        self.0.last_observer.set(id);
        self.0.observers.borrow_mut().push((id, observer));
        TickSubscription {
            id,
            ticker: Rc::downgrade(&self.0),
        }
    }
}

impl Drop for TickSubscription {
    fn drop(&mut self) {
        if let Some(ticker) = self.ticker.upgrade() {
            ticker.observers.borrow_mut().retain(|it| it.0 != self.id);
        }
    }
}
