//! The button that turns notifications on or off.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::NotifyView;

/// The button, or why there is none.
pub(super) fn notify(view: NotifyView, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    match view {
        NotifyView::Absent => Html::default(),
        NotifyView::Denied => html! { <p class="muted small">{ words.notifications_denied }</p> },
        NotifyView::Off => button("quiet small", words.notify, Action::Notify(true), ui),
        NotifyView::On => button(
            "quiet small",
            words.do_not_notify,
            Action::Notify(false),
            ui,
        ),
    }
}
