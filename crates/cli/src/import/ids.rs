//! Ids for clusters out of names that can be any text.

use haulout_protocol::live_folder::slug;

/// A context's name can be any text, and a cluster's id names files and users.
pub(crate) fn identifier(context: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let id: String = context.chars().map(plain).take(ID_LENGTH_MAX).collect();
    let id = id.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if id.is_empty() {
        "cluster".to_owned()
    } else {
        id.to_owned()
    }
}

/// Ids name files, and file systems do not tell all names apart; `taken` holds those that are in use.
pub(crate) fn unique(id: String, taken: &mut Vec<String>) -> String {
    let numbered = |number: usize| {
        if number == 1 {
            id.clone()
        } else {
            format!("{id}-{number}")
        }
    };
    let is_free = |id: &String| !taken.contains(&slug(id));
    let free = (1..).map(numbered).find(is_free).unwrap_or_default();
    taken.push(slug(&free));
    free
}

/// Characters; what a gateway's file allows, less a number at the end.
const ID_LENGTH_MAX: usize = 58;
