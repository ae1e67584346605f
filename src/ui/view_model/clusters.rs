//! The page of a signed-in user.

use std::rc::Rc;

use haulout_protocol::snapshot::{SessionView, Snapshot};
use haulout_protocol::time::Span;

use super::activity::ActivityListView;
use super::clocks::ClocksView;
use super::detail::DetailView;
use super::error::ErrorView;
use super::export::ExportView;
use super::list::ListView;
use super::live_folder::LiveFolderView;
use super::notify::NotifyView;
use super::selection::shown;
use super::session_timeline::SessionTimelineView;
use super::time_left::TimeLeft;
use super::view_context::{ViewContext, sooner};

/// The clusters of a session.
#[derive(Debug, PartialEq)]
pub struct ClustersView {
    /// An error of the whole session.
    pub error: Option<ErrorView>,
    /// The session timeline.
    pub session_timeline: Rc<SessionTimelineView>,
    /// Whether the user is notified before a sign-in is required.
    pub notify: NotifyView,
    /// The list of clusters; `None` if there is only one cluster.
    pub list: Option<Rc<ListView>>,
    /// The cluster whose details are shown.
    pub detail: Option<Rc<DetailView>>,
    /// The kubeconfig export of that cluster, or of all selected clusters.
    pub export: Option<Rc<ExportView>>,
    /// The clocks of all servers.
    pub clocks: Rc<ClocksView>,
    /// The activity log.
    pub activity: Rc<ActivityListView>,
    /// The shortest remaining time of all credentials, as digits.
    pub shortest: Option<String>,
    /// When the view changes next if no event arrives.
    pub next_change: Option<Span>,
}

impl ClustersView {
    pub(super) fn new(
        session: &SessionView,
        snapshot: &Snapshot,
        folder: Option<LiveFolderView>,
        context: ViewContext<'_>,
    ) -> Self {
        let shown = shown(session, context.ui_state);
        let several = shown.filter(|_| session.clusters.len() > 1);
        let list = several.map(|shown| Rc::new(ListView::new(session, shown, context)));
        let detail = shown.map(|it| Rc::new(DetailView::new(it, session, snapshot, context)));
        let title = snapshot.title.as_deref();
        let export = ExportView::new(session, title, folder, context);
        let session_timeline = Rc::new(SessionTimelineView::new(session, shown, context));
        let shortest = shortest(session, context);
        let parts = [
            list.as_ref().and_then(|list| list.next_change),
            detail.as_ref().and_then(|detail| detail.next_change()),
            session_timeline.next_change(),
            shortest.as_ref().and_then(|left| left.next_change),
        ];
        let error = session.trouble.as_ref();
        let error = error.map(|it| ErrorView::of_session(it, session, snapshot, context));
        Self {
            next_change: [error.as_ref().and_then(ErrorView::next_change)]
                .into_iter()
                .chain(parts)
                .fold(None, sooner),
            error,
            export: export.map(Rc::new),
            clocks: Rc::new(ClocksView::new(session, shown, context)),
            activity: Rc::new(ActivityListView::new(session, context)),
            shortest: shortest.map(|left| left.text),
            notify: NotifyView::new(context),
            session_timeline,
            list,
            detail,
        }
    }
}

impl ClustersView {
    /// Whether this page shows the state of the live folder.
    pub(super) fn shows_folder(&self) -> bool {
        let export = self.export.as_ref();
        export.is_some_and(|view| view.folder.is_some())
    }
}

fn shortest(session: &SessionView, context: ViewContext<'_>) -> Option<TimeLeft> {
    let credentials = session
        .clusters
        .iter()
        .filter_map(|it| it.credential.as_ref());
    let first =
        credentials.min_by_key(|it| it.verifier.unwrap_or_default().to_ours(it.not_after))?;
    Some(TimeLeft::of(first, context.now, context.words))
}
