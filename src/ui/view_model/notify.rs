//! Whether the user is notified before a sign-in is required.

use super::view_context::ViewContext;
use crate::ui::ui_state::Notifications;

/// Whether the user is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotifyView {
    /// Not supported here.
    Absent,
    /// The browser blocks notifications from this page.
    Denied,
    /// Notifications are off.
    Off,
    /// Notifications are on.
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
