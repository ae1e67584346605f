//! A kubeconfig: the document with folded values, its buttons, and the commands that use it.

use yew::prelude::*;

use super::{button, command};
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction, Preference};
use crate::ui::view_model::{DocumentPart, ExportView, KubeconfigView, ShellView};

/// The one-time kubeconfig, with its buttons first. `renew` is placed after them.
pub fn kubeconfig(view: &ExportView, renew: Html, ui: &Ui) -> Html {
    let Some(file) = &view.kubeconfig else {
        return renew;
    };
    let name = file.file_name.clone().unwrap_or_default();
    html! {
        <div class="kubeconfig">
            <div class="bar">
                if let Some(heading) = &view.heading {
                    <h3>{ heading }</h3>
                } else {
                    <code class="url" translate="no">{ &name }</code>
                }
                { actions(file, ui) }
            </div>
            if let Some(left_out) = &view.left_out {
                <p class="warning">{ left_out }</p>
            }
            { document(file, name, ui) }
            <div class="below">
                if let Some(lead) = &view.lead {
                    <p class="lead">{ lead }</p>
                }
                { renew }
            </div>
            <details>
                <summary>{ ui.words.export.terminal }</summary>
                { commands(file, ui) }
            </details>
        </div>
    }
}

/// The buttons that copy and download it, and the field for manual copying.
pub(super) fn actions(view: &KubeconfigView, ui: &Ui) -> Html {
    let form = view.form;
    html! {
        <>
            if let Some(copy) = view.copy {
                <div class="actions">
                    { button("primary", copy, Action::Export(ExportAction::Copy(form)), ui) }
                    if view.file_name.is_some() {
                        { button("", ui.words.export.download, Action::Export(ExportAction::Download(form)), ui) }
                    }
                </div>
            }
            if view.by_hand {
                { by_hand(ui) }
            }
        </>
    }
}

/// The commands that use it, and the choice of a shell.
pub(super) fn commands(view: &KubeconfigView, ui: &Ui) -> Html {
    html! {
        <div class="commands">
            { for view.lines.iter().map(|(label, line)| command(label, line, ui)) }
            <div class="shells" role="group" aria-label={ui.words.export.shells}>
                { for view.shells.iter().map(|view| shell(view, ui)) }
            </div>
        </div>
    }
}

/// The document, which scrolls if it is long or wide.
pub(super) fn document(view: &KubeconfigView, name: String, ui: &Ui) -> Html {
    let name = if name.is_empty() {
        AttrValue::from(ui.words.export.preview)
    } else {
        name.into()
    };
    html! {
        <>
            <div class="document" tabindex="0" role="group" aria-label={name} translate="no">
                { for view.document.iter().map(part) }
            </div>
            if let Some(more) = &view.more {
                <p class="muted small">{ more }</p>
            }
        </>
    }
}

fn part(part: &DocumentPart) -> Html {
    match part {
        DocumentPart::Text(text) => html! { <pre>{ text }</pre> },
        DocumentPart::Folded { key, length, value } => html! {
            <details>
                <summary><code>{ key }</code>{ " " }<span>{ length }</span></summary>
                <pre>{ value }</pre>
            </details>
        },
    }
}

/// The only element on the page that contains a secret, while the user copies it. Its value is set from outside of
/// Yew, so that no other copy exists.
fn by_hand(ui: &Ui) -> Html {
    let away = ui
        .dispatch
        .reform(|_: FocusEvent| Action::Export(ExportAction::HideCopyField));
    html! {
        <label class="field by-hand">
            <span>{ ui.words.export.copy_field }</span>
            <textarea id={BY_HAND} readonly=true rows="2" autocomplete="off" spellcheck="false" translate="no" onblur={away} />
        </label>
    }
}

fn shell(view: &ShellView, ui: &Ui) -> Html {
    let choose = Action::Prefer(Preference::Shell(view.shell));
    html! {
        <button type="button" class="small" aria-pressed={view.chosen.to_string()} onclick={ui.on_click(choose)}>
            { (ui.words.export.shell)(view.shell) }
        </button>
    }
}

/// The ID of the field for manual copying.
pub const BY_HAND: &str = "by-hand";
