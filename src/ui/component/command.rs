//! A command with a button that copies it.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction};

/// The command below its label.
pub fn command(label: &'static str, line: &str, ui: &Ui) -> Html {
    let copy = Action::Export(ExportAction::CopyLine(line.to_owned()));
    html! {
        <div class="command">
            <p class="muted small">{ label }</p>
            <div class="line">
                <pre tabindex="0" translate="no">{ line }</pre>
                { button("", ui.words.export.copy_line, copy, ui) }
            </div>
        </div>
    }
}
