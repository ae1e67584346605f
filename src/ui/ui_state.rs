//! The state of the interface itself, and the effect of each action on it; it contains no protocol state.

use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::Snapshot;

use super::choice::ExportForm;
use super::dispatch::{Action, ExportAction, ListStep};
use super::live_folder::FolderState;
use super::platform::Platform;

mod embed;
mod list;
mod preferences;

pub use embed::{DashboardAccess, EmbedDenial, EmbedQuestion, EmbedState};
pub use list::{ListState, matching};
pub use preferences::Preferences;

/// The state of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UiState {
    /// The stored preferences.
    pub preferences: Preferences,
    /// The state of the list of clusters.
    pub list: ListState,
    /// The result of the last action.
    pub notice: Option<Notice>,
    /// Whether all entries of the activity log are shown.
    pub shows_all_activity: bool,
    /// Whether the session timeline is unfolded.
    pub timeline_open: bool,
    /// Whether the user unfolded or folded the diagnostics, and whether something was wrong then.
    pub diagnostics: Option<DiagnosticsChoice>,
    /// The state of the live folder.
    pub folder: FolderState,
    /// The operating system of this browser.
    pub platform: Platform,
    /// The form whose field for manual copying is shown.
    pub by_hand: Option<ExportForm>,
    /// Whether this browser allows notifications.
    pub notifications: Notifications,
    /// Whether the current sign-in has a window of its own.
    pub signs_in_in_window: bool,
    /// The dashboard that opened this window, if one did.
    pub embed: Option<EmbedState>,
}

/// Whether a browser allows notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notifications {
    /// The browser does not support them.
    #[default]
    Unsupported,
    /// The user denied them.
    Denied,
    /// The user allowed them, or can still be asked.
    Possible,
}

/// The user's choice to unfold or to fold the diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiagnosticsChoice {
    /// Whether something was wrong.
    pub wrong: bool,
    /// Whether they are unfolded.
    pub open: bool,
}

/// The result of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The text.
    pub text: String,
    /// Whether the action succeeded.
    pub good: bool,
    /// Whether the clipboard contains a secret that can be cleared.
    pub can_clear: bool,
}

impl UiState {
    /// Applies an action. The notice of the previous action is removed.
    pub fn apply(&mut self, action: &Action, snapshot: &Snapshot) {
        if let Some(embed) = &mut self.embed {
            embed.apply(action);
        }
        match action {
            Action::List(action) => return self.list.apply(action, snapshot),
            Action::UnfoldTimeline(open) => return self.timeline_open = *open,
            Action::UnfoldDiagnostics { wrong, open } => {
                let (wrong, open) = (*wrong, *open);
                self.diagnostics = Some(DiagnosticsChoice { wrong, open });
                return;
            }
            Action::Prefer(preference) => self.preferences.apply(preference),
            Action::SignIn(Some(name)) => {
                self.preferences.identity_provider = Some(name.clone());
            }
            Action::ShowAllActivity(all) => self.shows_all_activity = *all,
            Action::Notify(false) => self.preferences.notify = false,
            Action::Export(action) => self.apply_export(action),
            Action::Dismiss => self.notice = None,
            Action::SignIn(None)
            | Action::Renew
            | Action::Activate(_)
            | Action::SignOut
            | Action::Retry
            | Action::CopyReport
            | Action::Notify(true)
            | Action::Folder(_)
            | Action::Embed(_) => {}
        }
        // A notice that offers to clear the clipboard stays until it is used or dismissed.
        self.notice = self.notice.take().filter(|notice| notice.can_clear);
    }

    fn apply_export(&mut self, action: &ExportAction) {
        match action {
            ExportAction::Form(form) => self.preferences.form = Some(*form),
            ExportAction::Step(step) => self.preferences.form = Some(self.form_beside(*step)),
            ExportAction::ClearClipboard => self.notice = None,
            ExportAction::Copy(_)
            | ExportAction::Download(_)
            | ExportAction::CopyLine(_)
            | ExportAction::HideCopyField => {}
        }
        self.by_hand = None;
    }

    /// Something is wrong or not any more: the user's choice about the diagnostics holds only as long as that lasts.
    pub fn set_wrong(&mut self, wrong: bool) {
        self.diagnostics = self.diagnostics.filter(|choice| choice.wrong == wrong);
    }

    /// The form whose tab is selected: the chosen one if it is available, or else the recommended one.
    #[must_use]
    pub fn form(&self) -> ExportForm {
        let available = self.forms();
        let chosen = self.preferences.form;
        chosen
            .filter(|form| available.contains(form))
            .unwrap_or(available[0])
    }

    /// The forms that keep working and that this browser supports, the recommended one first.
    #[must_use]
    pub fn forms(&self) -> &'static [ExportForm] {
        match self.folder {
            FolderState::Unchosen(_) | FolderState::Chosen(_) => &FORMS,
            FolderState::Unknown | FolderState::Unsupported => &FORMS[1..],
        }
    }

    /// The shell for which commands are written.
    #[must_use]
    pub fn shell(&self) -> Shell {
        self.preferences.shell.unwrap_or(Shell::Bash)
    }

    /// The form next to the one that is shown. After the last comes the first.
    fn form_beside(&self, step: ListStep) -> ExportForm {
        let available = self.forms();
        let shown = self.form();
        let last = available.len() - 1;
        let at = available.iter().position(|it| *it == shown).unwrap_or(0);
        let at = match step {
            ListStep::Previous if at == 0 => last,
            ListStep::Previous => at - 1,
            ListStep::Next if at == last => 0,
            ListStep::Next => at + 1,
            ListStep::First => 0,
            ListStep::Last => last,
        };
        available[at]
    }
}

/// Only the live folder works for hours without another program. The one-time kubeconfig has no tab: the page shows it
/// in any case.
const FORMS: [ExportForm; 4] = [
    ExportForm::Folder,
    ExportForm::Haulout,
    ExportForm::PinnipedCli,
    ExportForm::Shell,
];
