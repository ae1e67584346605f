//! The kubeconfig export: one tab for each form, and the kubeconfig.

use yew::prelude::*;

use super::{button, command, live_folder};
use crate::ui::choice::ExportForm;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction, ListStep, Preference};
use crate::ui::view_model::{ExportView, FormView, KubeconfigView, ShellView};

/// The forms as tabs (<https://www.w3.org/WAI/ARIA/apg/patterns/tabs/>), and the panel of the selected one.
pub fn export(view: &ExportView, ui: &Ui) -> Html {
    let words = &ui.words.export;
    let tab = |form: &FormView| tab(form, form.name == view.form, ui);
    html! {
        <div class="export">
            <div class="tabs" role="tablist" aria-label={words.ways} onkeydown={ui.on_key(String::new(), step)}>
                { for view.forms.iter().map(tab) }
            </div>
            <div id={PANEL} class="export-panel" role="tabpanel" aria-labelledby={tab_id(view.form)}>
                if let Some(heading) = &view.heading {
                    <h3>{ heading }</h3>
                }
                if let Some(folder) = &view.folder {
                    { live_folder(folder, ui) }
                }
                if let Some(lead) = &view.lead {
                    <p class="lead">{ lead }</p>
                }
                if let Some(left_out) = &view.left_out {
                    <p class="warning">{ left_out }</p>
                }
                if let Some(it) = &view.kubeconfig {
                    { kubeconfig(it, ui) }
                }
                if let Some(why) = view.unsupported {
                    <p class="muted small">{ why }</p>
                }
            </div>
        </div>
    }
}

/// What the keys do on the tabs.
fn step(key: &str, _of: &str) -> Option<Action> {
    let step = match key {
        "ArrowLeft" => ListStep::Previous,
        "ArrowRight" => ListStep::Next,
        "Home" => ListStep::First,
        "End" => ListStep::Last,
        _ => return None,
    };
    Some(Action::Export(ExportAction::Step(step)))
}

/// The ID of a form's tab.
#[must_use]
pub const fn tab_id(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Folder => "export-folder",
        ExportForm::Once => "export-once",
        ExportForm::Haulout => "export-haulout",
        ExportForm::PinnipedCli => "export-pinniped",
        ExportForm::Shell => "export-shell",
    }
}

fn tab(view: &FormView, chosen: bool, ui: &Ui) -> Html {
    let choose = Action::Export(ExportAction::Form(view.name));
    html! {
        <button type="button" role="tab" id={tab_id(view.name)} aria-controls={PANEL} aria-selected={aria_bool(chosen)} tabindex={if chosen { "0" } else { "-1" }} onclick={ui.on_click(choose)}>
            { (ui.words.export.form)(view.name) }
            if let Some(badge) = view.badge {
                {" "}<span class={if view.waits { "badge waits" } else { "badge" }}>{ badge }</span>
            }
        </button>
    }
}

fn kubeconfig(view: &KubeconfigView, ui: &Ui) -> Html {
    let words = &ui.words.export;
    html! {
        <>
            if let Some(copy) = view.copy {
                <div class="actions">
                    { button("primary", copy, Action::Export(ExportAction::Copy), ui) }
                    if view.can_download {
                        { button("", words.download, Action::Export(ExportAction::Download), ui) }
                    }
                </div>
            }
            if view.by_hand {
                { by_hand(ui) }
            }
            { for view.lines.iter().map(|(label, line)| command(label, line, ui)) }
            <div class="shells" role="group" aria-label={words.shells}>
                { for view.shells.iter().map(|view| shell(view, ui)) }
            </div>
            <details>
                <summary>{ words.preview }</summary>
                <pre tabindex="0" translate="no">{ &view.preview }</pre>
                if let Some(more) = &view.more {
                    <p class="muted small">{ more }</p>
                }
            </details>
        </>
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
        <button type="button" class="small" aria-pressed={aria_bool(view.chosen)} onclick={ui.on_click(choose)}>
            { (ui.words.export.shell)(view.shell) }
        </button>
    }
}

const fn aria_bool(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// The ID of the field for manual copying.
pub const BY_HAND: &str = "by-hand";
const PANEL: &str = "export-panel";
