//! The session as one card in a host's page, without header, footer and landmarks.

use std::rc::Rc;

use yew::prelude::*;

use super::choice::ExportForm;
use super::component::{
    Memoized, MemoizedView, button, detail, error_panel, idp_choice, kubeconfig, listed, notice,
    renew, session_timeline,
};
use super::context::Ui;
use super::dispatch::Action;
use super::view_model::{
    ClustersView, FrameView, NotifyView, Page, ProgressView, SignedOutView, ViewModel,
};

/// Which parts of the session the host's page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardLayout {
    /// Shows only the essential parts.
    pub compact: bool,
    /// The export form that the host chose, and that the user cannot change.
    pub form: Option<ExportForm>,
    /// The user's identity in the cluster.
    pub identity: bool,
    /// The commands that use the kubeconfig, and its preview.
    pub commands: bool,
    /// The session timeline.
    pub session_timeline: bool,
    /// The clocks of all servers.
    pub clocks: bool,
    /// The activity log.
    pub activity: bool,
}

/// Properties of [`Card`].
#[derive(PartialEq, Properties)]
pub struct CardProps {
    /// The view.
    pub view: Rc<ViewModel>,
    /// Which parts to show.
    pub layout: CardLayout,
    /// Texts and dispatch.
    pub ui: Ui,
}

/// The whole element. The host provides landmarks, and can provide a title and a footer as slots.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { view, layout, ui } = props;
    let page = match &view.page {
        Page::Progress(view) => progress(view, ui),
        Page::SignedOut(view) => signed_out(view, ui),
        Page::Clusters(view) => clusters(view, *layout, ui),
        Page::Failed(view) => error_panel(3, view, ui),
        // An element is never an embed window.
        Page::Embed(_) => Html::default(),
    };
    let classes = [
        (layout.compact, "compact"),
        (layout.form.is_some(), "one-form"),
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
            if view.frame.offline {
                <p class="warning">{ ui.words.frame.offline }</p>
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
    let has_once = matches!(layout.form, None | Some(ExportForm::Once));
    let has_others = layout.form != Some(ExportForm::Once);
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
                    if let Some(once) = view.kubeconfig.as_ref().filter(|_| has_once) {
                        { kubeconfig(once, renew(cluster, ui), ui) }
                    } else {
                        { renew(cluster, ui) }
                    }
                    if let Some(forms) = view.export.as_ref().filter(|_| has_others) {
                        <Memoized view={MemoizedView::Export(forms.clone())} ui={ui.clone()} />
                    }
                </div>
            }
            if layout.clocks {
                <Memoized view={MemoizedView::Clocks(view.diagnostics.clocks.clone())} ui={ui.clone()} />
            }
            if layout.activity {
                <Memoized view={MemoizedView::Activity(view.diagnostics.activity.clone())} ui={ui.clone()} />
            }
        </>
    }
}

/// The signed-in user, and the button to sign out.
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
