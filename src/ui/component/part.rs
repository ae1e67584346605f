//! A part of a page that is left alone while what it shows stays the same.

use std::rc::Rc;

use yew::prelude::*;

use super::{activity, clocks, export, row};
use crate::ui::context::Ui;
use crate::ui::view_model::{ActivityListView, ClocksView, ExportView, RowView};

/// Properties of [`Part`].
#[derive(PartialEq, Properties)]
pub struct PartProps {
    /// What it shows.
    pub view: PartView,
    /// Words, and where actions go.
    pub ui: Ui,
}

/// The parts that are worth it. One component for all of them, because each costs half a kilobyte.
#[derive(Clone, PartialEq)]
pub enum PartView {
    /// A row in the list of clusters.
    Row(Rc<RowView>),
    /// Everybody's clocks.
    Clocks(Rc<ClocksView>),
    /// What happened.
    Activity(Rc<ActivityListView>),
    /// The hand-over.
    Export(Rc<ExportView>),
}

/// Draws a part when it differs from what is drawn.
#[component]
pub fn Part(props: &PartProps) -> Html {
    match &props.view {
        PartView::Row(view) => row(view, &props.ui),
        PartView::Clocks(view) => clocks(view, &props.ui),
        PartView::Activity(view) => activity(view, &props.ui),
        PartView::Export(view) => export(view, &props.ui),
    }
}
