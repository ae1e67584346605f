//! Pure `(Snapshot, Now, Memory, Surroundings) -> ViewModel`: every conditional about what to show is here.

use haulout_protocol::activity::Entry;
use haulout_protocol::snapshot::{Situation, Snapshot, Step};
use haulout_protocol::time::{Now, Span};

use super::locale::Locale;
use super::memory::{FormName, Memory};
use super::messages::Lexicon;

mod activity;
mod announcement;
mod clocks;
mod clusters;
mod detail;
mod embed;
mod forms;
mod frame;
mod hand_over;
mod handed;
mod horizon;
mod list;
mod live_folder;
mod outside;
mod signed_out;
mod time_left;
mod trouble;

pub use activity::{ActivityListView, EntryView};
use announcement::announcement;
pub use clocks::{ClockRow, ClockWarning, ClocksView, ReadingView};
pub use clusters::ClustersView;
pub use detail::{DetailView, IdentityView};
pub use embed::EmbedView;
pub use forms::{FormView, ShellView, beside, form, shell};
pub use frame::{FrameView, UserView};
pub use hand_over::{HandOverView, Preview, TakenView};
pub use handed::{file_name, fit, handed};
pub use horizon::{EndView, HorizonView, TimelineView};
pub use list::{
    FilterView, ListView, ROW_HEIGHT, ROWS_IN_SIGHT, RowView, SCROLL_STEP, Sign, StateView,
    TimeView, ToolsView,
};
pub use live_folder::{
    ChosenFolder, FolderState, FolderStep, FolderTrouble, LiveFolderView, LocationView, Writer,
};
pub use outside::{AlertView, Icon, NotifyView, OutsideView};
pub use signed_out::{ChoiceView, SignedOutView};
pub use time_left::{TimeLeft, Waiting};
pub use trouble::{HelpView, NextStep, TroubleView};

/// Everything that a page shows.
#[derive(Debug, PartialEq)]
pub struct ViewModel {
    /// What is around the page.
    pub frame: FrameView,
    /// What is seen of it from outside.
    pub outside: OutsideView,
    /// The situation.
    pub page: Page,
    /// What is said once to those who listen.
    pub announcement: Option<String>,
    /// What the person's last action led to.
    pub notice: Option<Notice>,
    /// What went wrong with the live folder, where the page has no place for it.
    pub folder_trouble: Option<String>,
    /// How long all of this stays true if nothing happens.
    pub next_change: Option<Span>,
}

/// One situation, one page.
#[derive(Debug, PartialEq)]
pub enum Page {
    /// Something is under way that needs nobody.
    Progress(ProgressView),
    /// Nobody is signed in.
    SignedOut(SignedOutView),
    /// Somebody is.
    Clusters(Box<ClustersView>),
    /// Something ended what was under way.
    Failed(TroubleView),
    /// This window is for a dashboard on another origin, and nothing has to be done first.
    Embed(Box<EmbedView>),
}

/// Something is under way.
#[derive(Debug, PartialEq)]
pub struct ProgressView {
    /// What.
    pub text: &'static str,
    /// Whether it can end somewhere else, so that there must be a way back.
    pub can_start_over: bool,
}

/// What an action led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// Whether it worked.
    pub good: bool,
    /// Whether a secret is on the clipboard that can be taken off it.
    pub can_clear: bool,
}

/// What a view depends on beside the session.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The moment.
    pub now: Now,
    /// What the interface remembers.
    pub memory: &'a Memory,
    /// The reader's language.
    pub words: &'static Lexicon,
    /// The reader's manner of writing numbers and times.
    pub locale: &'a dyn Locale,
    /// Where the configuration is, from which the operator's picture is found.
    pub config_url: &'a str,
    /// The kubeconfig of the clusters with these ids in this form, with the key masked; nothing where there is none.
    pub preview: &'a dyn Fn(&[&str], FormName) -> Option<Preview>,
    /// Shows what happened, newest first.
    pub activity: &'a dyn Fn(&mut Look<'_>),
}

/// Looks at one thing that happened.
pub type Look<'a> = dyn FnMut(&Entry) + 'a;

impl ViewModel {
    /// What to show of `snapshot`.
    #[must_use]
    pub fn new(snapshot: &Snapshot, around: Surroundings<'_>) -> Self {
        let Surroundings { memory, words, .. } = around;
        let title = snapshot.title.clone();
        let title = title.unwrap_or_else(|| words.frame.product.to_owned());
        let folder = LiveFolderView::new(memory, words);
        let mut folder_trouble = folder.as_ref().and_then(|folder| folder.trouble.clone());
        let page = EmbedView::new(snapshot, around).map(|view| Page::Embed(Box::new(view)));
        let page = page.unwrap_or_else(|| match &snapshot.situation {
            Situation::Progress(step) => Page::Progress(ProgressView::new(*step, words)),
            Situation::SignedOut(view) => Page::SignedOut(SignedOutView::new(view, around)),
            Situation::SignedIn(session) => {
                let clusters = ClustersView::new(session, snapshot, folder, around);
                if clusters.shows_folder() {
                    folder_trouble = None;
                }
                Page::Clusters(Box::new(clusters))
            }
            Situation::Failed(error) => Page::Failed(TroubleView::new(error, snapshot, around)),
        });
        let outside = OutsideView::new(&page, &title, snapshot, around);
        let (announcement, next_announcement) = announcement(snapshot, around);
        let next_change = sooner(page.next_change(), outside.next_change);
        Self {
            next_change: sooner(next_change, next_announcement),
            frame: FrameView::new(&title, snapshot, around),
            announcement,
            outside,
            page,
            notice: memory.notice.clone(),
            folder_trouble,
        }
    }
}

impl Page {
    fn next_change(&self) -> Option<Span> {
        match self {
            Self::Clusters(view) => view.next_change,
            Self::Progress(_) | Self::SignedOut(_) | Self::Failed(_) | Self::Embed(_) => None,
        }
    }
}

impl ProgressView {
    fn new(step: Step, words: &Lexicon) -> Self {
        Self {
            text: (words.entrance.progress)(step),
            can_start_over: step == Step::Leaving,
        }
    }
}

/// The earlier of two moments, where there are two.
fn sooner(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    one.into_iter().chain(other).min()
}
