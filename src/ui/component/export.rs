//! The forms of the kubeconfig export that keep working: one tab for each.

use yew::prelude::*;

use super::kubeconfig::{actions, commands, document};
use super::{command, live_folder};
use crate::ui::choice::ExportForm;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction, ListStep};
use crate::ui::view_model::{ExportView, FormView, KubeconfigView};

/// The forms as tabs (<https://www.w3.org/WAI/ARIA/apg/patterns/tabs/>), and the panel of the selected one.
pub fn export(view: &ExportView, ui: &Ui) -> Html {
    let words = &ui.words.export;
    let tab = |form: &FormView| tab(form, form.name == view.form, ui);
    html! {
        <div class="export">
            <h3>{ words.ways }</h3>
            <div class="tabs" role="tablist" aria-label={words.ways} onkeydown={ui.on_key(String::new(), step)}>
                { for view.forms.iter().map(tab) }
            </div>
            <div id={PANEL} class="export-panel" role="tabpanel" aria-labelledby={tab_id(view.form)}>
                if let Some(heading) = &view.heading {
                    <h4>{ heading }</h4>
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
        <button type="button" role="tab" id={tab_id(view.name)} aria-controls={PANEL} aria-selected={chosen.to_string()} tabindex={if chosen { "0" } else { "-1" }} onclick={ui.on_click(choose)}>
            { (ui.words.export.form)(view.name) }
            if let Some(badge) = view.badge {
                {" "}<span class={if view.waits { "badge waits" } else { "badge" }}>{ badge }</span>
            }
        </button>
    }
}

fn kubeconfig(view: &KubeconfigView, ui: &Ui) -> Html {
    html! {
        <>
            { actions(view, ui) }
            { commands(view, ui) }
            <details>
                <summary>{ ui.words.export.preview }</summary>
                { document(view, String::new(), ui) }
                if let Some((label, line)) = &view.plugin {
                    { command(label, line, ui) }
                }
            </details>
        </>
    }
}

const PANEL: &str = "export-panel";
