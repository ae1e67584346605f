//! Something is under way.

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch};

/// Properties of [`Progress`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What.
    pub text: &'static str,
    /// Whether there must be a way back.
    pub can_start_over: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// A sentence, and a sign of life.
#[component]
pub fn Progress(props: &Props) -> Html {
    html! {
        <section class="card narrow" aria-busy="true">
            <p class="progress" role="status"><span class="dot" aria-hidden="true"></span>{ props.text }</p>
            if props.can_start_over {
                <p><button type="button" class="quiet" onclick={props.dispatch.reform(|_| Action::Retry)}>{ "Start again" }</button></p>
            }
        </section>
    }
}
