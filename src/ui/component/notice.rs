//! The result of the last action.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction};
use crate::ui::ui_state::Notice;

/// The result of the last action. The element always exists, because screen readers announce changes of its content.
pub fn notice(view: Option<&Notice>, ui: &Ui) -> Html {
    let class = view.map(|it| if it.good { "good" } else { "bad" });
    html! {
        <div class={classes!("notice", class)}>
            <p role="status">{ view.map(|it| it.text.as_str()).unwrap_or_default() }</p>
            if view.is_some_and(|it| it.can_clear) {
                { button("quiet", ui.words.export.clear, Action::Export(ExportAction::ClearClipboard), ui) }
            }
            if view.is_some() {
                { button("quiet", ui.words.frame.dismiss, Action::Dismiss, ui) }
            }
        </div>
    }
}
