//! Which forms of a hand-over there are for this browser, which is the best one, and which one is shown.

use haulout_protocol::kubeconfig::Shell;

use super::{FolderState, LiveFolderView};
use crate::ui::dispatch::ListStep;
use crate::ui::memory::{FormName, Memory};
use crate::ui::messages::Lexicon;

/// One form.
#[derive(Debug, PartialEq, Eq)]
pub struct FormView {
    /// Which.
    pub name: FormName,
    /// That it is the best one here, or how it stands.
    pub badge: Option<&'static str>,
    /// Whether it waits for a person.
    pub waits: bool,
}

/// A shell to choose.
#[derive(Debug, PartialEq, Eq)]
pub struct ShellView {
    /// Which.
    pub shell: Shell,
    /// Whether it is the one.
    pub chosen: bool,
}

impl FormView {
    pub(super) fn all(
        folder: Option<&LiveFolderView>,
        memory: &Memory,
        words: &Lexicon,
    ) -> Vec<Self> {
        let chosen = matches!(memory.folder, FolderState::Chosen(_));
        let kept = folder.filter(|_| chosen);
        let forms = available(memory).iter().enumerate();
        let views = forms.map(|(at, name)| {
            let kept = kept.filter(|_| *name == FormName::Folder);
            let waits = kept.is_some_and(|folder| folder.mood != "good");
            let words = &words.hand_over;
            let badge = match kept {
                Some(_) if waits => Some(words.waits),
                Some(_) => Some(words.kept),
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

/// The form that is shown: the one that a person chose, where there is such a thing, or else the best.
#[must_use]
pub fn form(memory: &Memory) -> FormName {
    let available = available(memory);
    let chosen = memory.preferences.form;
    chosen
        .filter(|form| available.contains(form))
        .unwrap_or(available[0])
}

/// The form beside the one that is shown. What comes after the last is the first.
#[must_use]
pub fn beside(memory: &Memory, step: ListStep) -> FormName {
    let available = available(memory);
    let shown = form(memory);
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

/// For whom the commands are written.
#[must_use]
pub fn shell(memory: &Memory) -> Shell {
    memory.preferences.shell.unwrap_or(Shell::Bash)
}

/// The forms of this browser, the best one first.
fn available(memory: &Memory) -> &'static [FormName] {
    match memory.folder {
        FolderState::Unchosen(_) | FolderState::Chosen(_) => &FORMS,
        FolderState::Unknown | FolderState::Unsupported => &FORMS[1..],
    }
}

/// The folder is the only one that lasts for hours and needs no other program. The next best needs nothing at all.
const FORMS: [FormName; 5] = [
    FormName::Folder,
    FormName::Once,
    FormName::Haulout,
    FormName::PinnipedCli,
    FormName::Shell,
];
const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Fish, Shell::PowerShell];
