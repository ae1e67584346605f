//! Comments of the existing file, when an entry is replaced.

use super::{ConflictPolicy, merged, under, value};

/// Merges `new` over the user `me` of a file with comments.
fn replaced(new: &str) -> String {
    let existing = "\
kind: Config
users:
- name: me # mine
  # how I sign in
  user: # personal
    token: a # rotates in May
    client-key: /k # on the stick
    # the plugin of the team
    exec: # from the wiki
      command: plugin # installed by hand
      args: # in this order
      - a # first
      - b # second
# another user
- name: you # yours
  user: {token: c}
";
    let addition = format!("kind: Config\nusers:\n- name: me\n  user:\n{new}");
    let merged = merged(existing, &addition, under(ConflictPolicy::Replace));
    let text = merged.text().to_owned();
    assert_eq!(value(&text)["users"][0], value(&addition)["users"][0]);
    assert_eq!(value(&text)["users"][1], value(existing)["users"][1]);
    assert!(!merged.report.comments_lost, "{text}");
    text
}

#[test]
fn comment_stays_with_its_line_if_replace_removes_a_neighbour() {
    let rest = "\
# another user
- name: you # yours
  user: {token: c}
";
    let text = replaced("    client-key: /k\n    exec: {command: plugin, args: [a, b]}\n");
    assert!(text.ends_with(&format!(
        "\
- name: me # mine
  # how I sign in
  user: # personal
    client-key: /k # on the stick
    # the plugin of the team
    exec: # from the wiki
      command: plugin # installed by hand
      args: # in this order
      - a # first
      - b # second
{rest}"
    )));
    let text = replaced("    token: b\n    client-key: /k\n");
    assert!(text.ends_with(&format!(
        "\
  user: # personal
    token: b # rotates in May
    client-key: /k # on the stick
    # the plugin of the team
{rest}"
    )));
    let text = replaced("    exec: {command: other, args: [c], env: []}\n");
    assert!(text.ends_with(&format!(
        "\
  user: # personal
    # the plugin of the team
    exec: # from the wiki
      command: other # installed by hand
      args: # in this order
      - c
      env: []
{rest}"
    )));
}

#[test]
fn comment_on_a_removed_line_does_not_move_to_another() {
    for existing in [
        "kind: Config\nusers:\n- user:\n    token: a\n  name: me # the name\n",
        "kind: Config\nusers:\n- user:\n    token: a # mine\n  name: me\n",
        "kind: Config\nusers:\n- name: me\n  user:\n    token: a # mine",
        "kind: Config\nusers:\n- name: me\n  user: {token: a} # mine\n",
        "kind: Config\r\nusers:\r\n- name: me\r\n  user:\r\n    token: a # mine\r\n",
    ] {
        let addition = "kind: Config\nusers:\n- name: me\n  user:\n    exec:\n      command: x\n";
        let merged = merged(existing, addition, under(ConflictPolicy::Replace));
        let text = merged.text();
        assert_eq!(value(text)["users"][0]["user"]["exec"]["command"], "x");
        assert!(!text.contains("mine"), "{text}");
        assert_eq!(
            text.contains("me # the name"),
            existing.contains("# the name")
        );
        assert_eq!(text.matches('\n').count(), text.lines().count(), "{text}");
    }
}
