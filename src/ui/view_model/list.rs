//! The list of clusters.

use std::rc::Rc;

use haulout_protocol::snapshot::{ActivityView, ClusterView, Snapshot};
use haulout_protocol::time::Span;

use super::{Surroundings, TimeLeft, sooner};
use crate::ui::memory::matching;
use crate::ui::messages::Lexicon;

/// The list of clusters.
#[derive(Debug, PartialEq)]
pub struct ListView {
    /// The rows.
    pub rows: Vec<Rc<RowView>>,
}

/// One cluster in a list.
#[derive(Debug, PartialEq)]
pub struct RowView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: StateView,
    /// How long its credential lives still.
    pub left: Option<TimeLeft>,
    /// Whether its details are shown.
    pub shown: bool,
    /// Whether it is one of several to hand over.
    pub selected: bool,
}

/// The state of a cluster, for eyes and ears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateView {
    /// In words.
    pub text: &'static str,
    /// As a class name: `good`, `busy` or `bad`.
    pub mood: &'static str,
}

impl ListView {
    /// `shown` is the id of the cluster with the details.
    pub(super) fn new(snapshot: &Snapshot, shown: &str, around: Surroundings<'_>) -> Self {
        let listed = matching(snapshot, &around.memory.list);
        let rows = listed
            .iter()
            .map(|cluster| Rc::new(RowView::new(cluster, shown, around)));
        Self {
            rows: rows.collect(),
        }
    }

    pub(super) fn next_change(&self) -> Option<Span> {
        let rows = self.rows.iter();
        rows.fold(None, |first, row| {
            sooner(first, row.left.as_ref().and_then(|left| left.next_change))
        })
    }
}

impl RowView {
    fn new(cluster: &ClusterView, shown: &str, around: Surroundings<'_>) -> Self {
        let credential = cluster.credential.as_ref();
        let selected = &around.memory.list.selected;
        Self {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            state: StateView::new(cluster, around.words),
            left: credential.map(|it| TimeLeft::of(it, around.now, around.words)),
            shown: cluster.id == shown,
            selected: selected.contains(&cluster.id),
        }
    }
}

impl StateView {
    pub(super) fn new(cluster: &ClusterView, words: &Lexicon) -> Self {
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
