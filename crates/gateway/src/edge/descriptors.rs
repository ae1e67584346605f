//! The limit of open files, and so of connections, of this process.

/// Raises the limit as far as an unprivileged process may; the usual 1024 exists for programs that call `select`.
#[cfg(unix)]
pub(super) fn raise() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return;
    }
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, ?current, "the limit of open files could not be raised");
    }
}

/// There is no limit to raise.
#[cfg(not(unix))]
pub(super) fn raise() {}

/// The number of connections that leaves enough descriptors for the upstream requests they cause.
#[cfg(unix)]
pub(super) fn connections_max() -> usize {
    use rustix::process::{Resource, getrlimit};
    let files = getrlimit(Resource::Nofile)
        .current
        .and_then(|files| usize::try_from(files).ok())
        .unwrap_or(usize::MAX);
    files / 4 * 3
}

/// No limit besides the configured one.
#[cfg(not(unix))]
pub(super) fn connections_max() -> usize {
    usize::MAX
}
