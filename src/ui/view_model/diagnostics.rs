//! The diagnostics: clocks and activity, unfolded when something is wrong.

use std::rc::Rc;

use haulout_protocol::Error;
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView};

use super::activity::ActivityListView;
use super::clocks::ClocksView;
use super::view_context::ViewContext;

/// The diagnostics.
#[derive(Debug, PartialEq)]
pub struct DiagnosticsView {
    /// The most important reading.
    pub summary: String,
    /// Whether a clock deviates, or something failed.
    pub wrong: bool,
    /// Whether they are unfolded: if something is wrong, unless the user chose otherwise meanwhile.
    pub open: bool,
    /// The clocks of all servers.
    pub clocks: Rc<ClocksView>,
    /// The activity log.
    pub activity: Rc<ActivityListView>,
}

impl DiagnosticsView {
    /// `shown` is the cluster whose details are shown.
    pub(super) fn new(
        session: &SessionView,
        shown: Option<&ClusterView>,
        context: ViewContext<'_>,
    ) -> Self {
        let clocks = ClocksView::new(session, shown, context);
        let failures = session.clusters.iter().filter_map(|it| failure(it));
        let failure = session.trouble.as_ref().into_iter().chain(failures).next();
        let wrong = !clocks.warnings.is_empty() || failure.is_some();
        let choice = context.ui_state.diagnostics;
        let choice = choice.filter(|choice| choice.wrong == wrong);
        let first = clocks.warnings.first().map(|warning| warning.title.clone());
        let failure = failure.map(|error| (context.words.errors.title)(error.code()));
        let other = failure.or(clocks.verdict).unwrap_or_default();
        Self {
            summary: first.unwrap_or_else(|| other.to_owned()),
            wrong,
            open: choice.map_or(wrong, |choice| choice.open),
            clocks: Rc::new(clocks),
            activity: Rc::new(ActivityListView::new(session, context)),
        }
    }
}

fn failure(cluster: &ClusterView) -> Option<&Error> {
    match &cluster.activity {
        ActivityView::Failed(error) => Some(error),
        ActivityView::Resting | ActivityView::Requesting => None,
    }
}
