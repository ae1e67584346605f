//! Who the certificate says its bearer is.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::view_model::ClusterView;

/// Properties of [`Identity`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The cluster whose credential is shown.
    pub view: Rc<ClusterView>,
}

/// Name and groups, as the API server will see them.
#[component]
pub fn Identity(props: &Props) -> Html {
    let Some(credential) = &props.view.credential else {
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
            <dt>{ "at" }</dt><dd class="url">{ &props.view.server }</dd>
        </dl>
    }
}
