//! The export forms that this browser supports, and their badges.

use haulout_protocol::kubeconfig::Shell;

use super::live_folder::LiveFolderView;
use crate::ui::choice::ExportForm;
use crate::ui::live_folder::FolderState;
use crate::ui::messages::Messages;
use crate::ui::ui_state::UiState;

/// One export form.
#[derive(Debug, PartialEq, Eq)]
pub struct FormView {
    /// The form.
    pub name: ExportForm,
    /// Its badge: recommended, or the state of the live folder.
    pub badge: Option<&'static str>,
    /// Whether the live folder needs the user.
    pub waits: bool,
}

/// One shell.
#[derive(Debug, PartialEq, Eq)]
pub struct ShellView {
    /// The shell.
    pub shell: Shell,
    /// Whether it is selected.
    pub chosen: bool,
}

impl FormView {
    pub(super) fn all(
        folder: Option<&LiveFolderView>,
        ui_state: &UiState,
        words: &Messages,
    ) -> Vec<Self> {
        let chosen = matches!(ui_state.folder, FolderState::Chosen(_));
        let kept = folder.filter(|_| chosen);
        let forms = ui_state.forms().iter().enumerate();
        let views = forms.map(|(at, name)| {
            let kept = kept.filter(|_| *name == ExportForm::Folder);
            let waits = kept.is_some_and(|folder| folder.waits);
            let words = &words.export;
            let badge = match kept {
                Some(_) if waits => Some(words.action_required),
                Some(folder) => (folder.mood == "good").then_some(words.active),
                None => (at == 0).then_some(words.recommended),
            };
            Self {
                name: *name,
                badge,
                waits,
            }
        });
        views.collect()
    }
}

impl ShellView {
    pub(super) fn all(chosen: Shell) -> Vec<Self> {
        let view = |shell| Self {
            shell,
            chosen: shell == chosen,
        };
        SHELLS.map(view).into()
    }
}

const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Fish, Shell::PowerShell];
