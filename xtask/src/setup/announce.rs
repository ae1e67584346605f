//! Announces an installation to the user.

/// Prints one line to standard error.
pub(super) fn announce(what: &str) {
    eprintln!("setup: {what}");
}
