//! File names made of cluster ids: the same on every file system, and never more than a name.

use alloc::format;
use alloc::string::String;

/// A name for the cluster's files: lower case, of letters, digits, dots, dashes and underscores.
///
/// Windows reads names without regard to case, and some of them as devices; Unix hides what begins with a dot. Different
/// ids can have the same slug, which is a mistake of the configuration.
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

/// `com1` to `lpt9`: serial and parallel ports, whatever follows after a dot.
fn is_numbered_device(stem: &str) -> bool {
    stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|letter: char| letter.is_ascii_digit())
}

/// Other devices; what kubectl looks for by itself; and our own kubeconfig.
const RESERVED: [&str; 6] = ["aux", "con", "config", "haulout", "nul", "prn"];
/// Half of what file systems allow, for the suffixes of temporary files.
const LONGEST: usize = 120;
