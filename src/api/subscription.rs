//! Listener registration whose handle unsubscribes.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The functions that want to hear of events.
#[derive(Default)]
pub(super) struct Listeners {
    last: Cell<u32>,
    functions: RefCell<Vec<(u32, Function)>>,
}

impl Listeners {
    pub(super) fn subscribe(self: &Rc<Self>, function: Function) -> Subscription {
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        self.functions.borrow_mut().push((id, function));
        Subscription {
            id,
            listeners: Rc::downgrade(self),
        }
    }

    /// Calls every function with `event`. What one of them throws is its own affair.
    pub(super) fn call(&self, event: &JsValue) {
        let functions: Vec<Function> = self
            .functions
            .borrow()
            .iter()
            .map(|(_, function)| function.clone())
            .collect();
        for function in functions {
            let _thrown = function.call1(&JsValue::NULL, event);
        }
    }

    pub(super) fn clear(&self) {
        self.functions.borrow_mut().clear();
    }
}

/// A listener's registration.
#[wasm_bindgen]
pub struct Subscription {
    id: u32,
    listeners: Weak<Listeners>,
}

#[wasm_bindgen]
impl Subscription {
    /// Ends the registration; calling it twice does nothing.
    pub fn unsubscribe(&self) {
        if let Some(listeners) = self.listeners.upgrade() {
            listeners
                .functions
                .borrow_mut()
                .retain(|(id, _)| *id != self.id);
        }
    }
}
