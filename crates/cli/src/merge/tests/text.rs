//! The text around added entries: comments, order and style.

use super::{ADDITION, ConflictPolicy, EXISTING, Policy, merged, under, value};
use crate::merge::{Action, CurrentContext, List};

#[test]
fn lines_of_the_existing_file_keep_their_order() {
    let merged = merged(EXISTING, ADDITION, Policy::default());
    let mut lines = merged.text().lines();
    for line in EXISTING.lines() {
        assert!(
            lines.any(|other| other == line),
            "{line}\n{}",
            merged.text()
        );
    }
    assert!(!merged.report.comments_lost);
}

#[test]
fn entries_are_appended_in_kubectls_style() {
    let merged = merged(EXISTING, ADDITION, Policy::default());
    let clusters = "  name: old\n- cluster:\n    server: \"https://prod.example\"\n  name: \"prod\"\n# the last cluster";
    assert!(merged.text().contains(clusters), "{}", merged.text());
    let user = "\n- name: \"me@prod\"\n  user:\n    exec:\n      apiVersion: \"client.authentication.k8s.io/v1\"\n      args:\n      - \"/home";
    assert!(merged.text().contains(user), "{}", merged.text());
}

#[test]
fn report_names_added_entries_and_credential_plugins() {
    let report = merged(EXISTING, ADDITION, Policy::default()).report;
    let actions: Vec<_> = report
        .changes
        .iter()
        .map(|change| (change.list, change.name.as_str(), &change.action))
        .collect();
    assert_eq!(
        actions,
        [
            (List::Clusters, "prod", &Action::Add),
            (List::Users, "me@prod", &Action::Add),
            (List::Contexts, "prod", &Action::Add),
        ]
    );
    assert_eq!(report.current, CurrentContext::Kept(Some("old".to_owned())));
    assert!(
        report
            .to_string()
            .contains("add user \"me@prod\" (runs \"cat\")")
    );
}

#[test]
fn current_context_changes_only_with_set_current() {
    let policy = Policy {
        set_current: true,
        ..Policy::default()
    };
    let merged = merged(EXISTING, ADDITION, policy);
    assert_eq!(value(merged.text())["current-context"], "prod");
    assert_eq!(
        merged.report.current,
        CurrentContext::Set("prod".to_owned())
    );
}

#[test]
fn set_current_replaces_any_existing_value() {
    let policy = Policy {
        set_current: true,
        ..Policy::default()
    };
    for written in [
        "current-context: old\n",
        "current-context: \"\" # none\n",
        "current-context:\n",
        "current-context:   # none\n",
        "current-context: null\n",
        "\"current-context\" : 'old'\n",
        "",
    ] {
        let existing = EXISTING.replace("current-context: old\n", "") + written;
        let trimmed = merged(existing.trim_end(), ADDITION, policy);
        assert_eq!(
            value(trimmed.text())["current-context"],
            "prod",
            "{written}"
        );
        assert!(!trimmed.report.comments_lost, "{written}");
        let merged = merged(&existing, ADDITION, policy);
        assert_eq!(value(merged.text())["current-context"], "prod", "{written}");
        assert!(!merged.report.comments_lost, "{written}");
    }
}

#[test]
fn an_empty_file_becomes_the_addition() {
    for empty in [
        "",
        "\n",
        "# only a comment\n",
        "# no line's end",
        "---\n",
        "null\n",
    ] {
        let merged = merged(empty, ADDITION, Policy::default());
        let (got, wanted) = (value(merged.text()), value(ADDITION));
        for key in [
            "apiVersion",
            "kind",
            "clusters",
            "contexts",
            "users",
            "current-context",
        ] {
            assert_eq!(got[key], wanted[key], "{empty:?}");
        }
        assert!(
            merged
                .text()
                .contains(empty.trim_matches(['-', '\n']).trim_start_matches("null"))
        );
    }
}

#[test]
fn entries_are_added_to_empty_lists() {
    for nothing in [
        "clusters: []\n",
        "clusters: [] # none\n",
        "clusters:\n",
        "clusters:  # none\n",
        "clusters: null\n",
        "clusters: ~\n",
        "",
    ] {
        let existing = format!("apiVersion: v1\n{nothing}kind: Config\n");
        let merged = merged(&existing, ADDITION, Policy::default());
        assert_eq!(
            value(merged.text())["clusters"][0]["name"],
            "prod",
            "{nothing}"
        );
        assert_eq!(value(merged.text())["kind"], "Config");
        assert!(!merged.report.comments_lost);
        assert_eq!(merged.text().contains("# none"), nothing.contains("# none"));
    }
}

