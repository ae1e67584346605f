//! The version of this program, with the commit if the build knew it.

use std::sync::LazyLock;

/// For example `1.2.0 (3f2a9c1)`.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| match COMMIT {
        Some(commit) if !commit.is_empty() => format!("{VERSION} ({commit})"),
        _ => VERSION.to_owned(),
    });
    &TEXT
}

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Set for the build, because a source archive has no repository to ask.
const COMMIT: Option<&str> = option_env!("HAULOUT_BUILD_COMMIT");
