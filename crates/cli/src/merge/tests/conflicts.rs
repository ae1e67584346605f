//! Names that the two files use for different entries.

use super::{ADDITION, ConflictPolicy, EXISTING, Policy, merged, refused, under, value};
use crate::merge::{Action, List, MergeError, NameConflict, merge};

/// The addition with names from the existing file.
fn clashing() -> String {
    ADDITION
        .replace("\"prod\"", "\"old\"")
        .replace("\"me@prod\"", "\"me\"")
}

#[test]
fn a_conflict_fails_with_every_name_and_the_fields_that_differ() {
    let error = refused(EXISTING, &clashing());
    let conflict = |list, name: &str, fields: &[&str]| NameConflict {
        list,
        name: name.to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    };
    assert_eq!(
        error,
        MergeError::Conflicts(vec![
            conflict(
                List::Clusters,
                "old",
                &["certificate-authority-data", "server"]
            ),
            conflict(List::Users, "me", &["exec", "token"]),
            conflict(List::Contexts, "old", &["namespace"]),
        ])
    );
    let words = error.to_string();
    assert!(words.contains("cluster \"old\" (differs in certificate-authority-data, server)"));
    assert!(
        !words.contains("sésame") && !words.contains("example"),
        "{words}"
    );
}

#[test]
fn renamed_entries_refer_to_each_other_and_the_old_ones_stay() {
    let merged = merged(EXISTING, &clashing(), under(ConflictPolicy::Rename));
    let file = value(merged.text());
    let before = value(EXISTING);
    for list in ["clusters", "users", "contexts"] {
        assert_eq!(file[list][0], before[list][0]);
    }
    assert_eq!(file["clusters"][1]["name"], "old-haulout");
    assert_eq!(file["users"][1]["name"], "me-haulout");
    assert_eq!(file["contexts"][1]["name"], "old-haulout");
    assert_eq!(file["contexts"][1]["context"]["cluster"], "old-haulout");
    assert_eq!(file["contexts"][1]["context"]["user"], "me-haulout");
    assert_eq!(file["current-context"], "old");
}

#[test]
fn the_renamed_context_is_the_one_that_becomes_current() {
    let policy = Policy {
        conflict: ConflictPolicy::Rename,
        set_current: true,
    };
    let merged = merged(EXISTING, &clashing(), policy);
    assert_eq!(value(merged.text())["current-context"], "old-haulout");
}

#[test]
fn replaced_entries_stand_where_the_old_ones_stood() {
    let existing = EXISTING.replace(
        "  name: old\n# the last",
        "  name: old\n- cluster: {server: https://last}\n  name: last\n# the last",
    );
    let merged = merged(&existing, &clashing(), under(ConflictPolicy::Replace));
    let (file, wanted) = (value(merged.text()), value(&clashing()));
    assert_eq!(file["clusters"][0], wanted["clusters"][0]);
    assert_eq!(file["clusters"][1]["name"], "last");
    assert_eq!(file["users"], wanted["users"]);
    assert_eq!(file["contexts"], wanted["contexts"]);
    assert!(merged.text().contains("# the last cluster ends here"));
}

#[test]
fn another_way_of_writing_the_same_is_no_conflict() {
    let addition = "{\"kind\": \"Config\", \"clusters\": [{\"name\": \"old\", \"cluster\": \
                    {\"server\": \"https://old.example:6443\", \"certificate-authority-data\": \"TUlJ\"}}]}";
    let merged = merged(EXISTING, addition, Policy::default());
    assert!(merged.report.changes_nothing());
    assert_eq!(merged.text(), EXISTING);
}

#[test]
fn text_and_a_truth_value_are_not_the_same() {
    let existing = "kind: Config\nusers:\n- name: me\n  user: {x: true}\n";
    let addition = existing.replace("true", "'true'");
    assert!(matches!(
        refused(existing, &addition),
        MergeError::Conflicts(_)
    ));
}

#[test]
fn renaming_counts_on_until_a_name_is_free() {
    let cluster =
        |name: &str, server: &str| format!("- name: {name}\n  cluster: {{server: {server}}}\n");
    let existing = format!(
        "kind: Config\nclusters:\n{}{}",
        cluster("a", "one"),
        cluster("a-haulout", "two")
    );
    let addition = format!("kind: Config\nclusters:\n{}", cluster("a", "three"));
    let merged = merged(&existing, &addition, under(ConflictPolicy::Rename));
    assert_eq!(
        merged.report.changes[0].action,
        Action::AddAs("a-haulout-2".to_owned())
    );
}

#[test]
fn a_new_name_is_never_that_of_another_new_entry() {
    let cluster =
        |name: &str, server: &str| format!("- name: {name}\n  cluster: {{server: {server}}}\n");
    let existing = format!("kind: Config\nclusters:\n{}", cluster("a", "one"));
    let addition = format!(
        "kind: Config\nclusters:\n{}{}",
        cluster("a", "two"),
        cluster("a-haulout", "three")
    );
    let merged = merged(&existing, &addition, under(ConflictPolicy::Rename));
    let names: Vec<_> = value(merged.text())["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cluster| cluster["name"].clone())
        .collect();
    assert_eq!(names, ["a", "a-haulout-2", "a-haulout"]);
    let again = super::merged(merged.text(), &addition, under(ConflictPolicy::Rename));
    assert_eq!(again.text(), merged.text());
}

#[test]
fn a_context_needed_to_be_current_has_to_be_there() {
    let addition = "kind: Config\nclusters:\n- name: a\n  cluster: {server: x}\n";
    let policy = Policy {
        conflict: ConflictPolicy::Fail,
        set_current: true,
    };
    assert_eq!(
        merge(EXISTING, addition, policy).err(),
        Some(MergeError::NoContext)
    );
}

#[test]
fn fields_that_nobody_set_make_no_conflict_but_one_that_was_set_does() {
    let user = |fields: &str| format!("kind: Config\nusers:\n- name: a\n  user: {{{fields}}}\n");
    let plain = user("exec: {command: cat}");
    let written_out = user("exec: {command: cat, env: null, provideClusterInfo: false}, token: ''");
    let same = merged(&plain, &written_out, Policy::default());
    assert!(same.report.changes_nothing());
    let set = user("exec: {command: cat, provideClusterInfo: true}");
    assert!(matches!(refused(&plain, &set), MergeError::Conflicts(_)));
    let MergeError::Conflicts(conflicts) = refused(&plain, &user("")) else {
        panic!("no conflict");
    };
    assert_eq!(conflicts[0].fields, ["exec"]);
}
