//! File names made from cluster ids: portable across file systems, and always a single path component.

use alloc::format;
use alloc::string::String;

/// A name for the cluster's files: lower-case letters, digits, dots, dashes and underscores.
///
/// Windows ignores case and reserves the names of devices; Unix hides names with a leading dot. If two ids have the
/// same slug, the configuration is refused.
#[must_use]
pub fn slug(cluster_id: &str) -> String {
    let safe = |letter: char| match letter.to_ascii_lowercase() {
        letter @ ('a'..='z' | '0'..='9' | '.' | '-' | '_') => letter,
        _ => '-',
    };
    let name: String = cluster_id.chars().take(LONGEST).map(safe).collect();
    let name = name.trim_matches(|letter| letter == '.' || letter == '-');
    let stem = name.split('.').next().unwrap_or_default();
    if name.is_empty() || RESERVED.contains(&stem) || is_numbered_device(stem) {
        format!("cluster-{name}")
    } else {
        name.into()
    }
}

/// `com1` to `lpt9`: serial and parallel ports, with any extension.
fn is_numbered_device(stem: &str) -> bool {
    stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|letter: char| letter.is_ascii_digit())
}

/// Other devices, kubectl's default file name, and our own kubeconfig.
const RESERVED: [&str; 6] = ["aux", "con", "config", "haulout", "nul", "prn"];
/// Half of what file systems allow, to leave room for the suffixes of temporary files.
const LONGEST: usize = 120;
