//! The portal: header, the page for the situation, footer, and notices.

use std::rc::Rc;

use yew::prelude::*;

use super::component::{button, logo, notice, settings};
use super::context::Ui;
use super::dispatch::Action;
use super::page::{clusters, embed, failed, progress, signed_out};
use super::view_model::{FrameView, Page, ViewModel};

/// Properties of [`App`].
#[derive(PartialEq, Properties)]
pub struct AppProps {
    /// The view.
    pub view: Rc<ViewModel>,
    /// Texts and dispatch.
    pub ui: Ui,
}

/// The whole portal.
#[component]
pub fn App(props: &AppProps) -> Html {
    let AppProps { view, ui } = props;
    let page = match &view.page {
        Page::Progress(view) => progress(view, ui),
        Page::SignedOut(view) => signed_out(view, ui),
        Page::Clusters(view) => clusters(view, ui),
        Page::Failed(view) => failed(view, ui),
        Page::Embed(view) => embed(view, ui),
    };
    html! {
        <>
            { header(&view.frame, ui) }
            <main id="main" tabindex="-1">
                if view.frame.offline {
                    <p class="warning">{ ui.words.frame.offline }</p>
                }
                if let Some(error) = &view.folder_error {
                    <p class="warning" role="alert">{ error }</p>
                }
                { page }
            </main>
            { footer(&view.frame, ui) }
            { notice(view.notice.as_ref(), ui) }
            <p class="visually-hidden" role="status">{ view.announcement.as_deref().unwrap_or_default() }</p>
        </>
    }
}

fn header(view: &FrameView, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    html! {
        <header>
            <a class="skip" href="#main">{ words.skip }</a>
            <div class="top">
                if let Some(logo) = &view.logo {
                    <img class="logo" src={logo.clone()} alt="" />
                } else {
                    { logo() }
                }
                <h1>{ &view.title }</h1>
                if let Some(user) = &view.user {
                    <p class="who">
                        { &user.name }
                        if let Some(until) = &user.until {
                            <small>{ until }</small>
                        }
                    </p>
                }
                { settings(view, ui) }
                if view.user.is_some() {
                    { button("", words.sign_out, Action::SignOut, ui) }
                }
            </div>
            if let Some(bulletin) = &view.bulletin {
                <p class="bulletin">{ bulletin }</p>
            }
        </header>
    }
}

fn footer(view: &FrameView, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    html! {
        <footer>
            if let Some(url) = &view.support_url {
                <a href={url.clone()} rel="noreferrer">{ words.support }</a>
            }
            <span>{ (words.version)(env!("CARGO_PKG_VERSION")) }</span>
        </footer>
    }
}
