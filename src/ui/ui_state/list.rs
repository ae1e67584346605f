//! The list of clusters as a person left it.

use std::rc::Rc;

use haulout_protocol::snapshot::{ClusterView, Situation, Snapshot};

use crate::ui::choice::Filter;
use crate::ui::dispatch::{ListAction, ListStep};

/// What is shown of the list, and what is selected in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Parts of a name.
    pub query: String,
    /// Whether nobody typed into that for a moment, so that what came of it can be said aloud.
    pub typing_paused: bool,
    /// Only those in this state.
    pub filter: Filter,
    /// The id of the cluster whose details are shown; the first one, before anybody chose.
    pub shown: Option<String>,
    /// The ids of those that a hand-over is for, in alphabetical order: in a long list each row looks itself up here.
    pub selected: Vec<String>,
    /// The first row in sight, or one shortly before it.
    pub first_visible: usize,
}

impl ListState {
    /// Whether a hand-over is for the cluster with this id.
    #[must_use]
    pub fn is_selected(&self, id: &str) -> bool {
        self.place_of(id).is_ok()
    }

    /// Whether the cluster is listed: every word of the query is part of its name or of its id.
    #[must_use]
    pub fn lists(&self, cluster: &ClusterView) -> bool {
        let mut words = self.query.split_whitespace();
        self.filter.takes(cluster)
            && words.all(|word| is_in(&cluster.name, word) || is_in(&cluster.id, word))
    }

    /// Whether some clusters may not be listed.
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
            ListAction::Select(id) => match self.place_of(id) {
                Ok(at) => drop(self.selected.remove(at)),
                Err(at) => self.selected.insert(at, id.clone()),
            },
            ListAction::SelectAll(selected) => self.select_all(*selected, snapshot),
            ListAction::Clear => self.selected.clear(),
            ListAction::Scroll(first) => self.first_visible = *first,
        }
    }

    /// What comes first in another list is what a person wants to see of it.
    fn narrow(&mut self, query: &str, filter: Filter) {
        query.clone_into(&mut self.query);
        self.filter = filter;
        self.first_visible = 0;
        self.typing_paused = false;
    }

    /// Those that are not listed stay as they are.
    fn select_all(&mut self, selected: bool, snapshot: &Snapshot) {
        for cluster in matching(snapshot, self) {
            match (self.place_of(&cluster.id), selected) {
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

    /// Where the id is among the selected ones, or would be.
    fn place_of(&self, id: &str) -> Result<usize, usize> {
        self.selected
            .binary_search_by(|selected| selected.as_str().cmp(id))
    }
}

/// The clusters that are listed, in the operator's order.
#[must_use]
pub fn matching(snapshot: &Snapshot, state: &ListState) -> Vec<Rc<ClusterView>> {
    let listed = clusters(snapshot).iter().filter(|it| state.lists(it));
    listed.cloned().collect()
}

/// All of them.
fn clusters(snapshot: &Snapshot) -> &[Rc<ClusterView>] {
    match &snapshot.situation {
        Situation::SignedIn(session) => &session.clusters,
        Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => &[],
    }
}

/// Whether the text has this part, in capitals or not. It takes no memory, because a search goes through all clusters
/// whenever time passes.
fn is_in(text: &str, part: &str) -> bool {
    text.char_indices().any(|(at, _)| {
        let mut rest = text[at..].chars().flat_map(char::to_lowercase);
        let mut part = part.chars().flat_map(char::to_lowercase);
        part.all(|letter| rest.next() == Some(letter))
    })
}
