//! The portal's frame: header, the page for the situation, and what the last action led to.

use std::rc::Rc;

use yew::prelude::*;

use super::component::{button, mark};
use super::dispatch::{Action, Dispatch};
use super::page::{clusters, failed, progress, signed_out};
use super::view_model::{Page, ViewModel};

/// Properties of [`App`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The whole portal.
#[component]
pub fn App(props: &Props) -> Html {
    let Props { view, dispatch } = props;
    let page = match &view.page {
        Page::Progress(view) => progress(view, dispatch),
        Page::SignedOut(view) => signed_out(view, dispatch),
        Page::Clusters(view) => clusters(view, dispatch),
        Page::Failed(view) => failed(view, dispatch),
    };
    html! {
        <>
            <header class="top">
                { mark() }
                <h1>{ &view.title }</h1>
                if let Some(user) = &view.user {
                    <p class="who">{ user }</p>
                    { button("", "Sign out", Action::SignOut, dispatch) }
                }
            </header>
            <main>
                if let Some(trouble) = &view.folder_trouble {
                    <p class="warning" role="alert">{ trouble }</p>
                }
                { page }
            </main>
            <p class="notice" role="status">
                if let Some(notice) = &view.notice {
                    <span class={if notice.good { "good" } else { "bad" }}>{ &notice.text }</span>
                }
            </p>
        </>
    }
}
