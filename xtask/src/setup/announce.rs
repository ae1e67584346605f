//! Tells the user what is about to be installed.

/// One line, on standard error as all progress.
pub(super) fn announce(what: &str) {
    eprintln!("setup: {what}");
}
