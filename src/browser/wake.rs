//! Says when the page is looked at again, so that what it shows is right at once.

use gloo_events::EventListener;
use web_sys::EventTarget;

/// Listens for as long as it is held.
pub(crate) struct Wake {
    _listeners: Vec<EventListener>,
}

impl Wake {
    /// Calls `woke` whenever the page becomes visible or the network comes back, and `returned` when the browser
    /// restores the page from its memory instead of loading it.
    pub(crate) fn listen(woke: impl Fn() + Clone + 'static, returned: impl Fn() + 'static) -> Self {
        let Some(window) = web_sys::window() else {
            return Self {
                _listeners: Vec::new(),
            };
        };
        let mut listeners: Vec<_> = ["focus", "online"]
            .into_iter()
            .map(|name| on(&window, name, woke.clone()))
            .collect();
        if let Some(document) = window.document() {
            listeners.push(on(&document, "visibilitychange", woke));
        }
        listeners.push(EventListener::new(&window, "pageshow", move |event| {
            let persisted = js_sys::Reflect::get(event, &"persisted".into());
            if persisted.is_ok_and(|value| value.is_truthy()) {
                returned();
            }
        }));
        Self {
            _listeners: listeners,
        }
    }
}

fn on(target: &EventTarget, name: &'static str, act: impl Fn() + 'static) -> EventListener {
    EventListener::new(target, name, move |_| act())
}

#[cfg(test)]
mod tests;
