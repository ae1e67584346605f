//! The portal's frame: header, the page for the situation, and what the last action led to.

use std::rc::Rc;

use yew::prelude::*;

use super::component::{button, mark};
use super::context::Ui;
use super::dispatch::Action;
use super::page::{clusters, failed, progress, signed_out};
use super::view_model::{FrameView, Page, ViewModel};

/// Properties of [`App`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// Words, and where actions go.
    pub ui: Ui,
}

/// The whole portal.
#[component]
pub fn App(props: &Props) -> Html {
    let Props { view, ui } = props;
    let page = match &view.page {
        Page::Progress(view) => progress(view, ui),
        Page::SignedOut(view) => signed_out(view, ui),
        Page::Clusters(view) => clusters(view, ui),
        Page::Failed(view) => failed(view, ui),
    };
    html! {
        <>
            { header(&view.frame, ui) }
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

fn header(view: &FrameView, ui: &Ui) -> Html {
    html! {
        <header class="top">
            { mark() }
            <h1>{ &view.title }</h1>
            if let Some(user) = &view.user {
                <p class="who">{ user }</p>
                { button("", ui.words.frame.sign_out, Action::SignOut, ui) }
            }
        </header>
    }
}
