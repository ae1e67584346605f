//! Who the certificate says its bearer is.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::DetailView;

/// Name and groups, as the API server will see them.
pub fn identity(view: &DetailView, ui: &Ui) -> Html {
    let Some(identity) = &view.identity else {
        return Html::default();
    };
    let words = &ui.words.clusters;
    html! {
        <dl class="identity">
            <dt>{ words.known_as }</dt><dd>{ &identity.username }</dd>
            <dt>{ words.in_groups }</dt>
            <dd>
                if identity.groups.is_empty() {
                    { words.no_groups }
                } else {
                    <ul class="chips">{ for identity.groups.iter().map(|group| html! { <li>{ group }</li> }) }</ul>
                }
            </dd>
            <dt>{ words.at }</dt><dd class="url">{ &view.server }</dd>
        </dl>
    }
}
