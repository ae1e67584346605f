//! The log of this process' gateways, in the production format and level.

use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, PoisonError};

use tracing_subscriber::filter::LevelFilter;

/// The lines of all tests, because a process has one log.
static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(|| {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(LevelFilter::INFO)
        .with_writer(|| Memory)
        .init();
    Mutex::default()
});

struct Memory;

/// Installs the logger once.
pub(super) fn listen() {
    LazyLock::force(&LOG);
}

/// All lines so far.
pub(super) fn text() -> String {
    let bytes = LOG.lock().unwrap_or_else(PoisonError::into_inner).clone();
    String::from_utf8(bytes).unwrap()
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
