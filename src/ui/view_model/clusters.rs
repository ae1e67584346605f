//! The page of a signed-in user.

use std::rc::Rc;

use haulout_protocol::snapshot::{SessionView, Snapshot};
use haulout_protocol::time::{Span, UnixTime};

use super::detail::DetailView;
use super::diagnostics::DiagnosticsView;
use super::error::ErrorView;
use super::export::ExportView;
use super::list::ListView;
use super::live_folder::LiveFolderView;
use super::notify::NotifyView;
use super::selection::shown;
use super::session_timeline::SessionTimelineView;
use super::time_left::{CountdownsView, TimeLeft};
use super::view_context::{ViewContext, sooner, until};

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
    /// The one-time kubeconfig of that cluster, or of all selected clusters.
    pub kubeconfig: Option<Rc<ExportView>>,
    /// The forms of the kubeconfig export that keep working.
    pub export: Option<Rc<ExportView>>,
    /// The clocks and the activity log.
    pub diagnostics: DiagnosticsView,
    /// When the first of all credentials expires.
    pub first_end: Option<UnixTime>,
    /// The countdowns.
    pub countdowns: CountdownsView,
    /// When the view changes next, apart from its countdowns, if no event arrives.
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
        let kubeconfig = ExportView::once(session, title, context);
        let export = ExportView::new(session, title, folder, context);
        let session_timeline = Rc::new(SessionTimelineView::new(session, shown, context));
        let error = session.trouble.as_ref();
        let error = error.map(|it| ErrorView::of_session(it, session, snapshot, context));
        let first_end = first_end(session);
        let attempt = error.as_ref().and_then(|error| error.next_attempt);
        let details = detail.iter().flat_map(|detail| detail.countdowns());
        let rows = list.iter().flat_map(|list| &list.rows);
        let rows = rows.filter_map(|row| row.left).map(|left| left.ends_at);
        let others = [attempt, session_timeline.countdown(), first_end];
        let now = context.now.wall;
        let parts = [
            detail.as_ref().and_then(|detail| detail.next_change(now)),
            session_timeline.next_change(),
            until(attempt, now),
        ];
        Self {
            countdowns: CountdownsView::new(
                details.chain(rows).chain(others.into_iter().flatten()),
            ),
            next_change: parts.into_iter().fold(None, sooner),
            first_end,
            error,
            kubeconfig: kubeconfig.map(Rc::new),
            export: export.map(Rc::new),
            diagnostics: DiagnosticsView::new(session, shown, context),
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

fn first_end(session: &SessionView) -> Option<UnixTime> {
    let credentials = session
        .clusters
        .iter()
        .filter_map(|it| it.credential.as_ref());
    credentials.map(|it| TimeLeft::of(it).ends_at).min()
}
