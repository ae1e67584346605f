//! Properties that hold for any two kubeconfigs, verified with another YAML reader.

use proptest::prelude::*;
use serde_json::Value;

use super::generators::{File, addition, existing, list};
use super::{merged, under, value};
use crate::merge::{Action, ConflictPolicy, List, MergeError, Merged, Policy, merge};

proptest! {
    #![proptest_config(config(CASES_OF_LOSS))]

    #[test]
    fn rename_keeps_everything_of_the_existing_file(existing in existing(), addition in addition()) {
        let merged = merged(&existing.text, &addition.text, under(ConflictPolicy::Rename));
        let after = value(merged.text());
        for key in LISTS {
            let before = existing.list(key);
            prop_assert_eq!(&list(&after, key)[..before.len()], before);
        }
        same_elsewhere(&existing, &after)?;
    }

    #[test]
    fn replace_only_changes_entries_with_the_same_name(existing in existing(), addition in addition()) {
        let merged = merged(&existing.text, &addition.text, under(ConflictPolicy::Replace));
        let after = value(merged.text());
        for key in LISTS {
            for (index, before) in existing.list(key).iter().enumerate() {
                let replaced = addition.list(key).iter().find(|new| new["name"] == before["name"]);
                prop_assert_eq!(&list(&after, key)[index], replaced.unwrap_or(before));
            }
            for new in addition.list(key) {
                prop_assert!(list(&after, key).contains(new));
            }
        }
        same_elsewhere(&existing, &after)?;
    }

    #[test]
    fn merge_fails_exactly_if_a_name_has_two_meanings(existing in existing(), addition in addition()) {
        let clashing = LISTS.iter().any(|key| {
            addition.list(key).iter().any(|new| {
                let mut same_name = existing.list(key).iter().filter(|old| old["name"] == new["name"]);
                same_name.any(|old| old != new)
            })
        });
        match merge(&existing.text, &addition.text, Policy::default()) {
            Ok(merged) => {
                prop_assert!(!clashing);
                let after = value(merged.text());
                for key in LISTS {
                    prop_assert!(existing.list(key).iter().all(|old| list(&after, key).contains(old)));
                    prop_assert!(addition.list(key).iter().all(|new| list(&after, key).contains(new)));
                }
                same_elsewhere(&existing, &after)?;
            }
            Err(MergeError::Conflicts(_)) => prop_assert!(clashing),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn added_contexts_keep_their_meaning(existing in existing(), addition in addition(), replace in any::<bool>()) {
        let conflict = if replace { ConflictPolicy::Replace } else { ConflictPolicy::Rename };
        let merged = merged(&existing.text, &addition.text, under(conflict));
        let after = value(merged.text());
        for context in addition.list("contexts") {
            let new_name = new_name(&merged, List::Contexts, context);
            let new = by_name(&after, "contexts", &new_name);
            for (key, noun) in [("clusters", "cluster"), ("users", "user")] {
                let before = by_name(&addition.tree, key, &context["context"][noun]);
                let now = by_name(&after, key, &new["context"][noun]);
                prop_assert_eq!(&before[noun], &now[noun]);
            }
        }
    }

    #[test]
    fn merge_is_idempotent(existing in existing(), addition in addition(), replace in any::<bool>(), set_current in any::<bool>()) {
        let set_current = set_current && !addition.list("contexts").is_empty();
        let conflict = if replace { ConflictPolicy::Replace } else { ConflictPolicy::Rename };
        let policy = Policy { conflict, set_current };
        let once = merged(&existing.text, &addition.text, policy);
        let twice = merged(once.text(), &addition.text, policy);
        prop_assert_eq!(once.text(), twice.text());
        prop_assert!(twice.report.changes_nothing());
    }

    #[test]
    fn merge_keeps_all_comments_in_block_style(existing in existing(), addition in addition()) {
        let merged = merged(&existing.text, &addition.text, under(ConflictPolicy::Rename));
        prop_assert!(!merged.report.comments_lost);
        let comments: Vec<_> = merged.text().lines().filter_map(|line| line.split_once("# c-")).collect();
        for number in existing.comments() {
            prop_assert!(comments.iter().any(|(_, other)| other.trim_end() == number));
        }
    }

    #[test]
    fn merge_never_panics(text in "[-a:{}\\[\\]&*!|>'\"#%@,?~ \t\r\n\u{feff}é0]{0,60}", addition in addition()) {
        let _ = merge(&text, &addition.text, under(ConflictPolicy::Rename));
        let text = format!("kind: Config\n{text}");
        if let Ok(merged) = merge(&text, &addition.text, under(ConflictPolicy::Replace)) {
            prop_assert!(merge(merged.text(), &addition.text, Policy::default()).is_ok());
        }
    }
}

/// Asserts that everything except the three lists is equal.
fn same_elsewhere(existing: &File, after: &Value) -> Result<(), TestCaseError> {
    let others = |tree: &Value| {
        let mut tree = tree.as_object().cloned().unwrap_or_default();
        tree.retain(|key, _| !LISTS.contains(&key.as_str()));
        tree
    };
    prop_assert_eq!(others(&existing.tree), others(after));
    Ok(())
}

fn new_name(merged: &Merged, list: List, entry: &Value) -> Value {
    let changes = &merged.report.changes;
    let change = changes
        .iter()
        .find(|change| change.list == list && entry["name"] == change.name.as_str());
    match &change.unwrap().action {
        Action::AddAs(name) | Action::SameAs(name) => Value::from(name.as_str()),
        Action::Add | Action::Replace | Action::Same => entry["name"].clone(),
    }
}

fn by_name<'a>(tree: &'a Value, key: &str, name: &Value) -> &'a Value {
    let mut entries = list(tree, key).iter();
    entries.find(|entry| entry["name"] == *name).unwrap()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// For the properties about data loss.
const CASES_OF_LOSS: u32 = 5_000;

/// For the other properties, whose cases merge at least twice.
const CASES: u32 = 1_000;

const LISTS: [&str; 3] = ["clusters", "users", "contexts"];
