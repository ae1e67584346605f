//! The list of clusters: its visible rows, its search and filters, and its selection.

use std::rc::Rc;

use haulout_protocol::Error;
use haulout_protocol::snapshot::{ClusterView, SessionView};

use super::selection::exportable;
use super::view_context::ViewContext;
use crate::ui::choice::{ExportForm, Filter};

mod row;

pub use row::{RowIcon, RowView, StateView};

/// The list of clusters.
#[derive(Debug, PartialEq)]
pub struct ListView {
    /// The rows that are rendered: those around the visible ones, and the focused one.
    pub rows: Vec<Rc<RowView>>,
    /// How many rows below these are not rendered.
    pub below: usize,
    /// Whether only some rows are rendered, so that all must have the same height.
    pub many: bool,
    /// The first visible row.
    pub first_visible: usize,
    /// Search and filters; `None` for a short list.
    pub tools: Option<ToolsView>,
    /// How many clusters are listed, announced once the user has stopped typing.
    pub status: Option<String>,
    /// Whether all listed clusters are selected.
    pub all_selected: bool,
    /// How many are selected, as text; `None` if none is.
    pub selected: Option<String>,
    /// Whether any selected cluster can be exported to a file.
    pub can_export: bool,
    /// The form of that file.
    pub file_form: ExportForm,
}

/// The search field and the filters.
#[derive(Debug, PartialEq, Eq)]
pub struct ToolsView {
    /// The search text.
    pub query: String,
    /// The label of the search field.
    pub find: String,
    /// The filters.
    pub filters: [FilterView; 3],
}

/// One filter.
#[derive(Debug, PartialEq, Eq)]
pub struct FilterView {
    /// The filter.
    pub filter: Filter,
    /// Its label.
    pub label: &'static str,
    /// How many clusters it matches.
    pub count: String,
    /// Whether it is selected.
    pub chosen: bool,
}

impl ListView {
    /// `shown` is the cluster whose details are shown.
    pub(super) fn new(
        session: &SessionView,
        shown: &ClusterView,
        context: ViewContext<'_>,
    ) -> Self {
        let ViewContext {
            ui_state, words, ..
        } = context;
        let state = &ui_state.list;
        let all = session.clusters.iter();
        let listed: Vec<_> = all.clone().filter(|it| state.lists(it)).collect();
        let (narrowed, total) = (state.is_narrowed(), session.clusters.len());
        let number = |count| number(count, context);
        let status = || match listed.len() {
            0 => words.clusters.none_listed.to_owned(),
            count => (words.clusters.listed)(&number(count), &number(total)),
        };
        let selected = || all.clone().filter(|it| state.is_selected(&it.id));
        let count = selected().count();
        // Only a form without a credential can contain clusters that have none.
        let file_form = match ui_state.preferences.form {
            _ if selected().any(|it| it.credential.is_some()) => ExportForm::Once,
            Some(form @ (ExportForm::Haulout | ExportForm::PinnipedCli)) => form,
            Some(ExportForm::Folder | ExportForm::Once | ExportForm::Shell) | None => {
                ExportForm::Once
            }
        };
        let rows = rows(&listed, shown, session.trouble.as_ref(), context);
        Self {
            below: rows.last().map_or(0, |last| listed.len() - last.position),
            rows,
            many: listed.len() > MANY,
            first_visible: state.first_visible,
            tools: (narrowed || total > FEW).then(|| ToolsView::new(session, context)),
            status: (narrowed && state.typing_paused).then(status),
            all_selected: !listed.is_empty() && listed.iter().all(|it| state.is_selected(&it.id)),
            selected: (count > 0).then(|| (words.clusters.selected)(&number(count))),
            can_export: selected().any(|it| !exportable(&[it], file_form).is_empty()),
            file_form,
        }
    }
}

impl ToolsView {
    fn new(session: &SessionView, context: ViewContext<'_>) -> Self {
        let words = &context.words.clusters;
        let choice = |(filter, label)| {
            let clusters = session.clusters.iter();
            FilterView {
                filter,
                label,
                count: number(
                    clusters.filter(|it| Filter::takes(filter, it)).count(),
                    context,
                ),
                chosen: filter == context.ui_state.list.filter,
            }
        };
        Self {
            query: context.ui_state.list.query.clone(),
            find: (words.find)(&number(session.clusters.len(), context)),
            filters: [
                (Filter::All, words.all),
                (Filter::Ready, words.ready),
                (Filter::Failed, words.attention),
            ]
            .map(choice),
        }
    }
}

/// The rows to render; in a short list all of them.
fn rows(
    listed: &[&Rc<ClusterView>],
    shown: &ClusterView,
    session_error: Option<&Error>,
    context: ViewContext<'_>,
) -> Vec<Rc<RowView>> {
    let of = listed.len();
    let is_shown = |cluster: &ClusterView| cluster.id == shown.id;
    let in_sight = if of > MANY {
        let last_page = of.saturating_sub(VISIBLE_ROWS);
        let first = context.ui_state.list.first_visible.min(last_page);
        first.saturating_sub(OVERSCAN)..(first + SCROLL_STEP + VISIBLE_ROWS + OVERSCAN).min(of)
    } else {
        0..of
    };
    // The focused row is always rendered, or else it would lose the focus when it is scrolled away.
    let kept = listed.iter().position(|it| is_shown(it));
    let before = kept.filter(|at| *at < in_sight.start);
    let after = kept.filter(|at| *at >= in_sight.end);
    let drawn = before.into_iter().chain(in_sight).chain(after);
    let mut above = 0;
    let rows = drawn.map(|at| {
        let cluster = listed[at];
        let mut row = RowView::new(cluster, session_error, context);
        (row.position, row.total, row.skipped) = (at + 1, of, at - above);
        row.shown = is_shown(cluster);
        row.focusable = row.shown || kept.is_none() && above == 0;
        above = at + 1;
        Rc::new(row)
    });
    rows.collect()
}

fn number(count: usize, context: ViewContext<'_>) -> String {
    let thousandths = i64::try_from(count).unwrap_or_default() * 1000;
    context.locale.number(thousandths, 0)
}

/// The height of a row in pixels when only some rows are rendered. It must match `www/style/list.css`.
pub const ROW_HEIGHT: usize = 64;

/// The maximum number of visible rows. It must match `www/style/list.css`.
pub const VISIBLE_ROWS: usize = 16;

/// The view changes once for each of these many scrolled rows.
pub const SCROLL_STEP: usize = 4;

/// How many rows are rendered above and below the visible ones, for scrolling between two frames.
const OVERSCAN: usize = 6;

/// Up to here all rows are rendered: rendering fewer saves nothing, and the browser's own search finds all of them.
const MANY: usize = 60;

/// Up to here a list needs no search field.
const FEW: usize = 5;
