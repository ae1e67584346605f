//! What happened.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::ActivityListView;

/// The card of what happened.
pub fn activity(_view: &ActivityListView, _ui: &Ui) -> Html {
    Html::default()
}