#[test]
fn dashes_keep_the_indentation_of_the_file() {
    let existing = "kind: Config\nclusters:\n    -   name: a\n        cluster: {server: x}\n";
    let text = merged(existing, ADDITION, Policy::default())
        .text()
        .to_owned();
    assert!(text.starts_with(existing), "{text}");
    assert!(text.contains("\n    - cluster:\n        server: \"https://prod.example\"\n"));
}

#[test]
fn line_endings_of_the_file_are_kept() {
    let bare = merged(EXISTING.trim_end(), ADDITION, Policy::default());
    assert_eq!(value(bare.text())["users"][0]["user"]["token"], "sésame");
    let windows = EXISTING.replace('\n', "\r\n");
    let text = merged(&windows, ADDITION, Policy::default())
        .text()
        .to_owned();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(value(&text), value(&text.replace("\r\n", "\n")));
}

#[test]
fn multi_line_text_at_the_end_of_a_list_is_kept() {
    for block in [
        "|\n      a\n\n      b\n\n",
        "|+\n      a\n\n",
        ">-\n      a\n      b\n",
        "|-\n      a",
    ] {
        let existing = format!("kind: Config\nusers:\n- name: me\n  user:\n    token: {block}");
        let merged = merged(&existing, ADDITION, Policy::default());
        assert_eq!(
            value(merged.text())["users"][0],
            value(&existing)["users"][0],
            "{block:?}\n{}",
            merged.text()
        );
    }
}

#[test]
fn json_file_is_rewritten_with_the_same_meaning() {
    let existing = value(EXISTING).to_string();
    let merged = merged(&existing, ADDITION, Policy::default());
    let (before, after) = (value(&existing), value(merged.text()));
    assert_eq!(after["users"][0], before["users"][0]);
    assert_eq!(after["future"], before["future"]);
    assert_eq!(after["clusters"][1]["name"], "prod");
    assert!(!merged.report.comments_lost);
}

#[test]
fn report_mentions_lost_comments() {
    let existing = "kind: Config # mine\nclusters: [{name: a, cluster: {server: x}}]\n";
    let merged = merged(existing, ADDITION, Policy::default());
    assert!(merged.report.comments_lost);
    assert!(merged.report.to_string().contains("comments are lost"));
}

#[test]
fn yaml_1_1_booleans_stay_unquoted_in_a_rewritten_file() {
    let existing = "{kind: Config, x: yes, y: 'yes', z: 012, w: 1.5e3, v: ~}";
    let text = merged(existing, ADDITION, Policy::default())
        .text()
        .to_owned();
    for line in [
        "x: yes\n",
        "y: \"yes\"\n",
        "z: 012\n",
        "w: 1.5e3\n",
        "v: ~\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn second_merge_changes_nothing() {
    for conflict in [
        ConflictPolicy::Rename,
        ConflictPolicy::Replace,
        ConflictPolicy::Fail,
    ] {
        let once = merged(EXISTING, ADDITION, under(conflict));
        let twice = merged(once.text(), ADDITION, under(conflict));
        assert_eq!(once.text(), twice.text());
        assert!(twice.report.changes_nothing());
    }
}

#[test]
fn many_comment_lines_are_supported() {
    let existing = format!("{}{EXISTING}", "# note\n".repeat(5_000));
    assert!(
        merged(&existing, ADDITION, Policy::default())
            .text()
            .starts_with(&existing[..400])
    );
}

#[test]
fn top_level_fields_are_not_merged_and_are_reported() {
    let addition = format!("{ADDITION}extensions:\n- name: x\n  extension: {{a: 1}}\n");
    let merged = merged(EXISTING, &addition, Policy::default());
    assert_eq!(merged.report.left_behind, ["extensions"]);
    assert!(value(merged.text()).get("extensions").is_none());
}

#[test]
fn no_debug_output_shows_a_credential() {
    let merged = merged(EXISTING, ADDITION, Policy::default());
    assert!(!format!("{merged:?} {}", merged.report).contains("sésame"));
}
