//! What somebody hears for whom there is no room.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Those who are being told.
pub(super) struct Shed {
    told: JoinSet<()>,
}

impl Shed {
    /// Nobody yet.
    pub(super) fn new() -> Self {
        Self {
            told: JoinSet::new(),
        }
    }

    /// Says so in HTTP, or hangs up when there are too many even for that.
    pub(super) fn tell(&mut self, stream: TcpStream) {
        while self.told.try_join_next().is_some() {}
        if self.told.len() < TOLD_MAX {
            self.told.spawn(async move {
                // Whether it was understood changes nothing.
                let _ended = timeout(TELL_TIME_MAX, explain(stream)).await;
            });
        }
    }
}

async fn explain(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(NO_ROOM).await?;
    stream.shutdown().await?;
    // Closing with bytes unread would reset the connection, and take the answer with it.
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

const NO_ROOM: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\
    retry-after: 1\r\ncache-control: no-store\r\n\r\n";
/// Connections; each is one more than there is room for.
const TOLD_MAX: usize = 32;
/// A peer that listens has read it by then.
const TELL_TIME_MAX: Duration = Duration::from_secs(1);
