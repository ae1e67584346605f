//! What somebody hears for whom there is no room.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Says so in HTTP, to a peer that has sent a request.
pub(super) async fn send_503(stream: TcpStream) {
    // Whether it was understood changes nothing.
    let _ended = timeout(SEND_TIME_MAX, send(stream)).await;
}

async fn send(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(RESPONSE).await?;
    stream.shutdown().await?;
    // Closing with bytes unread would reset the connection, and take the answer with it.
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

const RESPONSE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\
    retry-after: 1\r\ncache-control: no-store\r\n\r\n";
/// A peer that listens has read it by then.
const SEND_TIME_MAX: Duration = Duration::from_secs(1);
