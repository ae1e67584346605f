//! Pure `(Snapshot, Now, Memory, Surroundings) -> ViewModel`: every conditional about what to show is here.

use haulout_protocol::snapshot::{Situation, Snapshot};
use haulout_protocol::time::Span;

use super::ui_state::Notice;

mod activity;
mod announcement;
mod browser_tab;
mod clocks;
mod clusters;
mod detail;
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
pub use embed::EmbedView;
pub use error::{ErrorView, HelpView, NextStep};
pub use export::{ExportView, KubeconfigView};
pub use forms::{FormView, ShellView};
pub use frame::{FrameView, UserView};
pub use list::{
    FilterView, ListView, ROW_HEIGHT, RowIcon, RowView, SCROLL_STEP, StateView, TimeView,
    ToolsView, VISIBLE_ROWS,
};
pub use live_folder::{FolderStep, LiveFolderView, LocationView};
pub use notify::NotifyView;
pub use page::{Page, ProgressView};
pub use selection::{exportable, file_name, selected_clusters};
pub use session_timeline::{AxisView, SessionTimelineView, TimelineEntry};
pub use signed_out::{ChoiceView, SignedOutView};
pub use time_left::{CountdownView, TimeLeft};
use view_context::sooner;
pub use view_context::{ActivityVisitor, Preview, ViewContext};

/// Everything that a page shows.
#[derive(Debug, PartialEq)]
pub struct ViewModel {
    /// What is around the page.
    pub frame: FrameView,
    /// What is seen of it from outside.
    pub browser_tab: BrowserTabView,
    /// The situation.
    pub page: Page,
    /// What is said once to those who listen.
    pub announcement: Option<String>,
    /// What the person's last action led to.
    pub notice: Option<Notice>,
    /// What went wrong with the live folder, where the page has no place for it.
    pub folder_error: Option<String>,
    /// How long all of this stays true if nothing happens.
    pub next_change: Option<Span>,
}

impl ViewModel {
    /// What to show of `snapshot`.
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
            Situation::Progress(step) => Page::Progress(ProgressView::new(*step, words)),
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
            browser_tab,
            page,
            notice: ui_state.notice.clone(),
            folder_error,
        }
    }
}
