//! One row of the list of clusters.

use std::borrow::Cow;

use haulout_protocol::Error;
use haulout_protocol::snapshot::{ActivityView, ClusterView};

use super::super::time_left::TimeLeft;
use super::super::view_context::ViewContext;
use crate::ui::messages::Messages;

/// One cluster in the list.
#[derive(Debug, PartialEq)]
pub struct RowView {
    /// The ID of the cluster.
    pub id: String,
    /// The name of the cluster.
    pub name: String,
    /// The state as text.
    pub state: Cow<'static, str>,
    /// The state as a CSS class: `good`, `busy`, `warn` or `bad`.
    pub mood: &'static str,
    /// The state as an icon.
    pub icon: RowIcon,
    /// The remaining time of the credential.
    pub left: Option<TimeLeft>,
    /// Whether the details explain why there is no remaining time.
    pub why: bool,
    /// Accessible name of the button that requests a credential, if one can be requested.
    pub get: Option<String>,
    /// The position among the listed clusters, from 1.
    pub position: usize,
    /// How many clusters are listed.
    pub total: usize,
    /// How many rows before this one are not rendered.
    pub skipped: usize,
    /// Whether its details are shown.
    pub shown: bool,
    /// Whether the Tab key reaches it; arrow keys reach the others.
    pub focusable: bool,
    /// Accessible name of the check box.
    pub select: String,
    /// Whether it is selected for export.
    pub selected: bool,
}

/// The icon inside the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowIcon {
    /// No icon.
    None,
    /// A request is in progress.
    Busy,
    /// There is an error.
    Wrong,
}

/// The state of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateView {
    /// As text.
    pub text: &'static str,
    /// As a CSS class: `good`, `busy` or `bad`.
    pub mood: &'static str,
}

impl RowView {
    /// The row as if it were the only one.
    pub(super) fn new(
        cluster: &ClusterView,
        session_error: Option<&Error>,
        context: ViewContext<'_>,
    ) -> Self {
        let words = context.words;
        let credential = cluster.credential.as_ref();
        let has_failed = matches!(cluster.activity, ActivityView::Failed(_));
        let can_get = !cluster.active && credential.is_none();
        Self {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            state: state(cluster, session_error, words),
            mood: match (has_failed, credential.is_some()) {
                (true, true) => "warn",
                (true, false) => "bad",
                (false, true) => "good",
                (false, false) => "busy",
            },
            icon: match cluster.activity {
                ActivityView::Resting => RowIcon::None,
                ActivityView::Requesting => RowIcon::Busy,
                ActivityView::Failed(_) => RowIcon::Wrong,
            },
            left: credential.map(TimeLeft::of),
            why: has_failed && credential.is_none() && !can_get,
            get: can_get.then(|| (words.clusters.get_for)(&cluster.name)),
            position: 1,
            total: 1,
            skipped: 0,
            shown: false,
            focusable: false,
            select: (words.clusters.select)(&cluster.name),
            selected: context.ui_state.list.is_selected(&cluster.id),
        }
    }
}

/// A short text of the state. It does not repeat an error of the whole session.
fn state(
    cluster: &ClusterView,
    session_error: Option<&Error>,
    words: &Messages,
) -> Cow<'static, str> {
    let (clusters, title) = (&words.clusters, words.errors.title);
    match (&cluster.activity, cluster.credential.is_some()) {
        (ActivityView::Resting, true) => clusters.row_ready,
        (ActivityView::Resting, false) => clusters.row_not_asked,
        (ActivityView::Requesting, true) => clusters.row_renewing,
        (ActivityView::Requesting, false) => clusters.row_requesting,
        (ActivityView::Failed(error), has) if session_error == Some(error) => {
            if has {
                clusters.ready_not_renewed
            } else {
                clusters.no_credential
            }
        }
        (ActivityView::Failed(error), true) => {
            return (clusters.row_not_renewed)(title(error.code())).into();
        }
        (ActivityView::Failed(error), false) => title(error.code()),
    }
    .into()
}

impl StateView {
    pub(in crate::ui::view_model) fn new(cluster: &ClusterView, words: &Messages) -> Self {
        let words = &words.clusters;
        let (text, mood) = match (&cluster.activity, cluster.credential.is_some()) {
            (ActivityView::Resting, true) => (words.ready, "good"),
            (ActivityView::Resting, false) => (words.not_asked, "busy"),
            (ActivityView::Requesting, true) => (words.renewing, "good"),
            (ActivityView::Requesting, false) => (words.requesting, "busy"),
            (ActivityView::Failed(_), true) => (words.ready_not_renewed, "bad"),
            (ActivityView::Failed(_), false) => (words.no_credential, "bad"),
        };
        Self { text, mood }
    }
}
