//! The dashboard that opened this window, and the access that the user granted to it.

use crate::ui::dispatch::{Action, EmbedAction};

/// A dashboard that opened this window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedState {
    /// Its origin, which the gateway allows and which has been verified.
    pub origin: String,
    /// Its access.
    pub access: DashboardAccess,
    /// The question that the user has had time to read. Others cannot be answered yet.
    pub readable: Option<EmbedQuestion>,
}

/// A question whose answer grants access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedQuestion {
    /// Whether a dashboard may use the existing session.
    Allow,
    /// Whether the user signs in for a dashboard.
    SignIn,
}

/// The access of a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardAccess {
    /// It gets no access, and the user is not asked.
    Denied(EmbedDenial),
    /// The user has not answered yet.
    Pending,
    /// The user has not answered yet, and the browser blocked the sign-in window.
    Blocked,
    /// The user granted access.
    Allowed,
    /// The user denied or ended access.
    Stopped,
}

/// Why a dashboard gets no access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedDenial {
    /// The gateway does not allow its origin.
    Origin,
    /// The opener of this window cannot be reached.
    Opener,
    /// The opener does not respond, or has another origin than it claims.
    NoAnswer,
}

impl EmbedState {
    /// Applies an action. Signing in here grants access, because the sign-in page names the dashboard.
    pub(super) fn apply(&mut self, action: &Action) {
        let next = match action {
            Action::Embed(EmbedAction::Allow) | Action::SignIn(_) => DashboardAccess::Allowed,
            Action::Embed(EmbedAction::Stop) => DashboardAccess::Stopped,
            Action::SignOut => DashboardAccess::Pending,
            Action::Renew
            | Action::Activate(_)
            | Action::Retry
            | Action::List(_)
            | Action::Export(_)
            | Action::Folder(_)
            | Action::ShowAllActivity(_)
            | Action::UnfoldTimeline(_)
            | Action::UnfoldDiagnostics { .. }
            | Action::Prefer(_)
            | Action::CopyReport
            | Action::Dismiss
            | Action::Notify(_) => self.access,
        };
        match self.access {
            // Denied and ended access stay so until the window is opened again.
            DashboardAccess::Denied(_) | DashboardAccess::Stopped => {}
            DashboardAccess::Pending | DashboardAccess::Blocked | DashboardAccess::Allowed => {
                self.access = next
            }
        }
    }
}
