//! Compares two kubeconfig entries as client-go does.

use std::collections::BTreeSet;

use super::node::{Entry, Node, by_key};
use super::report::List;

/// Whether two entries are equivalent for client-go, which also writes fields with zero values.
pub(super) fn is_equivalent(list: List, one: &Node, two: &Node) -> bool {
    without_zero_values(list, one).is_equivalent(&without_zero_values(list, two))
}

/// The sorted names of the fields in which two entries differ.
pub(super) fn differing_fields(list: List, one: &Node, two: &Node) -> Vec<String> {
    let one = without_zero_values(list, one);
    let two = without_zero_values(list, two);
    let fields = |entry: &Node| -> Vec<Entry> {
        let content = entry.get(list.noun());
        content.map_or_else(Vec::new, |content| content.entries().to_vec())
    };
    let (one, two) = (fields(&one), fields(&two));
    let (one, two) = (by_key(&one), by_key(&two));
    let differs = |key: &str| match (one.get(key), two.get(key)) {
        (Some(one), Some(two)) => !one.is_equivalent(two),
        (Some(_), None) | (None, Some(_)) => true,
        (None, None) => false,
    };
    let keys: BTreeSet<&str> = one.keys().chain(two.keys()).copied().collect();
    let differing = keys.into_iter().filter(|key| differs(key));
    differing
        .map(|key| key.escape_debug().to_string())
        .collect()
}

fn without_zero_values(list: List, entry: &Node) -> Node {
    let mut entry = entry.clone();
    if let Some(content) = entry.get_mut(list.noun()) {
        if let Some(exec) = content.get_mut("exec") {
            exec.retain(|field| !field.is_zero_value());
        }
        content.retain(|field| !field.is_zero_value());
    }
    entry.retain(|field| !field.is_zero_value());
    entry
}
