//! The page of a signed-in user: the timeline, the clusters, the details of one of them, clocks and activity.

use yew::prelude::*;

use crate::ui::component::{
    CLUSTER_HEADING, Memoized, MemoizedView, cluster_list, detail, error_panel, session_timeline,
};
use crate::ui::context::Ui;
use crate::ui::view_model::ClustersView;

/// The clusters of a session.
pub fn clusters(view: &ClustersView, ui: &Ui) -> Html {
    html! {
        <>
            if let Some(failure) = &view.error {
                <section class="card">{ error_panel(2, failure, ui) }</section>
            }
            { session_timeline(&view.session_timeline, view.notify, ui) }
            <div class="panes">
                if let Some(list) = &view.list {
                    { cluster_list(list, ui) }
                }
                if let Some(cluster) = &view.detail {
                    <section class="card cluster-card" aria-labelledby={CLUSTER_HEADING}>
                        { detail(cluster, ui) }
                        if let Some(forms) = &view.export {
                            <Memoized view={MemoizedView::Export(forms.clone())} ui={ui.clone()} />
                        }
                    </section>
                }
            </div>
            <div class="panes even">
                <Memoized view={MemoizedView::Clocks(view.clocks.clone())} ui={ui.clone()} />
                <Memoized view={MemoizedView::Activity(view.activity.clone())} ui={ui.clone()} />
            </div>
        </>
    }
}
