//! Something ended what was under way.

use yew::prelude::*;

use crate::ui::component::Trouble;
use crate::ui::dispatch::Dispatch;
use crate::ui::view_model::TroubleView;

/// Properties of [`Failed`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What happened.
    pub trouble: TroubleView,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The failure, its reason, one next step.
#[component]
pub fn Failed(props: &Props) -> Html {
    html! {
        <section class="card narrow">
            <Trouble trouble={props.trouble.clone()} dispatch={props.dispatch.clone()} />
        </section>
    }
}
