//! The page of a signed-in user: the kubeconfig of one cluster, how to keep it working, what comes next, diagnostics.

use yew::prelude::*;

use crate::ui::component::{
    CLUSTER_HEADING, Memoized, MemoizedView, cluster_list, detail, diagnostics, error_panel,
    kubeconfig, renew, session_timeline,
};
use crate::ui::context::Ui;
use crate::ui::view_model::ClustersView;

/// The clusters of a session.
pub fn clusters(view: &ClustersView, ui: &Ui) -> Html {
    // A sign-in that is due soon comes before everything else, unless an error above says so already.
    let first = view.session_timeline.soon && view.error.is_none();
    let timeline = || session_timeline(&view.session_timeline, view.notify, ui);
    html! {
        <>
            if let Some(failure) = &view.error {
                <section class="card">{ error_panel(2, failure, ui) }</section>
            }
            if first {
                { timeline() }
            }
            <div class="panes">
                if let Some(list) = &view.list {
                    { cluster_list(list, ui) }
                }
                if let Some(cluster) = &view.detail {
                    <section class="card cluster-card" aria-labelledby={CLUSTER_HEADING}>
                        { detail(cluster, ui) }
                        if let Some(once) = &view.kubeconfig {
                            { kubeconfig(once, renew(cluster, ui), ui) }
                        } else {
                            { renew(cluster, ui) }
                        }
                        if let Some(forms) = &view.export {
                            <Memoized view={MemoizedView::Export(forms.clone())} ui={ui.clone()} />
                        }
                    </section>
                }
            </div>
            if !first {
                { timeline() }
            }
            { diagnostics(&view.diagnostics, ui) }
        </>
    }
}
