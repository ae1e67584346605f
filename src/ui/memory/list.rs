//! The list of clusters as a person left it.

use std::rc::Rc;

use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};

use crate::ui::dispatch::{ListAction, ListStep};

/// What is shown of the list, and what is selected in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListMemory {
    /// Part of a name.
    pub query: String,
    /// Only those in this state.
    pub filter: Filter,
    /// The id of the cluster whose details are shown; the first one, before anybody chose.
    pub shown: Option<String>,
    /// The ids of those that a hand-over is for.
    pub selected: Vec<String>,
    /// The first visible row.
    pub first_visible: usize,
    /// How many rows are visible.
    pub visible: usize,
}

/// Which clusters are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those with a credential.
    Ready,
    /// Those in trouble.
    Trouble,
}

impl ListMemory {
    pub(super) fn apply(&mut self, action: &ListAction, snapshot: &Snapshot) {
        match action {
            ListAction::Show(id) => self.shown = Some(id.clone()),
            ListAction::Step(step) => self.step(*step, snapshot),
            ListAction::Search(query) => self.query.clone_from(query),
            ListAction::Filter(filter) => self.filter = *filter,
            ListAction::Select(id) => {
                match self.selected.iter().position(|selected| selected == id) {
                    Some(at) => drop(self.selected.remove(at)),
                    None => self.selected.push(id.clone()),
                }
            }
            ListAction::SelectAll(true) => {
                let all = matching(snapshot, self);
                self.selected = all.iter().map(|cluster| cluster.id.clone()).collect();
            }
            ListAction::SelectAll(false) => self.selected.clear(),
            ListAction::Scroll(first, visible) => {
                (self.first_visible, self.visible) = (*first, *visible);
            }
        }
    }

    fn step(&mut self, step: ListStep, snapshot: &Snapshot) {
        let listed = matching(snapshot, self);
        let Some(last) = listed.len().checked_sub(1) else {
            return;
        };
        let shown = self.shown.as_ref();
        let at = listed.iter().position(|it| Some(&it.id) == shown);
        let at = match step {
            ListStep::Previous => at.unwrap_or(0).saturating_sub(1),
            ListStep::Next => at.map_or(0, |at| (at + 1).min(last)),
            ListStep::First => 0,
            ListStep::Last => last,
        };
        self.shown = Some(listed[at].id.clone());
    }
}

/// The clusters that are listed, in the operator's order.
#[must_use]
pub fn matching(snapshot: &Snapshot, memory: &ListMemory) -> Vec<Rc<ClusterView>> {
    let Situation::SignedIn(session) = &snapshot.situation else {
        return Vec::new();
    };
    let query = memory.query.trim().to_lowercase();
    let is_listed = |cluster: &&Rc<ClusterView>| {
        let state = match memory.filter {
            Filter::All => true,
            Filter::Ready => cluster.credential.is_some(),
            Filter::Trouble => matches!(cluster.activity, ActivityView::Failed(_)),
        };
        let found = |text: &str| text.to_lowercase().contains(&query);
        state && (query.is_empty() || found(&cluster.name) || found(&cluster.id))
    };
    let listed = session.clusters.iter().filter(is_listed);
    listed.cloned().collect()
}
