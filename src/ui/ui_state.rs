//! What the interface itself remembers, and what each action does to that; nothing of the protocol.

use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::Snapshot;

use super::choice::ExportForm;
use super::dispatch::{Action, ExportAction, ListStep};
use super::live_folder::FolderState;

mod embed;
mod list;
mod preferences;

pub use embed::{DashboardAccess, EmbedDenial, EmbedState};
pub use list::{ListState, matching};
pub use preferences::Preferences;

/// The interface as a person left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UiState {
    /// What outlives the page.
    pub preferences: Preferences,
    /// The list of clusters.
    pub list: ListState,
    /// What the last action led to.
    pub notice: Option<Notice>,
    /// Whether all that happened is shown.
    pub shows_all_activity: bool,
    /// The live folder as it stands.
    pub folder: FolderState,
    /// Whether a kubeconfig is there to be copied by hand.
    pub by_hand: bool,
    /// Whether this browser lets the page notify.
    pub notifications: Notifications,
    /// The dashboard that this window is for, if it is for one.
    pub embed: Option<EmbedState>,
}

/// Whether a browser lets a page notify.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notifications {
    /// It cannot.
    #[default]
    Unsupported,
    /// A person said no.
    Denied,
    /// Once a person is asked, or was.
    Possible,
}

/// What an action led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// Whether it worked.
    pub good: bool,
    /// Whether a secret is on the clipboard that can be taken off it.
    pub can_clear: bool,
}

impl UiState {
    /// Takes up what a person did. Whatever is said of the last action is over with the next one.
    pub fn apply(&mut self, action: &Action, snapshot: &Snapshot) {
        if let Some(embed) = &mut self.embed {
            embed.apply(action);
        }
        match action {
            Action::List(action) => return self.list.apply(action, snapshot),
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
        // A secret can be taken off the clipboard whatever else is done meanwhile.
        self.notice = self.notice.take().filter(|notice| notice.can_clear);
    }

    fn apply_export(&mut self, action: &ExportAction) {
        match action {
            ExportAction::Form(form) => self.preferences.form = Some(*form),
            ExportAction::Step(step) => self.preferences.form = Some(self.form_beside(*step)),
            ExportAction::ClearClipboard => self.notice = None,
            ExportAction::Copy
            | ExportAction::Download
            | ExportAction::CopyLine(_)
            | ExportAction::HideCopyField => {}
        }
        self.by_hand = false;
    }

    /// The form that is shown: the one that a person chose, where there is such a thing, or else the best.
    #[must_use]
    pub fn form(&self) -> ExportForm {
        let available = self.forms();
        let chosen = self.preferences.form;
        chosen
            .filter(|form| available.contains(form))
            .unwrap_or(available[0])
    }

    /// The forms of this browser, the best one first.
    #[must_use]
    pub fn forms(&self) -> &'static [ExportForm] {
        match self.folder {
            FolderState::Unchosen(_) | FolderState::Chosen(_) => &FORMS,
            FolderState::Unknown | FolderState::Unsupported => &FORMS[1..],
        }
    }

    /// For whom the commands are written.
    #[must_use]
    pub fn shell(&self) -> Shell {
        self.preferences.shell.unwrap_or(Shell::Bash)
    }

    /// The form beside the one that is shown. What comes after the last is the first.
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

/// The folder is the only one that lasts for hours and needs no other program. The next best needs nothing at all.
const FORMS: [ExportForm; 5] = [
    ExportForm::Folder,
    ExportForm::Once,
    ExportForm::Haulout,
    ExportForm::PinnipedCli,
    ExportForm::Shell,
];
