//! The response to a request for which there is no free connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Sends a 503 to a peer that has sent a plain HTTP request.
pub(super) async fn send_503(stream: TcpStream) {
    // Best effort: a failure to send changes nothing.
    let _ended = timeout(SEND_TIME_MAX, send(stream)).await;
}

async fn send(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(RESPONSE).await?;
    stream.shutdown().await?;
    // Closing a socket with unread bytes would reset the connection and discard the response.
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

const RESPONSE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\
    retry-after: 1\r\ncache-control: no-store\r\n\r\n";
/// Enough for a peer that reads.
const SEND_TIME_MAX: Duration = Duration::from_secs(1);
