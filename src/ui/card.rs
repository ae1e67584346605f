//! The session as one card in somebody else's page: without what belongs to a page as a whole.

use std::rc::Rc;

use yew::prelude::*;

use super::component::{
    Part, PartView, button, detail, error_panel, idp_choice, listed, notice, session_timeline,
};
use super::context::Ui;
use super::dispatch::Action;
use super::view_model::{
    ClustersView, FrameView, NotifyView, Page, ProgressView, SignedOutView, ViewModel,
};

/// How much of it the host's page has a place for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardLayout {
    /// Whether there is only what cannot be done without.
    pub compact: bool,
    /// Whether the form of the hand-over is the host's choice, and not a person's.
    pub one_form: bool,
    /// Who the cluster takes a person for.
    pub identity: bool,
    /// The commands that use what is handed over, and how it begins.
    pub commands: bool,
    /// What ends when.
    pub session_timeline: bool,
    /// Everybody's clocks.
    pub clocks: bool,
    /// What happened.
    pub activity: bool,
}

/// Properties of [`Card`].
#[derive(PartialEq, Properties)]
pub struct CardProps {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// How much of it.
    pub layout: CardLayout,
    /// Words, and where actions go.
    pub ui: Ui,
}

/// The whole element. Its landmarks and its title are the host's affair; the host can put a title and a footer of its own
/// into it.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { view, layout, ui } = props;
    let page = match &view.page {
        Page::Progress(view) => progress(view, ui),
        Page::SignedOut(view) => signed_out(view, ui),
        Page::Clusters(view) => clusters(view, *layout, ui),
        Page::Failed(view) => error_panel(3, view, ui),
        // A window of its own, which an element is not.
        Page::Embed(_) => Html::default(),
    };
    let classes = [
        (layout.compact, "compact"),
        (layout.one_form, "one-form"),
        (!layout.identity, "no-identity"),
        (!layout.commands, "no-commands"),
    ];
    let classes: Classes = classes.iter().filter(|it| it.0).map(|it| it.1).collect();
    html! {
        <div class={classes!("card", "login", classes)} role="group" aria-label={view.frame.title.clone()}>
            <slot name="title"><h2 class="title">{ &view.frame.title }</h2></slot>
            if let Some(bulletin) = &view.frame.bulletin {
                <p class="warning">{ bulletin }</p>
            }
            { page }
            { notice(view.notice.as_ref(), ui) }
            <p class="visually-hidden" role="status">{ view.announcement.as_deref().unwrap_or_default() }</p>
            { foot(&view.frame, ui) }
            <slot name="footer"></slot>
        </div>
    }
}

fn progress(view: &ProgressView, ui: &Ui) -> Html {
    html! {
        <div class="waiting" aria-busy="true">
            <p class="progress" role="status">{ view.text }</p>
            if view.can_start_over {
                { button("", ui.words.errors.start_again, Action::Retry, ui) }
            }
        </div>
    }
}

fn signed_out(view: &SignedOutView, ui: &Ui) -> Html {
    let words = &ui.words.sign_in;
    let [before, after] = words.step_sign_in;
    html! {
        <div class="sign-in">
            <p class="lead">{ words.lead }</p>
            if view.identity_providers.len() > 1 {
                { idp_choice(&view.identity_providers, ui) }
            }
            { button("primary wide", words.sign_in, Action::SignIn(view.chosen()), ui) }
            <p class="issuer-note muted small">{ before }<strong class="url">{ &view.host }</strong>{ after }</p>
            if let Some(url) = &view.end_session_url {
                <p class="small"><a href={url.clone()} rel="noreferrer">{ words.end_session }</a></p>
            }
        </div>
    }
}

fn clusters(view: &ClustersView, layout: CardLayout, ui: &Ui) -> Html {
    html! {
        <>
            if let Some(failure) = &view.error {
                { error_panel(3, failure, ui) }
            }
            if layout.session_timeline {
                { session_timeline(&view.session_timeline, NotifyView::Absent, ui) }
            }
            if let Some(list) = &view.list {
                <div class="clusters">{ listed(list, ui) }</div>
            }
            if let Some(cluster) = &view.detail {
                <div class="cluster-card">
                    { detail(cluster, ui) }
                    if let Some(forms) = &view.export {
                        <Part view={PartView::Export(forms.clone())} ui={ui.clone()} />
                    }
                </div>
            }
            if layout.clocks {
                <Part view={PartView::Clocks(view.clocks.clone())} ui={ui.clone()} />
            }
            if layout.activity {
                <Part view={PartView::Activity(view.activity.clone())} ui={ui.clone()} />
            }
        </>
    }
}

/// Who is signed in, and the way out.
fn foot(view: &FrameView, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    html! {
        if let Some(user) = &view.user {
            <div class="foot">
                <p class="who">
                    { &user.name }
                    if let Some(until) = &user.until {
                        <small>{ until }</small>
                    }
                </p>
                if let Some(url) = &view.support_url {
                    <a class="small" href={url.clone()} rel="noreferrer">{ words.support }</a>
                }
                { button("quiet small", words.sign_out, Action::SignOut, ui) }
            </div>
        }
    }
}
