//! Merged kubeconfigs, beside libyaml.

use haulout_cli::merge::{ConflictPolicy, Policy, merge};
use serde_yaml_ng::{Mapping, Value};

/// Another YAML reader finds every entry of the existing file unchanged after a merge that does not replace any, its
/// other fields unchanged after every merge, and a second merge changes nothing.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Some((existing, addition)) = std::str::from_utf8(data)
        .ok()
        .and_then(|it| it.split_once(SEPARATOR))
    else {
        return;
    };
    for conflict in [
        ConflictPolicy::Fail,
        ConflictPolicy::Rename,
        ConflictPolicy::Replace,
    ] {
        let policy = Policy {
            conflict,
            set_current: false,
        };
        let Ok(merged) = merge(existing, addition, policy) else {
            continue;
        };
        let again = merge(merged.text(), addition, policy).expect("the result is a kubeconfig");
        assert_eq!(again.text(), merged.text(), "merged twice");
        // Some readers refuse what others read.
        let (Some(before), Some(_)) = (read(existing), read(addition)) else {
            continue;
        };
        let after = read(merged.text()).expect("the result is readable like both files");
        assert_eq!(others(&after), others(&before));
        for key in LISTS {
            let (before, after) = (list(&before, key), list(&after, key));
            assert!(before.len() <= after.len());
            if conflict != ConflictPolicy::Replace {
                assert_eq!(after[..before.len()], *before, "{key}");
            }
        }
    }
}

fn read(text: &str) -> Option<Mapping> {
    let file: Option<Mapping> = serde_yaml_ng::from_str(text).ok()?;
    Some(file.unwrap_or_default())
}

fn list<'a>(file: &'a Mapping, key: &str) -> &'a [Value] {
    let list = file.get(key).and_then(Value::as_sequence);
    list.map_or(&[], Vec::as_slice)
}

/// What a merge without `set_current` leaves alone. It may add the fields of an empty file.
fn others(file: &Mapping) -> Mapping {
    let mut others = file.clone();
    others.retain(|key, _| !key.as_str().is_some_and(|key| MERGED.contains(&key)));
    others
}

/// Between the two files.
const SEPARATOR: &str = "\n=====\n";
const LISTS: [&str; 3] = ["clusters", "contexts", "users"];
const MERGED: [&str; 6] = [
    "apiVersion",
    "clusters",
    "contexts",
    "current-context",
    "kind",
    "users",
];
