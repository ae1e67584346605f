//! Updates the browser tab, the document element, and notifications.

use haulout_protocol::branding::Branding;

use crate::browser::notification::{self, NotificationGuard};
use crate::browser::{appearance, tab};
use crate::ui::provider::accent::ShownAccent;
use crate::ui::ui_state::{Notifications, Preferences};
use crate::ui::view_model::{AlertView, BrowserTabView, Favicon, NotifyView};

/// What was shown last.
#[derive(Default)]
pub(super) struct BrowserTab {
    accent: ShownAccent,
    /// The last alert, whether or not it was shown as a notification.
    alert: Option<AlertView>,
    shown: Option<NotificationGuard>,
}

impl BrowserTab {
    /// Shows what has changed.
    pub(super) fn show(
        &mut self,
        view: &BrowserTabView,
        preferences: &Preferences,
        branding: &Branding,
    ) {
        tab::icon(match view.favicon {
            Favicon::Normal => tab::Icon::Normal,
            Favicon::Busy => tab::Icon::Busy,
            Favicon::Soon => tab::Icon::ExpiringSoon,
            Favicon::Error => tab::Icon::Error,
            Favicon::SignedOut => tab::Icon::SignedOut,
        });
        if let Some(page) = appearance::root_element() {
            let language = preferences.language;
            appearance::theme(&page, preferences.theme.as_str());
            appearance::language(&page, language.tag(), language.direction());
            self.accent.show(&page, branding);
        }
        self.notify(view);
    }

    /// Shows each alert once, and only if the page is hidden: a visible page shows it itself.
    fn notify(&mut self, view: &BrowserTabView) {
        if self.alert == view.alert {
            return;
        }
        self.alert.clone_from(&view.alert);
        self.shown = None;
        if let Some(alert) = &view.alert
            && view.notify == NotifyView::On
            && tab::is_hidden()
        {
            self.shown = notification::show(&alert.title, alert.text, TAG);
        }
    }
}

/// Whether this browser allows notifications.
pub(super) fn notifications(permission: notification::Permission) -> Notifications {
    match permission {
        notification::Permission::Unsupported => Notifications::Unsupported,
        notification::Permission::Denied => Notifications::Denied,
        notification::Permission::NotAsked | notification::Permission::Granted => {
            Notifications::Possible
        }
    }
}

/// Each notification replaces the one before.
const TAG: &str = "haulout";
