//! The dashboard that this page is the window of, as the page's script reaches it.

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::ui::dispatch::{Action, EmbedAction};
use crate::ui::ui_state::{DashboardAccess, EmbedState, UiState};

/// A page of another origin that opened this one.
#[derive(Clone, PartialEq)]
pub(crate) struct Dashboard {
    /// Which one it is, and how things stand with it.
    pub(crate) state: EmbedState,
    /// Takes what a person does here, and answers false where the browser does not let it be done.
    pub(crate) act: Function,
}

impl Dashboard {
    /// Whether the script could do its part of this action.
    pub(super) fn does(&self, action: &Action) -> bool {
        let what = if let Action::SignIn(_) = action {
            "sign-in"
        } else if let Action::Embed(EmbedAction::Allow) = action {
            "allow"
        } else if let Action::Embed(EmbedAction::Stop) = action {
            "stop"
        } else {
            return true;
        };
        let answer = self.act.call1(&JsValue::NULL, &what.into());
        answer.is_ok_and(|done| done.is_truthy())
    }
}

/// No window was opened, and people can mend that.
pub(super) fn blocked(ui_state: &mut UiState) {
    if let Some(embed) = &mut ui_state.embed {
        embed.access = DashboardAccess::Blocked;
    }
}
