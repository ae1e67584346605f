//! Decides what happens to each entry, before the text is changed.

use std::collections::{HashMap, HashSet};

use super::compare::{differing_fields, is_equivalent};
use super::document::{KubeconfigDocument, name_of};
use super::error::{MergeError, NameConflict};
use super::node::Node;
use super::policy::{ConflictPolicy, Policy};
use super::report::{Action, Change, CurrentContext, List, MergeReport};

/// The changes to make, and the report about them.
pub(super) struct Plan {
    /// Entries to append to their list, in order.
    pub(super) additions: Vec<(List, Node)>,
    /// Entries that replace the one with the same name.
    pub(super) replacements: Vec<(List, Node)>,
    pub(super) current: Option<String>,
    pub(super) report: MergeReport,
}

impl Plan {
    pub(super) fn new(
        target: &KubeconfigDocument,
        addition: &KubeconfigDocument,
        policy: Policy,
    ) -> Result<Self, MergeError> {
        let mut decisions = Decisions {
            policy,
            renamed: HashMap::new(),
            conflicts: Vec::new(),
            additions: Vec::new(),
            replacements: Vec::new(),
            changes: Vec::new(),
        };
        for list in List::ALL {
            decisions.decide_list(list, target, addition);
        }
        if !decisions.conflicts.is_empty() {
            return Err(MergeError::Conflicts(decisions.conflicts));
        }
        let current = decisions.current(target, addition)?;
        let report = MergeReport {
            changes: decisions.changes,
            current: match &current {
                Some(name) => CurrentContext::Set(name.clone()),
                None => CurrentContext::Kept(target.current_context().map(str::to_owned)),
            },
            left_behind: left_behind(addition),
            comments_lost: false,
        };
        Ok(Self {
            additions: decisions.additions,
            replacements: decisions.replacements,
            current,
            report,
        })
    }
}

struct Decisions {
    policy: Policy,
    renamed: HashMap<(List, String), String>,
    conflicts: Vec<NameConflict>,
    additions: Vec<(List, Node)>,
    replacements: Vec<(List, Node)>,
    changes: Vec<Change>,
}

impl Decisions {
    fn decide_list(
        &mut self,
        list: List,
        target: &KubeconfigDocument,
        addition: &KubeconfigDocument,
    ) {
        let existing = target.by_name(list);
        // The names of added entries; a new name must not be among them.
        let mut taken: HashSet<String> = addition
            .by_name(list)
            .into_keys()
            .map(str::to_owned)
            .collect();
        for entry in addition.entries(list) {
            let Some(name) = name_of(entry) else { continue };
            let mut entry = entry.clone();
            self.follow_renames(list, &mut entry);
            let action = self.decide(list, name, &entry, &existing, &mut taken);
            let Some(action) = action else { continue };
            match &action {
                Action::Add => self.additions.push((list, entry.clone())),
                Action::AddAs(other) => {
                    let mut renamed = entry.clone();
                    renamed.set_text("name", other);
                    self.additions.push((list, renamed));
                }
                Action::Replace => self.replacements.push((list, entry.clone())),
                Action::Same | Action::SameAs(_) => {}
            }
            if let Action::AddAs(other) | Action::SameAs(other) = &action {
                self.renamed.insert((list, name.to_owned()), other.clone());
            }
            self.changes.push(Change {
                list,
                name: name.to_owned(),
                action,
                runs: command_of(&entry),
            });
        }
    }

    /// The action for an entry; `None` for a conflict, which is recorded.
    fn decide(
        &mut self,
        list: List,
        name: &str,
        entry: &Node,
        existing: &HashMap<&str, &Node>,
        taken: &mut HashSet<String>,
    ) -> Option<Action> {
        let Some(other) = existing.get(name) else {
            return Some(Action::Add);
        };
        if is_equivalent(list, other, entry) {
            return Some(Action::Same);
        }
        match self.policy.conflict {
            ConflictPolicy::Fail => {
                self.conflicts.push(NameConflict {
                    list,
                    name: name.to_owned(),
                    fields: differing_fields(list, other, entry),
                });
                None
            }
            ConflictPolicy::Replace => Some(Action::Replace),
            ConflictPolicy::Rename => Some(new_name(list, name, entry, existing, taken)),
        }
    }

    fn follow_renames(&self, list: List, entry: &mut Node) {
        if list != List::Contexts {
            return;
        }
        let Some(mut context) = entry.get("context").cloned() else {
            return;
        };
        for referred in [List::Clusters, List::Users] {
            let name = context.get(referred.noun()).and_then(Node::text);
            let new_name = name.and_then(|name| self.renamed.get(&(referred, name.to_owned())));
            if let Some(new_name) = new_name {
                context.set_text(referred.noun(), new_name);
            }
        }
        entry.set("context", context);
    }

    /// The new current context, if it changes.
    fn current(
        &self,
        target: &KubeconfigDocument,
        addition: &KubeconfigDocument,
    ) -> Result<Option<String>, MergeError> {
        let first = || addition.entries(List::Contexts).first().and_then(name_of);
        let wanted = match (self.policy.set_current, target.is_new) {
            (true, _) => Some(
                addition
                    .current_context()
                    .or_else(first)
                    .ok_or(MergeError::NoContext)?,
            ),
            // An empty file has no choice of the user to keep.
            (false, true) => addition.current_context(),
            (false, false) => None,
        };
        let wanted = wanted.map(|name| {
            let key = (List::Contexts, name.to_owned());
            self.renamed.get(&key).cloned().unwrap_or(key.1)
        });
        Ok(wanted.filter(|name| target.current_context() != Some(name)))
    }
}

/// The first of `name-haulout`, `name-haulout-2` … that is unused, or that is this entry from an earlier merge.
fn new_name(
    list: List,
    name: &str,
    entry: &Node,
    existing: &HashMap<&str, &Node>,
    taken: &mut HashSet<String>,
) -> Action {
    let mut entry = entry.clone();
    let mut number = 1_u32;
    loop {
        let candidate = match number {
            1 => format!("{name}{SUFFIX}"),
            number => format!("{name}{SUFFIX}-{number}"),
        };
        number += 1;
        if taken.contains(&candidate) {
            continue;
        }
        entry.set_text("name", &candidate);
        let found = existing.get(candidate.as_str());
        if found.is_some_and(|other| !is_equivalent(list, other, &entry)) {
            continue;
        }
        taken.insert(candidate.clone());
        return match found {
            Some(_) => Action::SameAs(candidate),
            None => Action::AddAs(candidate),
        };
    }
}

fn command_of(entry: &Node) -> Option<String> {
    let exec = entry.get("user")?.get("exec")?;
    exec.get("command")?.text().map(str::to_owned)
}

/// Top-level fields with values, which are not merged because they are settings of a whole file.
fn left_behind(addition: &KubeconfigDocument) -> Vec<String> {
    let merged = [
        "apiVersion",
        "kind",
        "clusters",
        "contexts",
        "users",
        "current-context",
    ];
    let entries = addition.root.entries().iter();
    entries
        .filter(|entry| !merged.contains(&entry.key.text.as_str()) && !entry.node.is_zero_value())
        .map(|entry| entry.key.text.clone())
        .collect()
}

/// Marks the origin of a renamed entry.
const SUFFIX: &str = "-haulout";
