//! Before a connection costs anything: it waits, unread, until a whole request or greeting has come.

use std::io;

use tokio::io::Interest;
use tokio::net::TcpStream;

use super::activity::ConnectionActivity;
use super::connection::HEAD_BYTES_MAX;

/// What a peer says first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Preamble {
    /// The head of a request, or the preface of HTTP/2, which ends like one.
    RequestHead,
    /// The record with a TLS client's greeting.
    ClientHello,
}

/// Completes when the peer has said the whole of its preamble, or so much that it is to be told off; the bytes stay with
/// the kernel, so that ten thousand who never finish cost no buffer.
///
/// # Errors
/// When the peer is gone.
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
            // The next byte wakes us, and not those that were seen already.
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

/// Whether the preamble is there, as far as it can be seen without taking it.
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

/// Where it cannot be seen, the first byte must do.
#[cfg(not(unix))]
fn peek(_: &TcpStream, _: Preamble, activity: &ConnectionActivity) -> io::Result<bool> {
    activity.on_bytes_read();
    Ok(true)
}

impl Preamble {
    fn is_complete(self, bytes: &[u8]) -> bool {
        // No more will be looked at, so whoever comes next says that it is too much.
        bytes.len() >= HEAD_BYTES_MAX
            || match self {
                // Some end their lines with the line feed alone (RFC 9112 §2.2).
                Self::RequestHead => [b"\n\r\n".as_slice(), b"\n\n"]
                    .iter()
                    .any(|end| bytes.windows(end.len()).any(|found| found == *end)),
                Self::ClientHello => match *bytes {
                    // RFC 8446 §5.1: type, version, length.
                    [HANDSHAKE, _, _, high, low, ref record @ ..] => {
                        record.len() >= usize::from(u16::from_be_bytes([high, low]))
                    }
                    [HANDSHAKE, ..] => false,
                    // Whatever that is, rustls has an alert for it.
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
    fn a_head_is_whole_with_its_empty_line_and_not_a_byte_before() {
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
    fn a_greeting_is_whole_when_its_record_is() {
        let mut record = vec![HANDSHAKE, 3, 1, 1, 2];
        record.extend([7; 258]);
        for length in 1..=record.len() {
            let is_complete = Preamble::ClientHello.is_complete(&record[..length]);
            assert_eq!(is_complete, length == record.len(), "{length}");
        }
        assert!(Preamble::ClientHello.is_complete(b"GET / HTTP/1.1"));
    }
}
