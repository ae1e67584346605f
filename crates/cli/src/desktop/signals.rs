//! The ways to be told to end: an interrupt, a termination, a terminal that closes.

use super::message::{Message, Outbox};

/// Passes it on. The handlers are there when this returns.
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
            // Everything may have ended already.
            let _ended = outbox.send(Message::Stop);
        }
    });
    Ok(())
}
