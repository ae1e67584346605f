//! Shows notifications of the browser.

use gloo_events::EventListener;
use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use super::js::{call, construct, global, member, object};

/// Whether this page may show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    Denied,
    /// The page may request permission, in response to a click.
    NotAsked,
    /// This browser has no notifications.
    Unsupported,
}

/// Reads the permission.
pub(crate) fn permission() -> Permission {
    match member(&global(CLASS), "permission").as_string().as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        Some(_) => Permission::NotAsked,
        None => Permission::Unsupported,
    }
}

/// Requests permission, which needs a click, and returns the decision.
pub(crate) async fn request_permission() -> Permission {
    if let Ok(answer) = call(&global(CLASS), "requestPermission", &[]) {
        // The result is read below; a rejected request changes nothing.
        let _answered = JsFuture::from(Promise::resolve(&answer)).await;
    }
    permission()
}

/// Closes the notification when dropped. A click on the notification focuses the page.
pub(crate) struct NotificationGuard {
    notification: JsValue,
    _clicked: EventListener,
}

impl Drop for NotificationGuard {
    fn drop(&mut self) {
        close(&self.notification);
    }
}

/// Shows a notification, replacing an earlier one with the same tag. `None` if the browser refuses, as it does without
/// permission and on some phones.
pub(crate) fn show(title: &str, body: &str, tag: &str) -> Option<NotificationGuard> {
    // Without permission, the constructor succeeds and shows nothing.
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
