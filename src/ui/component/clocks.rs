//! Everybody's clocks.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::ClocksView;

/// The card of the clocks.
pub fn clocks(_view: &ClocksView, _ui: &Ui) -> Html {
    Html::default()
}
