//! One writer: of all pages that could write into the folder, the first one does, and the next when that one is gone.

use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::locks::{self, LockGuard};

/// A place in the line. It is given up when this is dropped.
pub(crate) struct Leader {
    _place: Rc<Option<LockGuard>>,
}

impl Leader {
    /// Stands in line and calls `lead` when it is this page's turn, which is at once where there are no locks.
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
            // A place that was given up is passed through when its turn comes.
            if may && still.strong_count() > 0 {
                lead();
            }
        });
        Self { _place: place }
    }
}

#[cfg(test)]
mod tests;
