//! Stores a pending login across the redirect, in this tab only, and deletes it on first read. A login that the gateway
//! has needs no storage.

use haulout_protocol::oidc::authorize::PendingLogin;
use web_sys::Storage;

/// Stores `pending` until [`take`], in storage that survives navigation.
pub(crate) fn put(pending: PendingLogin) {
    if let Some(storage) = storage() {
        // If storage is full, the callback finds no pending login and fails with an error that the page shows.
        let _full = storage.set_item(KEY, pending.to_json().secret());
    }
}

/// Removes and returns the stored login.
pub(crate) fn take() -> Option<PendingLogin> {
    let storage = storage()?;
    let text = storage.get_item(KEY).ok()??;
    let _absent = storage.remove_item(KEY);
    PendingLogin::from_json(&text)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// `pkg/session.js` has the same key: a login that one of them started may return to the other.
const KEY: &str = "haulout.pending-login";

#[cfg(test)]
mod tests;
