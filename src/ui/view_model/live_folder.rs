//! The live folder, prepared for display.

use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::live_folder::{KUBECONFIG, Location, LocationError};

use crate::ui::live_folder::{FolderError, FolderState, WriteStatus};
use crate::ui::messages::{FolderMessages, Messages};
use crate::ui::ui_state::UiState;

/// The live folder, prepared for display.
#[derive(Debug, PartialEq, Eq)]
pub struct LiveFolderView {
    /// The state as text.
    pub status: String,
    /// The state as a CSS class: `good`, `busy` or `bad`.
    pub mood: &'static str,
    /// What failed, and what to do about it.
    pub error: Option<String>,
    /// The one thing to do.
    pub step: Option<FolderStep>,
    /// Whether it needs the user.
    pub waits: bool,
    /// Whether this page can end it.
    pub can_stop: bool,
    /// The path, if it matters here.
    pub location: Option<LocationView>,
}

/// The one thing to do about a live folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderStep {
    /// Choose a folder.
    Choose,
    /// Grant write permission again.
    Allow,
    /// Retry failed writes.
    Retry,
}

/// The path of the folder.
#[derive(Debug, PartialEq, Eq)]
pub struct LocationView {
    /// As entered.
    pub text: String,
    /// The defect, or the missing part.
    pub hint: Option<&'static str>,
    /// The command that makes kubectl read the folder.
    pub line: Option<String>,
    /// The credential plugin that reads a file in it.
    pub plugin: Option<&'static str>,
}

impl LiveFolderView {
    /// `None` if the browser does not support live folders, or before their state is known.
    pub(super) fn new(ui_state: &UiState, words: &Messages) -> Option<Self> {
        let words = &words.folder;
        let chosen = match &ui_state.folder {
            FolderState::Unknown | FolderState::Unsupported => return None,
            FolderState::Unchosen(error) => {
                return Some(Self {
                    status: format!(
                        "{}{}",
                        words.unchosen,
                        (words.show_hidden)(ui_state.platform)
                    ),
                    mood: "busy",
                    error: error.as_ref().map(words.error),
                    step: Some(FolderStep::Choose),
                    waits: true,
                    can_stop: false,
                    location: None,
                });
            }
            FolderState::Chosen(chosen) => chosen,
        };
        let location = LocationView::new(&chosen.location, ui_state.shell(), words);
        let fine = chosen.error.is_none();
        let writes = matches!(
            chosen.write_status,
            WriteStatus::Starting | WriteStatus::Writing
        );
        let (mood, step) = match (chosen.write_status, &chosen.error) {
            (WriteStatus::PermissionNeeded, _) => ("busy", Some(FolderStep::Allow)),
            (WriteStatus::PermissionDenied, _)
            | (WriteStatus::Starting | WriteStatus::Writing, Some(FolderError::Gone)) => {
                ("bad", Some(FolderStep::Choose))
            }
            (WriteStatus::OtherTab, _) => ("good", None),
            (WriteStatus::Starting | WriteStatus::Writing, Some(_)) => {
                ("bad", Some(FolderStep::Retry))
            }
            (WriteStatus::Starting, None) => ("busy", None),
            (WriteStatus::Writing, None) => ("good", None),
        };
        Some(Self {
            status: (words.status)(chosen.write_status, &chosen.label, fine),
            mood,
            error: chosen.error.as_ref().map(words.error),
            step,
            waits: step.is_some() || (writes && location.line.is_none()),
            can_stop: chosen.write_status != WriteStatus::OtherTab,
            location: writes.then_some(location),
        })
    }
}

impl LocationView {
    fn new(text: &str, shell: Shell, words: &FolderMessages) -> Self {
        let parsed = Location::parse(text);
        let hint = match &parsed {
            Ok(_) => None,
            Err(_) if text.is_empty() => Some(words.location_missing),
            Err(LocationError::Relative) => Some(words.location_relative),
            Err(LocationError::Unsafe) => Some(words.location_unsafe),
        };
        let location = parsed.as_ref().ok();
        Self {
            text: text.to_owned(),
            hint,
            line: location.map(|location| shell_line(location, shell)),
            plugin: location.map(Location::plugin),
        }
    }
}

/// The command for a shell on the computer that has the folder.
fn shell_line(location: &Location, shell: Shell) -> String {
    let file = location.file(KUBECONFIG);
    // Between double quotes, the backslash is the only character of a location that needs escaping.
    let escaped = || file.replace('\\', "\\\\");
    match (location, shell) {
        (Location::Windows(_), _) | (Location::Absolute(_), Shell::PowerShell) => {
            format!("$env:KUBECONFIG={}", Shell::PowerShell.word(&file))
        }
        (Location::Home(_), Shell::PowerShell) => format!("$env:KUBECONFIG=\"{file}\""),
        (Location::Absolute(_), Shell::Bash) => format!("export KUBECONFIG='{file}'"),
        (Location::Home(_), Shell::Bash) => format!("export KUBECONFIG=\"{}\"", escaped()),
        (Location::Absolute(_), Shell::Fish) => {
            format!("set -gx KUBECONFIG {}", Shell::Fish.word(&file))
        }
        (Location::Home(_), Shell::Fish) => format!("set -gx KUBECONFIG \"{}\"", escaped()),
    }
}
