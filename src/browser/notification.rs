//! Says something to a person who looks elsewhere.

use gloo_events::EventListener;
use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use super::js::{call, construct, global, member, object};

/// Whether this page may notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    Denied,
    /// A person can be asked when they want to be notified, and not before.
    NotAsked,
    /// This browser has no notifications.
    Unsupported,
}

/// What the browser says of it.
pub(crate) fn permission() -> Permission {
    match member(&global(CLASS), "permission").as_string().as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        Some(_) => Permission::NotAsked,
        None => Permission::Unsupported,
    }
}

/// Asks a person, who just pressed a button for that, and says what they decided.
pub(crate) async fn request_permission() -> Permission {
    if let Ok(answer) = call(&global(CLASS), "requestPermission", &[]) {
        // What it answers is what can be read afterwards; a refusal to ask changes nothing.
        let _answered = JsFuture::from(Promise::resolve(&answer)).await;
    }
    permission()
}

/// A notification that goes away when this is dropped. A click on it brings the page to the front.
pub(crate) struct NotificationGuard {
    notification: JsValue,
    _clicked: EventListener,
}

impl Drop for NotificationGuard {
    fn drop(&mut self) {
        close(&self.notification);
    }
}

/// Shows a notification, in the place of an earlier one with the same tag. None where the browser refuses, as it does
/// without permission and on some phones.
pub(crate) fn show(title: &str, body: &str, tag: &str) -> Option<NotificationGuard> {
    // Without permission a browser makes one all the same, and shows nothing.
    if permission() != Permission::Granted {
        return None;
    }
    let options = object(&[("body", body.into()), ("tag", tag.into())]);
    let notification = construct(&global(CLASS), &[title.into(), options]).ok()?;
    let target: &EventTarget = notification.dyn_ref()?;
    let clicked = EventListener::new(target, "click", |event| {
        if let Some(window) = web_sys::window() {
            let _refused = window.focus();
        }
        close(&member(event, "target"));
    });
    Some(NotificationGuard {
        notification,
        _clicked: clicked,
    })
}

fn close(notification: &JsValue) {
    let _gone_already = call(notification, "close", &[]);
}

const CLASS: &str = "Notification";

#[cfg(test)]
mod tests;
