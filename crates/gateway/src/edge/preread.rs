//! Waits for a complete request head or ClientHello without reading it, before the connection gets any buffer.

use std::io;

use tokio::io::Interest;
use tokio::net::TcpStream;

use super::activity::ConnectionActivity;
use super::connection::HEAD_BYTES_MAX;

/// The first message of a client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Preamble {
    /// The head of a request, or the preface of HTTP/2, which ends in the same way.
    RequestHead,
    /// The TLS record with the ClientHello.
    ClientHello,
}

/// Completes when the preamble is complete, or exceeds its limit, which the next reader reports. The bytes stay in the
/// kernel's buffer, so ten thousand incomplete preambles use no memory of this process.
///
/// # Errors
/// If the peer has closed the connection.
pub(super) async fn wait_for_preamble(
    stream: &TcpStream,
    preamble: Preamble,
    activity: &ConnectionActivity,
) -> io::Result<()> {
    loop {
        let readiness = stream.ready(Interest::READABLE).await?;
        let is_complete = stream.try_io(Interest::READABLE, || {
            if peek(stream, preamble, activity)? {
                return Ok(true);
            }
            if readiness.is_read_closed() {
                return Ok(false);
            }
            // Waits for the next byte; the ones already peeked at do not wake this task.
            Err(io::ErrorKind::WouldBlock.into())
        });
        match is_complete {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether the preamble is complete, found by peeking.
#[cfg(unix)]
fn peek(stream: &TcpStream, preamble: Preamble, activity: &ConnectionActivity) -> io::Result<bool> {
    use rustix::net::{RecvFlags, recv};
    let mut bytes = [0; HEAD_BYTES_MAX];
    let (_, length) = recv(stream, &mut bytes[..], RecvFlags::PEEK)?;
    if length == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    activity.on_bytes_read();
    Ok(preamble.is_complete(&bytes[..length]))
}

/// Without `MSG_PEEK`, the first byte is sufficient.
#[cfg(not(unix))]
fn peek(_: &TcpStream, _: Preamble, activity: &ConnectionActivity) -> io::Result<bool> {
    activity.on_bytes_read();
    Ok(true)
}

impl Preamble {
    fn is_complete(self, bytes: &[u8]) -> bool {
        // Longer preambles are not inspected; the next reader reports them as too large.
        bytes.len() >= HEAD_BYTES_MAX
            || match self {
                // Some clients end their lines with a bare line feed (RFC 9112 §2.2).
                Self::RequestHead => [b"\n\r\n".as_slice(), b"\n\n"]
                    .iter()
                    .any(|end| bytes.windows(end.len()).any(|found| found == *end)),
                Self::ClientHello => match *bytes {
                    // RFC 8446 §5.1: type, version, length.
                    [HANDSHAKE, _, _, high, low, ref record @ ..] => {
                        record.len() >= usize::from(u16::from_be_bytes([high, low]))
                    }
                    [HANDSHAKE, ..] => false,
                    // Not a handshake: rustls answers it with an alert.
                    _ => true,
                },
            }
    }
}

const HANDSHAKE: u8 = 22;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_head_is_complete_with_its_empty_line_and_not_before() {
        for head in [
            "GET / HTTP/1.1\r\nHost: portal.example\r\n\r\n",
            "GET / HTTP/1.1\nHost: portal.example\n\n",
            "PRI * HTTP/2.0\r\n\r\n",
        ] {
            let (whole, bytes) = (head.len(), head.as_bytes());
            for length in 0..=whole {
                let is_complete = Preamble::RequestHead.is_complete(&bytes[..length]);
                assert_eq!(is_complete, length == whole, "{:?}", &head[..length]);
            }
        }
        assert!(Preamble::RequestHead.is_complete(&[b'x'; HEAD_BYTES_MAX]));
    }

    #[test]
    fn client_hello_is_complete_when_its_record_is() {
        let mut record = vec![HANDSHAKE, 3, 1, 1, 2];
        record.extend([7; 258]);
        for length in 1..=record.len() {
            let is_complete = Preamble::ClientHello.is_complete(&record[..length]);
            assert_eq!(is_complete, length == record.len(), "{length}");
        }
        assert!(Preamble::ClientHello.is_complete(b"GET / HTTP/1.1"));
    }
}
