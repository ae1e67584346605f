//! Elects the one page that writes to the live folder; when it closes, the next one takes over.

use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::locks::{self, LockGuard};

/// A candidacy, which ends when it is dropped.
pub(crate) struct Leader {
    _place: Rc<Option<LockGuard>>,
}

impl Leader {
    /// Waits for the lock and calls `lead` when this page holds it, or at once in a browser without locks.
    pub(crate) fn campaign(lead: impl FnOnce() + 'static) -> Self {
        let (held, granted) = match locks::folder() {
            Some((held, granted)) => (Some(held), Some(granted)),
            None => (None, None),
        };
        let place = Rc::new(held);
        let still: Weak<Option<LockGuard>> = Rc::downgrade(&place);
        spawn_local(async move {
            let may = match granted {
                Some(granted) => granted.await.is_ok(),
                None => true,
            };
            // Dropped while waiting: the lock is released as soon as it is granted.
            if may && still.strong_count() > 0 {
                lead();
            }
        });
        Self { _place: place }
    }
}

#[cfg(test)]
mod tests;
