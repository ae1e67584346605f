//! Forwards SIGINT, SIGTERM and SIGHUP to the session.

use super::message::{Message, Outbox};

/// Installs the signal handlers.
#[cfg(unix)]
pub(super) fn listen(outbox: Outbox) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    for kind in kinds {
        let mut signals = signal(kind)?;
        let outbox = outbox.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() && outbox.send(Message::Stop).is_ok() {}
        });
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn listen(outbox: Outbox) -> std::io::Result<()> {
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            // Sending fails only during shutdown.
            let _ended = outbox.send(Message::Stop);
        }
    });
    Ok(())
}
