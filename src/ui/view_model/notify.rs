//! Whether people are notified before a sign-in is needed.

use super::view_context::ViewContext;
use crate::ui::ui_state::Notifications;

/// Whether people are notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotifyView {
    /// It is not to be had here.
    Absent,
    /// The browser does not let this page.
    Denied,
    /// It can be asked for.
    Off,
    /// They are.
    On,
}

impl NotifyView {
    pub(super) fn new(context: ViewContext<'_>) -> Self {
        match context.ui_state.notifications {
            Notifications::Unsupported => Self::Absent,
            Notifications::Denied => Self::Denied,
            Notifications::Possible if context.ui_state.preferences.notify => Self::On,
            Notifications::Possible => Self::Off,
        }
    }
}
