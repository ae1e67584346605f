//! Who the certificate says its bearer is.

use yew::prelude::*;

use crate::ui::view_model::ClusterView;

/// Name and groups, as the API server will see them.
pub fn identity(view: &ClusterView) -> Html {
    let Some(credential) = &view.credential else {
        return Html::default();
    };
    html! {
        <dl class="identity">
            <dt>{ "The cluster knows you as" }</dt><dd>{ &credential.username }</dd>
            <dt>{ "in groups" }</dt>
            <dd>
                if credential.groups.is_empty() {
                    { "none" }
                } else {
                    <ul class="chips">{ for credential.groups.iter().map(|group| html! { <li>{ group }</li> }) }</ul>
                }
            </dd>
            <dt>{ "at" }</dt><dd class="url">{ &view.server }</dd>
        </dl>
    }
}
