//! The portal's frame: header, the page for the situation, and what the last action led to.

use std::rc::Rc;

use yew::prelude::*;

use super::component::Mark;
use super::dispatch::{Action, Dispatch};
use super::page::{Clusters, Failed, Progress, SignedOut};
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
        Page::Progress(progress) => {
            html! { <Progress text={progress.text} can_start_over={progress.can_start_over} dispatch={dispatch.clone()} /> }
        }
        Page::SignedOut(_) => {
            html! { <SignedOut view={view.clone()} dispatch={dispatch.clone()} /> }
        }
        Page::Clusters(_) => html! { <Clusters view={view.clone()} dispatch={dispatch.clone()} /> },
        Page::Failed(trouble) => {
            html! { <Failed trouble={trouble.clone()} dispatch={dispatch.clone()} /> }
        }
    };
    html! {
        <>
            <header class="top">
                <Mark />
                <h1>{ &view.title }</h1>
                if let Some(user) = &view.user {
                    <p class="who">{ user }</p>
                    <button type="button" onclick={dispatch.reform(|_| Action::SignOut)}>{ "Sign out" }</button>
                }
            </header>
            <main>{ page }</main>
            <p class="notice" role="status">
                if let Some(notice) = &view.notice {
                    <span class={if notice.good { "good" } else { "bad" }}>{ &notice.text }</span>
                }
            </p>
        </>
    }
}
