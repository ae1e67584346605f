//! The view model: a pure function of a snapshot and a [`ViewContext`].
//!
//! Every decision about what to show is here.

use haulout_protocol::snapshot::{Situation, Snapshot};
use haulout_protocol::time::Span;

use super::ui_state::Notice;

mod activity;
mod announcement;
mod browser_tab;
mod clocks;
mod clusters;
mod detail;
mod diagnostics;
mod document;
mod embed;
mod error;
mod export;
mod forms;
mod frame;
mod list;
mod live_folder;
mod notify;
mod page;
mod selection;
mod session_timeline;
mod signed_out;
mod time_left;
mod view_context;

pub use activity::{ActivityListView, EntryView};
use announcement::announcement;
pub use browser_tab::{AlertView, BrowserTabView, Favicon};
pub use clocks::{ClockRow, ClockWarning, ClocksView, ReadingView};
pub use clusters::ClustersView;
pub use detail::{DetailView, IdentityView};
pub use diagnostics::DiagnosticsView;
pub use document::DocumentPart;
pub use embed::EmbedView;
pub use error::{ErrorView, HelpView, NextStep};
pub use export::{ExportView, KubeconfigView};
pub use forms::{FormView, ShellView};
pub use frame::{FrameView, UserView};
pub use list::{
    FilterView, ListView, ROW_HEIGHT, RowIcon, RowView, SCROLL_STEP, StateView, ToolsView,
    VISIBLE_ROWS,
};
pub use live_folder::{FolderStep, LiveFolderView, LocationView};
pub use notify::NotifyView;
pub use page::{Page, ProgressView};
pub use selection::{exportable, file_name, selected_clusters};
pub use session_timeline::{AxisView, SessionTimelineView, SummaryView, TimelineEntry};
pub use signed_out::{ChoiceView, SignedOutView};
pub use time_left::{CountdownsView, TimeLeft};
use view_context::sooner;
pub use view_context::{ActivityVisitor, Preview, ViewContext};

/// Everything that a page shows.
#[derive(Debug, PartialEq)]
pub struct ViewModel {
    /// The header, the footer and the settings.
    pub frame: FrameView,
    /// The browser tab's title and favicon, and a notification.
    pub browser_tab: BrowserTabView,
    /// The page for the current situation.
    pub page: Page,
    /// A text for screen readers, announced once.
    pub announcement: Option<String>,
    /// The result of the user's last action.
    pub notice: Option<Notice>,
    /// An error of the live folder, if the page itself does not show it.
    pub folder_error: Option<String>,
    /// The countdowns, which change without a new view.
    pub countdowns: CountdownsView,
    /// When the view changes next, apart from its countdowns, if no event arrives.
    pub next_change: Option<Span>,
}

impl ViewModel {
    /// The view of `snapshot`.
    #[must_use]
    pub fn new(snapshot: &Snapshot, context: ViewContext<'_>) -> Self {
        let ViewContext {
            ui_state, words, ..
        } = context;
        let title = snapshot.title.clone();
        let title = title.unwrap_or_else(|| words.frame.product.to_owned());
        let folder = LiveFolderView::new(ui_state, words);
        let mut folder_error = folder.as_ref().and_then(|folder| folder.error.clone());
        let page = EmbedView::new(snapshot, context).map(|view| Page::Embed(Box::new(view)));
        let page = page.unwrap_or_else(|| match &snapshot.situation {
            Situation::Progress(step) => {
                Page::Progress(ProgressView::new(*step, ui_state.signs_in_in_window, words))
            }
            Situation::SignedOut(view) => Page::SignedOut(SignedOutView::new(view, context)),
            Situation::SignedIn(session) => {
                let clusters = ClustersView::new(session, snapshot, folder, context);
                if clusters.shows_folder() {
                    folder_error = None;
                }
                Page::Clusters(Box::new(clusters))
            }
            Situation::Failed(error) => Page::Failed(ErrorView::new(error, snapshot, context)),
        });
        let browser_tab = BrowserTabView::new(&page, &title, snapshot, context);
        let (announcement, next_announcement) = announcement(snapshot, context);
        let next_change = sooner(page.next_change(), browser_tab.next_change);
        Self {
            next_change: sooner(next_change, next_announcement),
            frame: FrameView::new(&title, snapshot, context),
            announcement,
            countdowns: page.countdowns(),
            browser_tab,
            page,
            notice: ui_state.notice.clone(),
            folder_error,
        }
    }
}
