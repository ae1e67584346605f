//! Says when the page is looked at again, and when the network goes and comes.

use gloo_events::EventListener;
use haulout_protocol::input::{Command, Input, Network};
use wasm_bindgen::JsValue;
use web_sys::{Event, EventTarget};

use super::js::{event_target, global, member};

/// Listens for as long as it is held. Where there is no page, as in Node, it hears nothing.
pub(crate) struct PageEvents {
    _listeners: Vec<EventListener>,
}

impl PageEvents {
    /// Feeds what the platform tells: deadlines may have passed while the computer slept or the page was frozen.
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

/// Whether the platform says that there is no network. Most say nothing, or too little.
pub(crate) fn is_offline() -> bool {
    member(&global("navigator"), "onLine") == JsValue::FALSE
}

fn on(target: &EventTarget, name: &'static str, feed: impl Fn(Input) + 'static) -> EventListener {
    EventListener::new(target, name, move |event| hear(name, event, &feed))
}

fn hear(name: &str, event: &Event, feed: &dyn Fn(Input)) {
    match name {
        "online" => feed(Input::Network(Network::Online)),
        "offline" => feed(Input::Network(Network::Offline)),
        _ => feed(Input::Woke),
    }
    // Restored from the browser's memory: what was under way when the page was left is over.
    if member(event, "persisted").is_truthy() {
        feed(Input::Command(Command::Retry));
    }
}

#[cfg(test)]
mod tests;
