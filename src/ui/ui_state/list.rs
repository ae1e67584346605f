//! The state of the list of clusters.

use std::rc::Rc;

use haulout_protocol::snapshot::{ClusterView, Situation, Snapshot};

use crate::ui::choice::Filter;
use crate::ui::dispatch::{ListAction, ListStep};

/// The search, the filter, the selection and the scroll position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// The search text: parts of names.
    pub query: String,
    /// Whether the user has stopped typing, so that the result can be announced.
    pub typing_paused: bool,
    /// The filter.
    pub filter: Filter,
    /// The ID of the cluster whose details are shown; `None` for the first one.
    pub shown: Option<String>,
    /// The IDs of the clusters selected for export, sorted, because each row of a long list looks itself up.
    pub selected: Vec<String>,
    /// The first visible row, or one shortly before it.
    pub first_visible: usize,
}

impl ListState {
    /// Whether the cluster with this ID is selected for export.
    #[must_use]
    pub fn is_selected(&self, id: &str) -> bool {
        self.index_of(id).is_ok()
    }

    /// Whether the cluster is listed: every word of the query is part of its name or of its ID.
    #[must_use]
    pub fn lists(&self, cluster: &ClusterView) -> bool {
        let mut words = self.query.split_whitespace();
        self.filter.takes(cluster)
            && words.all(|word| is_in(&cluster.name, word) || is_in(&cluster.id, word))
    }

    /// Whether a search or a filter is active.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.filter != Filter::All || !self.query.trim().is_empty()
    }

    pub(super) fn apply(&mut self, action: &ListAction, snapshot: &Snapshot) {
        match action {
            ListAction::Show(id) => self.shown = Some(id.clone()),
            ListAction::Step(step) => self.step(*step, snapshot),
            ListAction::Search(query) => self.narrow(query, self.filter),
            ListAction::TypingPaused => self.typing_paused = true,
            ListAction::Filter(filter) => {
                self.narrow(&self.query.clone(), *filter);
                self.typing_paused = true;
            }
            ListAction::ShowAll => self.narrow("", Filter::All),
            ListAction::Select(id) => match self.index_of(id) {
                Ok(at) => drop(self.selected.remove(at)),
                Err(at) => self.selected.insert(at, id.clone()),
            },
            ListAction::SelectAll(selected) => self.select_all(*selected, snapshot),
            ListAction::Clear => self.selected.clear(),
            ListAction::Scroll(first) => self.first_visible = *first,
        }
    }

    /// A changed list is shown from its beginning.
    fn narrow(&mut self, query: &str, filter: Filter) {
        query.clone_into(&mut self.query);
        self.filter = filter;
        self.first_visible = 0;
        self.typing_paused = false;
    }

    /// Clusters that are not listed keep their selection.
    fn select_all(&mut self, selected: bool, snapshot: &Snapshot) {
        for cluster in matching(snapshot, self) {
            match (self.index_of(&cluster.id), selected) {
                (Err(at), true) => self.selected.insert(at, cluster.id.clone()),
                (Ok(at), false) => drop(self.selected.remove(at)),
                (Ok(_), true) | (Err(_), false) => {}
            }
        }
    }

    fn step(&mut self, step: ListStep, snapshot: &Snapshot) {
        let listed = matching(snapshot, self);
        let Some(last) = listed.len().checked_sub(1) else {
            return;
        };
        let first = clusters(snapshot).first().map(|cluster| &cluster.id);
        let shown = self.shown.as_ref().or(first);
        let at = listed.iter().position(|it| Some(&it.id) == shown);
        let at = match step {
            ListStep::Previous => at.unwrap_or(0).saturating_sub(1),
            ListStep::Next => at.map_or(0, |at| (at + 1).min(last)),
            ListStep::First => 0,
            ListStep::Last => last,
        };
        self.shown = Some(listed[at].id.clone());
    }

    /// The index of the ID among the selected ones, or where to insert it.
    fn index_of(&self, id: &str) -> Result<usize, usize> {
        self.selected
            .binary_search_by(|selected| selected.as_str().cmp(id))
    }
}

/// The listed clusters, in the operator's order.
#[must_use]
pub fn matching(snapshot: &Snapshot, state: &ListState) -> Vec<Rc<ClusterView>> {
    let listed = clusters(snapshot).iter().filter(|it| state.lists(it));
    listed.cloned().collect()
}

/// All clusters.
fn clusters(snapshot: &Snapshot) -> &[Rc<ClusterView>] {
    match &snapshot.situation {
        Situation::SignedIn(session) => &session.clusters,
        Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => &[],
    }
}

/// Whether the text contains this part, ignoring case. It does not allocate, because the search runs over all clusters
/// each second.
fn is_in(text: &str, part: &str) -> bool {
    text.char_indices().any(|(at, _)| {
        let mut rest = text[at..].chars().flat_map(char::to_lowercase);
        let mut part = part.chars().flat_map(char::to_lowercase);
        part.all(|letter| rest.next() == Some(letter))
    })
}
