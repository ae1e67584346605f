//! Keeps a pending login across the redirect, in this tab only, and deletes it on first read.

use std::cell::Cell;

use haulout_protocol::oidc::authorize::PendingLogin;
use web_sys::Storage;

/// The tab's storage, which survives that the page is left; memory where there is none, as in Node and in workers,
/// where the session itself stays while somebody signs in elsewhere.
#[derive(Default)]
pub(crate) struct PendingStore(Cell<Option<PendingLogin>>);

impl PendingStore {
    /// Remembers `pending` until [`Self::take`].
    pub(crate) fn put(&self, pending: PendingLogin) {
        match storage() {
            // Where storage is full the callback will find nothing, which is an error that people are told.
            Some(storage) => drop(storage.set_item(KEY, pending.to_json().secret())),
            None => self.0.set(Some(pending)),
        }
    }

    /// What was remembered, once.
    pub(crate) fn take(&self) -> Option<PendingLogin> {
        let Some(storage) = storage() else {
            return self.0.take();
        };
        let text = storage.get_item(KEY).ok()??;
        let _absent = storage.remove_item(KEY);
        PendingLogin::from_json(&text)
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

const KEY: &str = "haulout.pending-login";

#[cfg(test)]
mod tests;
