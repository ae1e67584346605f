//! The dashboard that opened this window, and the callback to the page's script.

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::ui::dispatch::{Action, EmbedAction};
use crate::ui::ui_state::{DashboardAccess, EmbedState, UiState};

/// A page on another origin that opened this window.
#[derive(Clone, PartialEq)]
pub(crate) struct Dashboard {
    /// Its origin and its access.
    pub(crate) state: EmbedState,
    /// Performs an action in the page's script; returns false if the browser blocked it.
    pub(crate) act: Function,
}

impl Dashboard {
    /// Whether the script performed its part of this action.
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

/// The sign-in window was blocked, and the user can fix that.
pub(super) fn blocked(ui_state: &mut UiState) {
    if let Some(embed) = &mut ui_state.embed {
        embed.access = DashboardAccess::Blocked;
    }
}
