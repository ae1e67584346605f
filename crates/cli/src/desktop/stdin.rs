//! Reads lines from the standard input.

use haulout_protocol::secret::Secret;

use super::message::{Message, Outbox};

/// Whether lines are being read. Reading starts only when there is a use for it, because it would stop a process that
/// runs in the background of a terminal.
#[derive(Default)]
pub(super) struct Stdin {
    is_reading: bool,
}

impl Stdin {
    /// Sends all further lines to the session. A blocking read cannot be cancelled, so the thread ends with the process.
    pub(super) fn read(&mut self, outbox: &Outbox) {
        if self.is_reading || is_in_background() {
            return;
        }
        self.is_reading = true;
        let outbox = outbox.clone();
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                if outbox.send(Message::StdinLine(Secret::new(line))).is_err() {
                    break;
                }
            }
        });
    }
}

/// Whether the standard input is a terminal whose foreground belongs to another process group.
#[cfg(unix)]
fn is_in_background() -> bool {
    rustix::termios::tcgetpgrp(std::io::stdin())
        .is_ok_and(|foreground| foreground != rustix::process::getpgrp())
}

#[cfg(not(unix))]
fn is_in_background() -> bool {
    false
}
