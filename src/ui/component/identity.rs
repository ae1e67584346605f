//! The user's identity in the certificate.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::IdentityView;

/// Username and groups, as the API server sees them, and collapsed details.
pub fn identity(view: &IdentityView, ui: &Ui) -> Html {
    let words = &ui.words.detail;
    html! {
        <>
            <dl class="identity">
                <dt>{ words.username_label }</dt><dd>{ &view.username }</dd>
                <dt>{ words.in_groups }</dt>
                <dd>
                    if view.groups.is_empty() {
                        { words.no_groups }
                    } else {
                        { chips(&view.groups) }
                    }
                    if let Some((summary, more)) = &view.more_groups {
                        <details>
                            <summary>{ summary }</summary>
                            { chips(more) }
                        </details>
                    }
                </dd>
            </dl>
            <details>
                <summary>{ words.more }</summary>
                <dl class="identity">
                    <dt>{ words.server }</dt><dd class="url">{ &view.server }</dd>
                    <dt>{ words.expires_at }</dt><dd class="digits">{ &view.ends }</dd>
                    if !view.extra.is_empty() {
                        <dt>{ words.extra }</dt><dd>{ chips(&view.extra) }</dd>
                    }
                    if let Some(serial) = &view.serial {
                        <dt>{ words.serial }</dt><dd><code class="url">{ serial }</code></dd>
                    }
                </dl>
            </details>
        </>
    }
}

/// Short names, side by side.
pub fn chips(names: &[String]) -> Html {
    html! { <ul class="chips">{ for names.iter().map(|name| html! { <li>{ name }</li> }) }</ul> }
}
