//! A component that skips rendering while its view is unchanged.

use std::rc::Rc;

use yew::prelude::*;

use super::{activity, clocks, export, row};
use crate::ui::context::Ui;
use crate::ui::view_model::{ActivityListView, ClocksView, ExportView, RowView};

/// Properties of [`Memoized`].
#[derive(PartialEq, Properties)]
pub struct MemoizedProps {
    /// The view.
    pub view: MemoizedView,
    /// Texts and dispatch.
    pub ui: Ui,
}

/// The views worth memoizing. They share one component, because each component adds half a kilobyte.
#[derive(Clone, PartialEq)]
pub enum MemoizedView {
    /// A row in the list of clusters.
    Row(Rc<RowView>),
    /// The clocks of all servers.
    Clocks(Rc<ClocksView>),
    /// The activity log.
    Activity(Rc<ActivityListView>),
    /// The kubeconfig export.
    Export(Rc<ExportView>),
}

/// Renders the view when it has changed.
#[component]
pub fn Memoized(props: &MemoizedProps) -> Html {
    match &props.view {
        MemoizedView::Row(view) => row(view, &props.ui),
        MemoizedView::Clocks(view) => clocks(view, &props.ui),
        MemoizedView::Activity(view) => activity(view, &props.ui),
        MemoizedView::Export(view) => export(view, &props.ui),
    }
}
