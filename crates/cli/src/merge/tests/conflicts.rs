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
fn conflict_error_lists_all_names_and_differing_fields() {
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
fn renamed_entries_refer_to_each_other() {
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
fn set_current_uses_the_new_name_of_a_renamed_context() {
    let policy = Policy {
        conflict: ConflictPolicy::Rename,
        set_current: true,
    };
    let merged = merged(EXISTING, &clashing(), policy);
    assert_eq!(value(merged.text())["current-context"], "old-haulout");
}

#[test]
fn replaced_entries_keep_their_position() {
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
fn different_yaml_style_is_not_a_conflict() {
    let addition = "{\"kind\": \"Config\", \"clusters\": [{\"name\": \"old\", \"cluster\": \
                    {\"server\": \"https://old.example:6443\", \"certificate-authority-data\": \"TUlJ\"}}]}";
    let merged = merged(EXISTING, addition, Policy::default());
    assert!(merged.report.changes_nothing());
    assert_eq!(merged.text(), EXISTING);
}

#[test]
fn text_and_boolean_are_not_equivalent() {
    let existing = "kind: Config\nusers:\n- name: me\n  user: {x: true}\n";
    let addition = existing.replace("true", "'true'");
    assert!(matches!(
        refused(existing, &addition),
        MergeError::Conflicts(_)
    ));
}

#[test]
fn rename_uses_the_first_unused_number() {
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
fn new_names_do_not_collide_with_added_entries() {
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
fn set_current_requires_a_context() {
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
fn zero_value_fields_are_not_a_conflict() {
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
