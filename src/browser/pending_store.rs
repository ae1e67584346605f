//! Keeps a pending login across the redirect, in this tab only, and deletes it on first read.

use haulout_protocol::oidc::authorize::PendingLogin;
use web_sys::Storage;

/// Remembers `pending` until [`take`].
pub(crate) fn put(pending: &PendingLogin) {
    if let Some(storage) = storage() {
        // Where storage is full or forbidden the callback will find nothing, which is an error that people are told.
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

const KEY: &str = "haulout.pending-login";
