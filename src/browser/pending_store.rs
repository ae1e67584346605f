//! Keeps a pending login across the redirect, in this tab only, and deletes it on first read.

use haulout_protocol::oidc::authorize::PendingLogin;
use web_sys::Storage;

/// Remembers `pending` until [`take`], where it survives that the page is left.
pub(crate) fn put(pending: PendingLogin) {
    if let Some(storage) = storage() {
        // Where storage is full the callback will find nothing, which is an error that people are told.
        let _full = storage.set_item(KEY, pending.to_json().secret());
    }
}

/// What was remembered, once.
pub(crate) fn take() -> Option<PendingLogin> {
    let storage = storage()?;
    let text = storage.get_item(KEY).ok()??;
    let _absent = storage.remove_item(KEY);
    PendingLogin::from_json(&text)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// `pkg/session.js` has the same one: a login that one of them left for may come back to the other.
const KEY: &str = "haulout.pending-login";

#[cfg(test)]
mod tests;
