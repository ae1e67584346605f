//! Derives cluster ids from names.

use haulout_protocol::live_folder::slug;

/// Converts a context name, which can be any text, to a cluster id, which is used in names of files and users.
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

/// Appends a number if the file name of this id is in `taken`; file systems do not distinguish all names.
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

/// In characters; the limit of the gateway's configuration minus a number at the end.
const ID_LENGTH_MAX: usize = 58;
