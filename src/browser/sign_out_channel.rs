//! Reports the end of a session to the other tabs of this browser that share it.

use gloo_events::EventListener;
use wasm_bindgen::JsValue;

use super::js::{call, construct, event_target, global};

/// One tab's connection to the others, which is closed when it is dropped.
pub(crate) struct SignOutChannel {
    channel: JsValue,
    _listener: EventListener,
}

impl SignOutChannel {
    /// Connects the tabs that share this session, and calls `on_sign_out` when another one of them ends it. `None`
    /// without a page, because an open channel keeps Node from exiting, and in a browser without channels.
    pub(crate) fn open(session: &str, on_sign_out: impl Fn() + 'static) -> Option<Self> {
        event_target(global("document"))?;
        let name = format!("{NAME} {session}");
        let channel = construct(&global("BroadcastChannel"), &[name.into()]).ok()?;
        let target = event_target(channel.clone())?;
        let listener = EventListener::new(&target, "message", move |_| on_sign_out());
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells the other tabs that the session ends.
    pub(crate) fn announce(&self) {
        let _never_fails = call(&self.channel, "postMessage", &[JsValue::TRUE]);
    }
}

impl Drop for SignOutChannel {
    fn drop(&mut self) {
        let _never_fails = call(&self.channel, "close", &[]);
    }
}

const NAME: &str = "haulout.sign-out";

#[cfg(test)]
mod tests;
