//! Feeds events of the page: it becomes visible or resumes, and the network goes offline or online.

use gloo_events::EventListener;
use haulout_protocol::input::{Command, Input, Network};
use wasm_bindgen::JsValue;
use web_sys::{Event, EventTarget};

use super::js::{event_target, global, member};

/// Event listeners, which are removed when this is dropped. Without a page, as in Node, there are none.
pub(crate) struct PageEvents {
    _listeners: Vec<EventListener>,
}

impl PageEvents {
    /// Feeds an input for each event. Deadlines may have passed while the computer slept or the page was frozen.
    pub(crate) fn listen(feed: impl Fn(Input) + Clone + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(global) = event_target(js_sys::global().into()) {
            for name in ["focus", "pageshow", "online", "offline"] {
                listeners.push(on(&global, name, feed.clone()));
            }
        }
        if let Some(document) = event_target(global("document")) {
            for name in ["visibilitychange", "resume"] {
                listeners.push(on(&document, name, feed.clone()));
            }
        }
        Self {
            _listeners: listeners,
        }
    }
}

/// Whether the platform reports that it is offline. Many report nothing.
pub(crate) fn is_offline() -> bool {
    member(&global("navigator"), "onLine") == JsValue::FALSE
}

fn on(target: &EventTarget, name: &'static str, feed: impl Fn(Input) + 'static) -> EventListener {
    EventListener::new(target, name, move |event| handle(name, event, &feed))
}

fn handle(name: &str, event: &Event, feed: &dyn Fn(Input)) {
    match name {
        "online" => feed(Input::Network(Network::Online)),
        "offline" => feed(Input::Network(Network::Offline)),
        _ => feed(Input::Woke),
    }
    // Restored from the back/forward cache: requests that were pending when the page was left have ended.
    if member(event, "persisted").is_truthy() {
        feed(Input::Command(Command::Retry));
    }
}

#[cfg(test)]
mod tests;
